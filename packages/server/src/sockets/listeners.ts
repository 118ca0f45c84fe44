/** UDP and TCP on one address and one port number, as a name server has them (RFC 7766 section 5). */

import { ListenError } from './listen-error.ts';
import type { SocketOptions } from './request-handler.ts';
import { type TcpLimits, TcpListener } from './tcp-listener.ts';
import { UdpListener } from './udp-listener.ts';

/** What listens, until it is closed. */
export interface Listeners {
  readonly address: string;
  /** The number of both ports. */
  readonly port: number;
  close(): Promise<void>;
}

/** Tries for a number that is free for UDP as well as for TCP. */
const portAttempts = 32;

/**
 * Opens both sockets.
 *
 * @throws {ListenError}
 */
export async function openListeners(options: SocketOptions, limits: TcpLimits): Promise<Listeners> {
  for (let attempt = 1; ; attempt++) {
    const tcp = await TcpListener.open(options, limits);
    const { port } = tcp;
    try {
      const udp = await UdpListener.open({ ...options, port });
      return {
        address: options.address,
        port,
        close: async () => {
          await Promise.all([udp.close(), tcp.close()]);
        },
      };
    } catch (error) {
      await tcp.close();
      const isTaken = error instanceof ListenError && error.systemCode === 'EADDRINUSE';
      if (options.port !== 0 || !isTaken || attempt === portAttempts) throw error;
    }
  }
}
