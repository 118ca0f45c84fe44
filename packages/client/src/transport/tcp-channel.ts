/**
 * A TCP connection that is kept (RFC 7766): requests are pipelined, answers matched by id in any
 * order. It holds the process only while a request is in flight.
 */

import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { FrameReader, frame } from '@zonewright/wire';
import type { Channel, ChannelRequest, ExchangeOutcome } from './channel.ts';
import { PendingExchange } from './pending-exchange.ts';

/** An idle connection is closed after this, before most servers would (RFC 7766 section 6.2.3). */
const idleMs = 10_000;

export class TcpChannel implements Channel {
  readonly transport: 'tcp' | 'tls';
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  /** By id; ids of requests that were given up stay until the connection ends, see newId. */
  readonly #pending = new Map<number, PendingExchange<unknown> | undefined>();
  #inFlight = 0;
  #isUsable = true;

  /** @param socket connected; all of its events are this channel's from now on */
  constructor(socket: Socket, transport: 'tcp' | 'tls') {
    this.#socket = socket;
    this.transport = transport;
    socket.setNoDelay(true);
    socket.setTimeout(idleMs);
    socket.on('timeout', () => {
      if (this.#inFlight === 0) this.#end(new Error('idle'));
    });
    socket.on('data', (chunk: Uint8Array) => this.#receive(chunk));
    socket.on('end', () => {
      const where = this.#frames.isInsideFrame ? ' inside a message' : '';
      this.#end(new Error(`the server closed the connection${where}`));
    });
    socket.on('close', () => this.#end(new Error('the connection closed')));
    socket.on('error', (error) => this.#end(error));
    socket.unref();
  }

  /** Whether new requests may be sent on it. */
  get isUsable(): boolean {
    return this.#isUsable && this.#pending.size < 32_768;
  }

  newId(): number {
    for (;;) {
      // A late answer to a request that was given up must find no other (RFC 7766 section 7).
      const id = randomInt(65_536);
      if (!this.#pending.has(id)) return id;
    }
  }

  async exchange<Answer>(request: ChannelRequest<Answer>): Promise<ExchangeOutcome<Answer>> {
    if (request.signal.aborted) return { status: 'aborted', sent: false };
    if (!this.#isUsable || this.#socket.destroyed) {
      return { status: 'unsent', cause: new Error('the connection closed') };
    }
    const pending = new PendingExchange<Answer>(request, (outcome) => {
      this.#inFlight -= 1;
      this.#pending.set(request.id, undefined);
      if (outcome.status === 'answered') this.#pending.delete(request.id);
      // A connection that left one request unanswered is not trusted with another.
      if (outcome.status === 'timeout') this.#isUsable = false;
      if (this.#inFlight === 0) {
        this.#socket.unref();
        if (!this.#isUsable) this.#socket.destroy();
      }
    });
    this.#inFlight += 1;
    this.#socket.ref();
    this.#pending.set(request.id, pending as PendingExchange<unknown>);
    pending.copies = 1;
    this.#socket.write(frame(request.bytes));
    return pending.outcome;
  }

  /** The connection is for other requests too, and stays. */
  release(): void {}

  close(): void {
    this.#end(new Error('the connection was closed by us'));
  }

  #receive(chunk: Uint8Array): void {
    this.#frames.push(chunk);
    for (;;) {
      const reply = this.#frames.next();
      if (reply === 'incomplete') return;
      if (reply === 'broken') {
        this.#end(new Error('the server announced a message shorter than a header'));
        return;
      }
      const id = ((reply[0] as number) << 8) | (reply[1] as number);
      this.#pending.get(id)?.take(reply, true);
    }
  }

  #end(cause: Error): void {
    this.#isUsable = false;
    for (const pending of this.#pending.values()) pending?.lose(cause);
    this.#pending.clear();
    this.#socket.destroy();
  }
}
