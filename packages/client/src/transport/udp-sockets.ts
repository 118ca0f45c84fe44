/**
 * The UDP sockets of one server: each is for one request at a time, and none outlives the client. One
 * that carried a signed request is kept for the next: its answer is known by its MAC, so that nothing
 * is won by a port of its own, while opening a socket has its price (an update, one by one, in 63 µs of
 * CPU instead of 46). What is not signed goes from a fresh random port (RFC 5452 section 9.2).
 */

import { setImmediate } from 'node:timers';
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
  /** Addresses of the host that did not answer last time; that of which it is longest ago first. */
  readonly #silent = new Set<string>();
  /**
   * Datagrams that came in this turn of the loop. Node reads a socket up to 32 times before the next one
   * is looked at: where an answer leads to the next request at once, one of 64 would go on alone
   * meanwhile, and the others wait for 20 ms.
   */
  readonly #arrived = new Gathered((take) => setImmediate(take));
  /** Datagrams that leave by it: one after the other they wake the server once and not each by itself. */
  readonly #leaving = new Gathered((send) => process.nextTick(send));
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
    const limits = { ...this.#family, timeoutMs, signal: stop };
    const outcome = await connectUdp(this.#server, limits, this.#silent);
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
    channel.deliver = (take) => this.#inOneGo(this.#arrived, take);
    channel.dispatch = (send) => this.#inOneGo(this.#leaving, send);
    channel.onOutcome = (isAnswered) => this.#note(channel.peer.address, isAnswered);
    channel.onFree = () => {
      this.#ends.delete(close);
      this.#idle = this.#idle.filter((kept) => kept.channel !== channel);
    };
    if (isSigned) channel.keep = () => this.#keep(channel);
    return outcome;
  }

  /** Another address of the host is tried next where this one did not answer. */
  #note(address: string, isAnswered: boolean): void {
    this.#silent.delete(address);
    if (isAnswered) return;
    this.#silent.add(address);
    for (const { channel } of [...this.#idle])
      if (channel.peer.address === address) channel.close();
  }

  /** Does it at once for a request that is alone, and for several in one go, a moment later. */
  #inOneGo(works: Gathered, work: () => void): void {
    if (this.#ends.size - this.#idle.length <= 1) work();
    else works.add(work);
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

/** What is to be done in one go. */
class Gathered {
  readonly #later: (doAll: () => void) => void;
  #works: (() => void)[] = [];

  constructor(later: (doAll: () => void) => void) {
    this.#later = later;
  }

  add(work: () => void): void {
    this.#works.push(work);
    if (this.#works.length > 1) return;
    this.#later(() => {
      const works = this.#works;
      this.#works = [];
      for (const each of works) each();
    });
  }
}
