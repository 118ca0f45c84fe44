/** The UDP side of the server: one datagram, one request, at most one reply. */

import { createSocket, type Socket } from 'node:dgram';
import { ListenError } from './listen-error.ts';
import { printEndpoint, type SocketOptions } from './request-handler.ts';

/** Replies that wait in the process for the kernel to take them; what is more is dropped. */
const maxQueuedBytes = 1_048_576;

/** Listens on one address. */
export class UdpListener {
  readonly #socket: Socket;

  /** @throws {ListenError} */
  static open(options: SocketOptions): Promise<UdpListener> {
    const { address, port } = options;
    const isIpv6 = address.includes(':');
    const socket = createSocket({ type: isIpv6 ? 'udp6' : 'udp4', ipv6Only: isIpv6 });
    return new Promise((resolve, reject) => {
      socket.once('error', (cause) => {
        socket.close();
        reject(new ListenError(`UDP ${printEndpoint(address, port)}`, cause));
      });
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        socket.on('error', options.report);
        resolve(new UdpListener(socket, options));
      });
    });
  }

  private constructor(socket: Socket, { handle, report }: SocketOptions) {
    this.#socket = socket;
    socket.on('message', (datagram, sender) => {
      // Nothing can be sent to port 0, which whoever forges a sender may write there.
      if (sender.port === 0) return;
      try {
        const reply = handle(datagram, {
          transport: 'udp',
          from: printEndpoint(sender.address, sender.port),
        });
        if (reply === undefined || socket.getSendQueueSize() > maxQueuedBytes) return;
        // That a reply cannot be sent is as if it were lost: who asked asks again.
        socket.send(reply, sender.port, sender.address, () => undefined);
      } catch (error) {
        report(error);
      }
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}
