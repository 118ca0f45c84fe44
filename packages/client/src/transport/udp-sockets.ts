/**
 * The UDP sockets of one server: each is for one request at a time, and none outlives the client. One
 * that carried a signed request is kept for the next: its answer is known by its MAC, so that nothing
 * is won by a port of its own, while opening a socket has its price (an update, one by one, in 63 µs of
 * CPU instead of 46). What is not signed goes from a fresh random port (RFC 5452 section 9.2).
 */

import type { ServerAddress } from '../options/server-address.ts';
import type { FamilyOptions } from './address-family.ts';
import { connectUdp, type UdpOutcome } from './connect-udp.ts';
import type { OpenOptions } from './connector.ts';
import { Stop } from './stop-signal.ts';
import type { UdpChannel } from './udp-channel.ts';

/** A socket that is not used for so long is closed: this host may have got another address since. */
const idleMs = 1_000;

export class UdpSockets {
  readonly #server: ServerAddress;
  readonly #family: FamilyOptions;
  /** What ends those that are open or being opened. */
  readonly #ends = new Set<() => void>();
  /** Kept for signed requests, with when they were last used; the last used is the next. */
  #idle: { readonly channel: UdpChannel; readonly since: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What takes the datagrams of this turn of the loop, where there are several requests in flight. */
  #arrived: (() => void)[] = [];
  #leaving: (() => void)[] = [];
  #isClosed = false;

  constructor(server: ServerAddress, family: FamilyOptions) {
    this.#server = server;
    this.#family = family;
  }

  /** A socket for one request, at once where one is kept. */
  open(
    options: Pick<OpenOptions, 'timeoutMs' | 'signal' | 'isSigned'>,
  ): UdpOutcome | Promise<UdpOutcome> {
    if (options.signal.aborted || this.#isClosed) return { status: 'aborted' };
    const kept = options.isSigned ? this.#idle.pop() : undefined;
    return kept === undefined
      ? this.#connect(options)
      : { status: 'connected', channel: kept.channel };
  }

  /** Closes all; what is in flight on them ends as lost. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#idle = [];
    for (const end of [...this.#ends]) end();
  }

  async #connect({
    timeoutMs,
    signal,
    isSigned,
  }: Pick<OpenOptions, 'timeoutMs' | 'signal' | 'isSigned'>): Promise<UdpOutcome> {
    const stop = new Stop();
    const abort = (): void => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#ends.add(abort);
    const outcome = await connectUdp(this.#server, { ...this.#family, timeoutMs, signal: stop });
    signal.removeEventListener('abort', abort);
    this.#ends.delete(abort);
    if (outcome.status !== 'connected') return outcome;
    const { channel } = outcome;
    if (this.#isClosed) {
      channel.close();
      return { status: 'aborted' };
    }
    const close = (): void => channel.close();
    this.#ends.add(close);
    channel.deliver = (take) => this.#deliver(take);
    channel.dispatch = (send) => this.#dispatch(send);
    channel.onFree = () => {
      this.#ends.delete(close);
      this.#idle = this.#idle.filter((kept) => kept.channel !== channel);
    };
    if (isSigned) channel.keep = () => this.#keep(channel);
    return outcome;
  }

  /**
   * Node reads a socket up to 32 times before the next one is looked at. Where an answer leads to the
   * next request at once, one of 64 would go on alone meanwhile, and the others wait for 20 ms.
   */
  #deliver(take: () => void): void {
    if (this.#ends.size - this.#idle.length <= 1) {
      take();
      return;
    }
    this.#arrived.push(take);
    if (this.#arrived.length > 1) return;
    setImmediate(() => {
      const arrived = this.#arrived;
      this.#arrived = [];
      for (const each of arrived) each();
    });
  }

  #dispatch(send: () => void): void {
    if (this.#ends.size - this.#idle.length <= 1) {
      send();
      return;
    }
    this.#leaving.push(send);
    if (this.#leaving.length > 1) return;
    process.nextTick(() => {
      const leaving = this.#leaving;
      this.#leaving = [];
      for (const each of leaving) each();
    });
  }

  #keep(channel: UdpChannel): boolean {
    if (this.#isClosed) return false;
    this.#idle.push({ channel, since: performance.now() });
    this.#timer ??= setTimeout(() => this.#closeUnused(), idleMs).unref();
    return true;
  }

  #closeUnused(): void {
    const oldest = performance.now() - idleMs;
    this.#timer = undefined;
    for (const { channel, since } of [...this.#idle]) if (since <= oldest) channel.close();
    if (this.#idle.length > 0) {
      this.#timer = setTimeout(() => this.#closeUnused(), idleMs).unref();
    }
  }
}
