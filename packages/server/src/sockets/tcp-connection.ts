/**
 * One TCP connection (RFC 7766): requests are answered one after the other, so that replies leave in
 * their order. While the other side does not read, nothing more of it is read: what it leaves
 * unread is bounded by the socket's own buffer and one reply.
 */

import type { Socket } from 'node:net';
import { FrameReader, frame } from '@zonewright/wire';
import { printEndpoint, type RequestHandler } from './request-handler.ts';

export interface ConnectionOptions {
  readonly handle: RequestHandler;
  readonly report: (error: unknown) => void;
  /** After so long without a whole request, or without its reply being read, it is closed. */
  readonly idleTimeoutMs: number;
  /** Is told of each whole request. */
  readonly onRequest: (connection: TcpConnection) => void;
  readonly onClose: (connection: TcpConnection) => void;
}

export class TcpConnection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #frames = new FrameReader();
  readonly #from: string;
  readonly #idle: NodeJS.Timeout;
  /** The other side sends no more; it may still read (half-closed). */
  #ended = false;
  #closing = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#from = printEndpoint(socket.remoteAddress ?? '', socket.remotePort ?? 0);
    this.#idle = setTimeout(() => this.destroy(), options.idleTimeoutMs);
    // A reset is the other side's way to say that it has gone; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(this.#idle);
      options.onClose(this);
    });
    socket.on('data', (chunk: Uint8Array) => {
      if (this.#closing) return;
      this.#frames.push(chunk);
      this.#work();
    });
    socket.on('drain', () => {
      this.#idle.refresh();
      socket.resume();
      this.#work();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#work();
    });
  }

  /** Closes it behind the replies that are on their way. */
  close(): void {
    this.#closing = true;
    this.#socket.destroySoon();
  }

  /** Closes it at once. */
  destroy(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  /** Answers the requests that are here, as long as their replies are taken. */
  #work(): void {
    const socket = this.#socket;
    // Replies to requests that came together leave together.
    socket.cork();
    try {
      this.#answerAll();
    } catch (error) {
      this.#options.report(error);
      this.close();
    } finally {
      socket.uncork();
    }
  }

  #answerAll(): void {
    const socket = this.#socket;
    while (!this.#closing) {
      if (socket.writableNeedDrain) {
        socket.pause();
        return;
      }
      const request = this.#frames.next();
      if (request === 'broken' || request === 'incomplete') {
        if (request === 'broken' || this.#ended) this.close();
        return;
      }
      this.#idle.refresh();
      this.#options.onRequest(this);
      const reply = this.#options.handle(request, { transport: 'tcp', from: this.#from });
      if (reply !== undefined) socket.write(frame(reply));
    }
  }
}
