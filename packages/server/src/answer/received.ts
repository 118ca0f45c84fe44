/** What a server was asked, for tests that look at what their program sent. Bounded. */

import type { Message } from '@zonewright/wire';

/** How a request came: `'tls'` is DNS over TLS (RFC 7858). */
export type Transport = 'udp' | 'tcp' | 'tls';

/** One request that could be decoded, whatever the answer was. */
export interface ReceivedRequest {
  /** When it came, in Unix seconds by the server's clock. */
  readonly at: number;
  readonly transport: Transport;
  /** The sender as `host:port`; empty where it is not known. */
  readonly from: string;
  /** The key whose signature verified; undefined for none. What the request claims is in `message.tsig`. */
  readonly keyName: string | undefined;
  readonly message: Message;
}

/** The octets that the requests kept may have had together, as they came. */
const maxOctets = 4_194_304;

/** The newest requests, oldest first. */
export class ReceivedRequests {
  readonly #most: number;
  readonly #entries: { readonly request: ReceivedRequest; readonly octets: number }[] = [];
  #octets = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @param octets size of the request as it came */
  add(request: ReceivedRequest, octets: number): void {
    this.#entries.push({ request, octets });
    this.#octets += octets;
    while (this.#entries.length > this.#most || this.#octets > maxOctets) {
      this.#octets -= this.#entries.shift()?.octets ?? 0;
    }
  }

  list(): readonly ReceivedRequest[] {
    return this.#entries.map(({ request }) => request);
  }
}
