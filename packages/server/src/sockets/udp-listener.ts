/** The UDP side of the server: one datagram, one request, at most one reply. */

import { createSocket, type Socket } from 'node:dgram';
import { DelayedReplies } from './delayed-replies.ts';
import { ListenError } from './listen-error.ts';
import { maxWaitingBytes, printEndpoint, type SocketOptions } from './request-handler.ts';

/** Listens on one address. */
export class UdpListener {
  readonly #socket: Socket;
  readonly #delayed = new DelayedReplies();
  /** Octets that were handed to the socket and not yet to the kernel. */
  #sending = 0;

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
        const { reply, delayMs } = handle(datagram, {
          transport: 'udp',
          from: printEndpoint(sender.address, sender.port),
        });
        if (reply === undefined) return;
        // Replies wait for the kernel to take them, or for their time; what is more is dropped.
        if (this.#sending + this.#delayed.octets > maxWaitingBytes) return;
        const send = () => {
          this.#sending += reply.length;
          // That a reply cannot be sent is as if it were lost: who asked asks again.
          socket.send(reply, sender.port, sender.address, () => {
            this.#sending -= reply.length;
          });
        };
        if (delayMs === 0) send();
        else this.#delayed.add({ delayMs, reply }, send);
      } catch (error) {
        report(error);
      }
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  close(): Promise<void> {
    this.#delayed.clear();
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}
