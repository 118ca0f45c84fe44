/** What is known after an update succeeded. */

import type { RRsetState } from '../errors/outcome-error.ts';
import type { Transport } from '../transport/channel.ts';

/** A successful update. All names are absolute, in lower case, with the final dot. */
export interface UpdateResult {
  readonly rcode: 'NOERROR';
  readonly zone: string;
  /** `host:port`, an IPv6 address in brackets. */
  readonly server: string;
  readonly transport: Transport;
  /** The id of the message that was answered. */
  readonly id: number;
  /** Messages signed or connections tried. */
  readonly attempts: number;
  readonly durationMs: number;
  /** Whether the answer was signed and its signature verified. */
  readonly authenticated: boolean;
  /** How it is known. */
  readonly settledBy: 'response' | 'read-back';
  /** The server's clock less ours, in seconds, where it had to be corrected for. */
  readonly skewSeconds?: number;
  /** What was read back; empty where nothing was. */
  readonly rrsets: readonly RRsetState[];
}
