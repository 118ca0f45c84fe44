/**
 * UDP and TCP on one address and one port number, as a name server has them (RFC 7766 section 5), and
 * DNS over TLS on a number of its own (RFC 7858 section 3.1).
 */

import { ListenError } from './listen-error.ts';
import type { SocketOptions } from './request-handler.ts';
import { type TcpLimits, TcpListener } from './tcp-listener.ts';
import type { CheckedTlsOptions } from './tls-options.ts';
import { UdpListener } from './udp-listener.ts';

/** What listens, until it is closed. */
export interface Listeners {
  readonly address: string;
  /** The number of the UDP and of the TCP port. */
  readonly port: number;
  /** The number of the TLS port, where there is one. */
  readonly tlsPort: number | undefined;
  close(): Promise<void>;
}

/** DNS over TLS, and the port for it: 0 for any that is free. */
export interface TlsSocketOptions {
  readonly port: number;
  readonly tls: CheckedTlsOptions;
}

/** Tries for a number that is free for UDP as well as for TCP. */
const portAttempts = 32;

/**
 * Opens all sockets, or none.
 *
 * @throws {ListenError}
 */
export async function openListeners(
  options: SocketOptions,
  limits: TcpLimits,
  secure?: TlsSocketOptions,
): Promise<Listeners> {
  const { udp, tcp } = await openPair(options, limits);
  const opened: { close(): Promise<void> }[] = [udp, tcp];
  const close = async () => {
    await Promise.all(opened.map((listener) => listener.close()));
  };
  const { address } = options;
  const { port } = tcp;
  if (secure === undefined) return { address, port, tlsPort: undefined, close };
  try {
    const tls = await TcpListener.open({ ...options, port: secure.port }, limits, secure.tls);
    opened.push(tls);
    return { address, port, tlsPort: tls.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPair(
  options: SocketOptions,
  limits: TcpLimits,
): Promise<{ readonly udp: UdpListener; readonly tcp: TcpListener }> {
  for (let attempt = 1; ; attempt++) {
    const tcp = await TcpListener.open(options, limits);
    try {
      return { tcp, udp: await UdpListener.open({ ...options, port: tcp.port }) };
    } catch (error) {
      await tcp.close();
      const isTaken = error instanceof ListenError && error.systemCode === 'EADDRINUSE';
      if (options.port !== 0 || !isTaken || attempt === portAttempts) throw error;
    }
  }
}
