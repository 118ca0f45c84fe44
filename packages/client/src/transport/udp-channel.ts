/**
 * One request at a time over UDP, on a socket of its own: connected, so that only the server's
 * datagrams arrive, from a random port, with a random id (RFC 5452 section 9). What is not the answer
 * is ignored, and waiting goes on; where the request allows it, the same octets are sent again.
 */

import { randomInt } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { alarms, type Late } from './alarms.ts';
import type { Channel, ChannelRequest, ExchangeOutcome, Peer } from './channel.ts';
import { PendingExchange } from './pending-exchange.ts';
import { reworded } from './system-error.ts';

/**
 * When a request is sent again, as parts of its timeout: late and seldom. Knot often pauses for a
 * second on a lone update, and a copy that was not needed has its price: a prerequisite that fails
 * may then have failed on the second copy alone, and is read back before it is believed. With 5 s
 * the copies leave after 1.6 s and 3.3 s, and each has more than a second left for its answer.
 */
const copiesAfter = [0.3, 0.65] as const;

export class UdpChannel implements Channel, Late {
  readonly transport = 'udp';
  readonly peer: Peer;
  /** Asked when a request has left nothing behind: whether the socket is kept for another one. */
  keep: () => boolean = () => false;
  /** How a datagram that came is taken, which may be a moment later. */
  deliver: (take: () => void) => void = (take) => take();
  /** How a request is sent, which may be a moment later. */
  dispatch: (send: () => void) => void = (send) => send();
  /** Told of each request that was not given up, whether it was answered. */
  onOutcome: (isAnswered: boolean) => void = () => {};
  /** Called once, when the socket is freed. */
  onFree: () => void = () => {};
  readonly #socket: Socket;
  #pending: PendingExchange<unknown> | undefined;
  /** The request of which copies are to follow, how many have, and when the next one is to. */
  #request: ChannelRequest<unknown> | undefined;
  #copies = 0;
  #alarm: number | undefined;
  #isClosed = false;

  /** @param socket connected to the server at `peer` */
  constructor(socket: Socket, peer: Peer) {
    this.#socket = socket;
    this.peer = peer;
    // A socket without this listener would end the process for an unreachable port.
    socket.on('error', (cause) => this.#fail(cause));
    socket.on('message', ({ buffer, byteOffset, length }) => {
      const pending = this.#pending;
      if (pending === undefined) return;
      this.deliver(() => pending.take(new Uint8Array(buffer, byteOffset, length), false));
    });
    // The timer of a request in flight holds the process; what is kept is not to.
    socket.unref();
  }

  newId(): number {
    return randomInt(65_536);
  }

  exchange<Answer>(request: ChannelRequest<Answer>): Promise<ExchangeOutcome<Answer>> {
    if (request.signal.aborted) {
      this.release();
      return Promise.resolve({ status: 'aborted', sent: false });
    }
    if (this.#isClosed) {
      return Promise.resolve({ status: 'unsent', cause: new Error('the socket was closed') });
    }
    const pending = new PendingExchange<Answer>(request, (outcome) => this.#afterExchange(outcome));
    // What it is asked to do does not depend on the type of the answer.
    this.#pending = pending as PendingExchange<unknown>;
    this.dispatch(() => this.#send(request.bytes));
    if (request.retransmits) this.#sendLater(request, 0);
    return pending.outcome;
  }

  release(): void {
    if (!this.#isClosed && !this.keep()) this.#free();
  }

  close(): void {
    this.#pending?.lose(new Error('the socket was closed by us'));
    this.#free();
  }

  /** What belongs to this request may still come where it was not answered, or left more than once. */
  #afterExchange(outcome: ExchangeOutcome<unknown>): void {
    this.#clearAlarm();
    this.#pending = undefined;
    const isAnswered = outcome.status === 'answered';
    if (outcome.status !== 'aborted') this.onOutcome(isAnswered);
    if (isAnswered && outcome.copies === 1) this.release();
    else this.#free();
  }

  /** It is time for another copy. */
  late(): void {
    this.#alarm = undefined;
    const request = this.#request as ChannelRequest<unknown>;
    this.#send(request.bytes);
    this.#sendLater(request, this.#copies + 1);
  }

  #sendLater(request: ChannelRequest<unknown>, copies: number): void {
    const part = copiesAfter[copies];
    if (part === undefined) return;
    this.#request = request;
    this.#copies = copies;
    const afterTheLast = part - (copiesAfter[copies - 1] ?? 0);
    this.#alarm = alarms.set(this, request.timeoutMs * afterTheLast);
  }

  #clearAlarm(): void {
    if (this.#alarm !== undefined) alarms.clear(this.#alarm, this);
    this.#alarm = undefined;
    this.#request = undefined;
  }

  #send(bytes: Uint8Array): void {
    const pending = this.#pending;
    if (pending === undefined || pending.hasEnded) return;
    pending.copies += 1;
    this.#socket.send(bytes, (cause) => {
      if (cause === null || pending.hasEnded) return;
      // The kernel did not take it.
      pending.copies -= 1;
      // Where an earlier copy went out, its answer may still come.
      if (pending.copies === 0 || isPortUnreachable(cause)) this.#fail(cause);
    });
  }

  /**
   * An ICMP message says that a datagram did not arrive, but not which of them: only where there is
   * just one is it known that nothing did.
   */
  #fail(error: Error): void {
    const pending = this.#pending;
    const { address, port } = this.peer;
    // Node names no address, and the host may have several.
    const cause = reworded(error, `${error.message} ${address}:${port}`);
    if (pending === undefined) this.#free();
    else if (pending.copies === 1 && isPortUnreachable(cause)) pending.refuse(cause);
    else pending.lose(cause);
  }

  #free(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#clearAlarm();
    this.#socket.close();
    this.onFree();
  }
}

function isPortUnreachable(cause: Error): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED';
}
