/**
 * The servers' clocks as far as they are known: where a signed BADTIME tells one, the next try is
 * signed by it, for this call alone. The client's own clock is never changed (RFC 8945 section 5.2.3).
 */

import { BadTimeError, type DnsError } from '@zonewright/wire';
import type { ClientSettings } from '../options/client-options.ts';
import type { Connector } from '../transport/connector.ts';

/** Longest skew that is corrected for: with more, something else is wrong than a clock. */
const maxCorrectedSkewSeconds = 86_400;

export class ServerClocks {
  readonly #settings: Pick<ClientSettings, 'clock' | 'correctsClock'>;
  /** Of those whose clocks are off, which are few. */
  #skews: Map<Connector, number> | undefined;

  constructor(settings: Pick<ClientSettings, 'clock' | 'correctsClock'>) {
    this.#settings = settings;
  }

  /** Unix seconds by a server's clock, as far as it is known. */
  clockOf(connector: Connector): () => number {
    const skew = this.#skews?.get(connector);
    return skew === undefined ? this.#settings.clock : () => this.#settings.clock() + skew;
  }

  /** The server's clock less ours, once a signed BADTIME has told it. */
  skewOf(connector: Connector): number | undefined {
    return this.#skews?.get(connector);
  }

  /** Whether an error told a server's clock, so that it is worth another try: once for each. */
  correct(connector: Connector, error: DnsError): boolean {
    if (!this.#settings.correctsClock || this.#skews?.has(connector) === true) return false;
    // A BADTIME whose MAC does not verify is none: it is a reply that cannot be believed.
    if (!(error instanceof BadTimeError)) return false;
    if (Math.abs(error.skewSeconds) > maxCorrectedSkewSeconds) return false;
    this.#skews ??= new Map();
    this.#skews.set(connector, error.skewSeconds);
    return true;
  }
}
