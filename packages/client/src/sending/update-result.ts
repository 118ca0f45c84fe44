/** What is known after an update succeeded. */

import type { DnsError } from '@zonewright/wire';
import type { RRsetState } from '../errors/outcome-error.ts';
import type { PropagatedOptions } from '../propagation/propagation-options.ts';
import type { PropagationResult } from '../propagation/wait-for-propagation.ts';
import type { Transport } from '../transport/channel.ts';

/** A successful update. All names are absolute, in lower case, with the final dot. */
export interface UpdateResult {
  readonly rcode: 'NOERROR';
  readonly zone: string;
  /** `host:port`, an IPv6 address in brackets; `memory` for an embedded server. */
  readonly server: string;
  readonly transport: Transport;
  /** The id of the message that was answered, or of the last that was sent. */
  readonly id: number;
  /** Messages signed or connections tried. */
  readonly attempts: number;
  readonly durationMs: number;
  /** Whether the answer was signed and its signature verified. */
  readonly authenticated: boolean;
  /**
   * How it is known. `read-back` says that the zone holds what was asked for, not that this call made
   * it so: two processes that take a lock by the same data can both be told so.
   */
  readonly settledBy: 'response' | 'read-back';
  /** The server's clock less ours, in seconds, where it had to be corrected for. */
  readonly skewSeconds?: number;
  /** What was read back; empty where nothing was. */
  readonly rrsets: readonly RRsetState[];
  /** With `mode: 'all'`: the outcome at each server, in their order. */
  readonly servers?: readonly ServerOutcome[];
  /**
   * Waits until every address of every name server of the zone shows what the update asked for, as
   * {@link DnsClient.waitForPropagation} waits for an RRset; with `mode: 'all'` each of those servers
   * too. What has been changed again meanwhile is not shown any more: wait for a serial then. It is
   * not enumerable, so that a copy of the result does not have it.
   *
   * @throws {PropagationTimeoutError} with what each server has, when the time is over
   * @throws {InvalidOptionError | ClientClosedError}
   *
   * @example
   * ```ts no-run
   * import { DnsClient, TsigKey } from 'zonewright';
   *
   * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
   * await using dns = new DnsClient({ server: 'ns1.example.com', key });
   * const update = dns.update('example.com').insert('_acme-challenge', 60, 'TXT', 'token');
   * const { servers } = await (await update.send()).propagated({ timeoutMs: 120_000 });
   * console.log(servers);
   * ```
   */
  propagated(options?: PropagatedOptions): Promise<PropagationResult>;
}

/** A result that knows no client yet. */
export type UnboundResult = Omit<UpdateResult, 'propagated'>;

/** How an update came out at one of several servers. */
export type ServerOutcome =
  | { readonly server: string; readonly ok: true; readonly result: UpdateResult }
  | { readonly server: string; readonly ok: false; readonly error: DnsError };
