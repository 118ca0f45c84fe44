/**
 * What the sockets ask of whoever stands above them: the reply to a request. Everything of DNS
 * stays there; the sockets know lengths, connections and limits.
 */

import type { Delivery } from '../answer/delivery.ts';
import type { RequestOrigin } from '../answer/request.ts';

/** Gives the reply to a request, and how it is to go back. */
export type RequestHandler = (request: Uint8Array, origin: RequestOrigin) => Delivery;

/** Octets of replies that may wait in one place; who has more waiting waits too, or loses them. */
export const maxWaitingBytes = 1_048_576;

/** What both kinds of sockets are opened with. */
export interface SocketOptions {
  /** An IP address; never a host name, which could mean any interface. */
  readonly address: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly handle: RequestHandler;
  /** Is told of what went wrong and has no caller: neither a socket nor a request stops the others. */
  readonly report: (error: unknown) => void;
}

/** `host:port`, an IPv6 address in brackets. */
export function printEndpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
