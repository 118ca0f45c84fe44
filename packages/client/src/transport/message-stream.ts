/**
 * A connection for one request with many messages as its answer, such as a zone transfer (RFC 5936
 * section 4.1.1). They are taken one by one; while nobody asks for the next one, no more is read than
 * the limit below, and TCP slows the server down.
 */

import type { Socket } from 'node:net';
import { FrameReader, frame } from '@zonewright/wire';
import type { Transport } from './channel.ts';
import type { StopSignal } from './stop-signal.ts';

/** How waiting for a message ended. */
export type StreamEvent =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** The stream is over; `cause` says how it ended. */
  | { readonly kind: 'ended'; readonly cause: Error }
  | { readonly kind: 'timeout'; readonly cause: Error }
  | { readonly kind: 'aborted' };

/** How long a message is waited for. */
export interface StreamLimits {
  /** Without a single octet of it. */
  readonly progressMs: number;
  /** For all of it. */
  readonly messageMs: number;
  readonly signal: StopSignal;
}

/** One request's way to the server, and its answer's way back. */
export interface MessageStream {
  readonly transport: Transport;
  /** Sends the request. */
  send(bytes: Uint8Array): void;
  /** The next message; one call at a time. */
  next(limits: StreamLimits): Promise<StreamEvent>;
  /** Frees the socket, whatever is still to come. */
  close(): void;
}

/** How opening a stream ended. */
export type StreamOutcome =
  | { readonly status: 'connected'; readonly stream: MessageStream }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

/** More is not read ahead: two of the largest messages. */
const maxHeldBytes = 131_072;

export class SocketStream implements MessageStream {
  readonly transport: 'tcp' | 'tls';
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  #heldBytes = 0;
  #end: Error | undefined;
  /** Called when octets came or the stream ended. */
  #onProgress: () => void = () => {};

  /** @param socket connected; all of its events are this stream's from now on */
  constructor(socket: Socket, transport: 'tcp' | 'tls') {
    this.#socket = socket;
    this.transport = transport;
    socket.setNoDelay(true);
    // Whoever dropped the stream without closing it must not hold the process by it.
    socket.unref();
    socket.on('data', (chunk: Uint8Array) => {
      this.#frames.push(chunk);
      this.#heldBytes += chunk.length;
      if (this.#heldBytes >= maxHeldBytes) socket.pause();
      this.#onProgress();
    });
    socket.on('end', () => this.#endWith(new Error('the server closed the connection')));
    socket.on('close', () => this.#endWith(new Error('the connection closed')));
    socket.on('error', (error) => this.#endWith(error));
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(frame(bytes));
  }

  async next({ progressMs, messageMs, signal }: StreamLimits): Promise<StreamEvent> {
    const first = this.#take();
    if (first !== undefined) return first;
    if (signal.aborted) return { kind: 'aborted' };
    this.#socket.ref();
    // What is held is less than a message.
    this.#socket.resume();
    try {
      return await new Promise((resolve) => {
        const settle = (event: StreamEvent): void => {
          clearTimeout(progress);
          clearTimeout(whole);
          signal.removeEventListener('abort', onAbort);
          this.#onProgress = () => {};
          resolve(event);
        };
        const late = (what: string): void => settle({ kind: 'timeout', cause: new Error(what) });
        const onAbort = (): void => settle({ kind: 'aborted' });
        const progress = setTimeout(() => late(`nothing came for ${progressMs} ms`), progressMs);
        const whole = setTimeout(
          () => late(`a message took longer than ${messageMs} ms`),
          messageMs,
        );
        signal.addEventListener('abort', onAbort, { once: true });
        this.#onProgress = () => {
          progress.refresh();
          const event = this.#take();
          if (event !== undefined) settle(event);
        };
      });
    } finally {
      this.#socket.unref();
    }
  }

  close(): void {
    this.#end ??= new Error('the connection was closed by us');
    this.#socket.destroy();
  }

  /** What there is: a message that came, else the end. */
  #take(): StreamEvent | undefined {
    const bytes = this.#frames.next();
    if (bytes instanceof Uint8Array) {
      this.#heldBytes -= bytes.length + 2;
      return { kind: 'message', bytes };
    }
    if (bytes === 'broken') {
      this.#endWith(new Error('the server announced a message shorter than a header'));
    }
    return this.#end === undefined ? undefined : { kind: 'ended', cause: this.#end };
  }

  #endWith(cause: Error): void {
    if (this.#end !== undefined) return;
    this.#end = cause;
    this.#socket.destroy();
    this.#onProgress();
  }
}
