/** What a client can talk to without a socket: a server in the same process. */

/** Takes a request and gives its reply; the embedded server is one. */
export interface Responder {
  /**
   * The reply to a request, or `undefined` for none. A `DnsError` with the code `SERVER_CLOSED` says that
   * nothing came of the request; after any other error that is not known.
   *
   * @param request the octets of the message, without a length before them
   * @param origin what the request is to be taken to have come over
   */
  answer(
    request: Uint8Array,
    origin?: { readonly transport?: 'tcp' | 'udp' | 'tls' },
  ): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Whether a value can answer in memory. */
export function isResponder(value: unknown): value is Responder {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Responder>).answer === 'function'
  );
}
