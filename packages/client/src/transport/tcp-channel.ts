/**
 * A connection that is kept, over TCP or TLS (RFC 7766, RFC 7858): requests are pipelined, answers
 * matched by id in any order. It holds the process only while a request is in flight.
 */

import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { FrameReader } from '@zonewright/wire';
import type { Channel, ChannelRequest, ExchangeOutcome, Peer } from './channel.ts';
import { PendingExchange } from './pending-exchange.ts';
import { Slots } from './slots.ts';

/** An idle connection is closed after this, before most servers would (RFC 7766 section 6.2.3). */
const idleMs = 10_000;

/** Before each message stands its length (RFC 1035 section 4.2.2). */
const lengthBytes = 2;

/** A request that waits for the end of this tick. */
interface Outgoing {
  readonly bytes: Uint8Array;
  readonly pending: PendingExchange<unknown>;
}

export class TcpChannel implements Channel {
  readonly transport: 'tcp' | 'tls';
  readonly peer: Peer | undefined;
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  readonly #pending = new Slots<PendingExchange<unknown>>();
  /** By id; ids of requests that were given up stay until the connection ends, see newId. */
  readonly #slots = new Map<number, number | undefined>();
  /** Ids that were given out and not sent yet: signing may take its time. */
  readonly #promisedIds = new Set<number>();
  #outgoing: Outgoing[] = [];
  /** Requests that this connection was opened or chosen for, and that were not sent yet. */
  #expected = 0;
  #isUsable = true;
  #hasReceived = false;

  /**
   * @param socket connected; all of its events are this channel's from now on
   * @param isRefusal whether an error says that the server never took anything from us; it is
   *   asked before the first octet of an answer alone
   */
  constructor(
    socket: Socket,
    transport: 'tcp' | 'tls',
    isRefusal: (error: Error) => boolean = () => false,
  ) {
    this.#socket = socket;
    this.transport = transport;
    const { remoteAddress: address, remotePort: port } = socket;
    // A connection that was reset at once has none any more.
    this.peer = address === undefined || port === undefined ? undefined : { address, port };
    socket.setNoDelay(true);
    socket.setTimeout(idleMs);
    socket.on('timeout', () => {
      if (this.load === 0) this.#end(new Error('idle'));
    });
    socket.on('data', (chunk: Uint8Array) => this.#receive(chunk));
    socket.on('end', () => {
      const where = this.#frames.isInsideFrame ? ' inside a message' : '';
      this.#end(new Error(`the server closed the connection${where}`));
    });
    socket.on('close', () => this.#end(new Error('the connection closed')));
    socket.on('error', (error) => {
      this.#end(error, !this.#hasReceived && isRefusal(error));
    });
    socket.unref();
  }

  /** Whether new requests may be sent on it. */
  get isUsable(): boolean {
    return this.#isUsable && this.#socket.writable && this.#slots.size < 32_768;
  }

  /** Whether its socket is freed. */
  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Requests in flight, and those expected. */
  get load(): number {
    return this.#pending.size + this.#expected;
  }

  /** Says that a request is to come, by `exchange`, or not after all, by `release`. */
  expect(): void {
    this.#expected += 1;
  }

  newId(): number {
    for (;;) {
      // A late answer to a request that was given up must find no other (RFC 7766 section 7).
      const id = randomInt(65_536);
      if (this.#slots.has(id) || this.#promisedIds.has(id)) continue;
      this.#promisedIds.add(id);
      return id;
    }
  }

  exchange<Answer>(request: ChannelRequest<Answer>): Promise<ExchangeOutcome<Answer>> {
    this.#promisedIds.delete(request.id);
    this.release();
    if (request.signal.aborted) return Promise.resolve({ status: 'aborted', sent: false });
    if (!this.#isUsable || !this.#socket.writable) {
      const cause = new Error('the connection closed');
      return Promise.resolve({ status: 'unsent', cause });
    }
    const pending = new PendingExchange<Answer>(request, (outcome) => {
      this.#pending.delete(slot, anyPending);
      this.#afterExchange(request.id, outcome);
    });
    // What it is asked to do does not depend on the type of the answer.
    const anyPending = pending as PendingExchange<unknown>;
    const slot = this.#pending.add(anyPending);
    this.#slots.set(request.id, slot);
    if (this.#pending.size === 1) this.#socket.ref();
    this.#write({ bytes: request.bytes, pending: anyPending });
    return pending.outcome;
  }

  /** The connection is for other requests too, and stays. */
  release(): void {
    if (this.#expected > 0) this.#expected -= 1;
    // Nobody is left who could have been given an id.
    if (this.#expected === 0) this.#promisedIds.clear();
  }

  close(): void {
    this.#end(new Error('the connection was closed by us'));
  }

  /**
   * Length and message leave in one write, and so do messages of one tick (RFC 7766 section 8): joined,
   * since writing them as pieces was a twelfth of the client's time.
   */
  #write(outgoing: Outgoing): void {
    this.#outgoing.push(outgoing);
    if (this.#outgoing.length === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    // Others were aborted within the tick, or the connection ended.
    const outgoing = this.#outgoing.filter(({ pending }) => !pending.hasEnded);
    this.#outgoing = [];
    if (outgoing.length === 0) return;
    const length = outgoing.reduce((sum, { bytes }) => sum + lengthBytes + bytes.length, 0);
    const joined = Buffer.allocUnsafe(length);
    let offset = 0;
    for (const { bytes, pending } of outgoing) {
      offset = joined.writeUInt16BE(bytes.length, offset);
      joined.set(bytes, offset);
      offset += bytes.length;
      pending.copies = 1;
    }
    this.#socket.write(joined);
  }

  #afterExchange(id: number, { status }: ExchangeOutcome<unknown>): void {
    if (status === 'answered') this.#slots.delete(id);
    else this.#slots.set(id, undefined);
    // A connection that left one request unanswered is not trusted with another.
    if (status === 'timeout') this.#isUsable = false;
    if (this.#pending.size > 0) return;
    this.#socket.unref();
    // From now on, also where its timer ran out while there was something to wait for.
    if (this.#isUsable) this.#socket.setTimeout(idleMs);
    else this.#socket.destroy();
  }

  #receive(chunk: Uint8Array): void {
    this.#hasReceived = true;
    this.#frames.push(chunk);
    for (;;) {
      const reply = this.#frames.next();
      if (reply === 'incomplete') return;
      if (reply === 'broken') {
        this.#end(new Error('the server announced a message shorter than a header'));
        return;
      }
      const id = ((reply[0] as number) << 8) | (reply[1] as number);
      const slot = this.#slots.get(id);
      if (slot !== undefined) this.#pending.get(slot)?.take(reply, true);
    }
  }

  #end(cause: Error, isRefused = false): void {
    this.#isUsable = false;
    for (const pending of this.#pending) {
      if (isRefused) pending.refuse(cause);
      else pending.lose(cause);
    }
    this.#socket.destroy();
  }
}
