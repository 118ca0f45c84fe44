/**
 * One TCP connection (RFC 7766), plain or under TLS: requests are answered one after the other, so
 * that replies leave in their order, but for those that are to leave later. While the other side does
 * not read, nothing more of it is read: what it leaves unread is bounded by the socket's own buffer
 * and one reply, and so are the replies that wait for their time.
 */

import type { Socket } from 'node:net';
import { FrameReader, frame } from '@zonewright/wire';
import type { Delivery } from '../answer/delivery.ts';
import type { Messages } from '../answer/transfer-reply.ts';
import { DelayedReplies } from './delayed-replies.ts';
import { maxWaitingBytes, printEndpoint, type RequestHandler } from './request-handler.ts';

export interface ConnectionOptions {
  readonly handle: RequestHandler;
  readonly report: (error: unknown) => void;
  readonly transport: 'tcp' | 'tls';
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
  readonly #delayed = new DelayedReplies();
  readonly #from: string;
  readonly #idle: NodeJS.Timeout;
  /** Transfers of which messages are still to be sent, one behind the other. */
  readonly #transfers: Messages[] = [];
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
      this.#closing = true;
      clearTimeout(this.#idle);
      this.#delayed.clear();
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
      // The system takes megabytes at once: whoever fetches zones leaves others their turn between messages.
      setImmediate(() => this.#work());
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#work();
    });
  }

  /** Closes it behind the replies that are on their way. */
  close(): void {
    this.#closing = true;
    this.#delayed.clear();
    this.#socket.destroySoon();
  }

  /** Closes it at once. */
  destroy(): void {
    this.#closing = true;
    this.#delayed.clear();
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
      if (socket.writableNeedDrain || this.#delayed.octets > maxWaitingBytes) {
        socket.pause();
        return;
      }
      const [transfer] = this.#transfers;
      if (transfer !== undefined) {
        this.#sendNext(transfer);
        continue;
      }
      const request = this.#frames.next();
      if (request === 'broken' || request === 'incomplete') {
        const isDone = this.#ended && this.#delayed.size === 0;
        if (request === 'broken' || isDone) this.close();
        return;
      }
      this.#idle.refresh();
      this.#options.onRequest(this);
      const { transport, handle } = this.#options;
      const delivery = handle(request, { transport, from: this.#from });
      if (delivery.delayMs === 0) this.#send(delivery);
      else this.#sendLater(delivery);
    }
  }

  #sendLater(delivery: Delivery): void {
    this.#delayed.add(delivery, () => {
      this.#send(delivery);
      // What waited for this one to leave goes on.
      if (!this.#socket.writableNeedDrain) this.#socket.resume();
      this.#work();
    });
  }

  /** Sends one message of a transfer; who does not read them keeps them from being made. */
  #sendNext(transfer: Messages): void {
    const { done, value } = transfer.next();
    if (done === true) this.#transfers.shift();
    else this.#socket.write(frame(value));
  }

  #send({ reply, streamBytes, closes, rest }: Delivery): void {
    if (reply !== undefined) this.#socket.write(frame(reply).subarray(0, streamBytes));
    if (rest !== undefined) this.#transfers.push(rest);
    if (closes) this.close();
  }
}
