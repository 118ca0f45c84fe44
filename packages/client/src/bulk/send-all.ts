/**
 * Many updates, several in flight at once: read as fast as they are sent and taken, and told in the
 * order of the input. Updates that touch the same owner of a zone wait for each other.
 */

import {
  canonicalName,
  DnsError,
  InvalidOptionError,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import type { Update } from '@zonewright/zone';
import type { EdnsOptions } from '../options/edns-options.ts';
import { checkBoolean, checkNames } from '../options/option-check.ts';
import type { UpdateResult } from '../sending/update-result.ts';
import { maxUpdatesAtOnce } from '../transport/turns.ts';
import { type BulkOptions, checkBulkOptions, checkConcurrency } from './bulk-options.ts';
import { Halt } from './halt.ts';
import { InFlight, type Touched } from './in-flight.ts';
import { type BulkInput, Source } from './source.ts';

/** Options of {@link DnsClient.sendAll}. */
export interface SendAllOptions extends BulkOptions {
  /**
   * Most updates in flight at once, from 1 to 64; those that could be taken and were not count, too.
   *
   * @default 64
   */
  readonly concurrency?: number | undefined;
  /** As of `send`. @default false */
  readonly allowSilent?: boolean | undefined;
  /** As of `send`. @default the client's */
  readonly edns?: boolean | EdnsOptions | undefined;
}

/** How one update came out. */
export type SendAllOutcome<Given extends Update = Update> =
  | { readonly update: Given; readonly ok: true; readonly result: UpdateResult }
  | { readonly update: Given; readonly ok: false; readonly error: DnsError };

/**
 * Sends one update; what is no outcome rejects.
 *
 * @param options with `verify` and the signal that ends the whole
 */
export type SendOne = (
  update: Update,
  options: Pick<SendAllOptions, 'verify' | 'signal' | 'allowSilent' | 'edns'>,
) => Promise<
  | { readonly ok: true; readonly result: UpdateResult }
  | { readonly ok: false; readonly error: DnsError }
>;

const names: readonly (keyof SendAllOptions)[] = [
  'concurrency',
  'verify',
  'signal',
  'onError',
  'allowSilent',
  'edns',
];

/** How many times `concurrency` outcomes are kept that wait for that of an update before them. */
const mostBehindOne = 4;

/** An update that was sent. */
interface Sent<Given extends Update> {
  readonly outcome: Promise<SendAllOutcome<Given>>;
  isSettled: boolean;
}

/** The outcomes of {@link DnsClient.sendAll}, in the order of the updates. */
export class SendingAll<Given extends Update = Update>
  implements AsyncIterableIterator<SendAllOutcome<Given>>
{
  readonly #source: Source<Given>;
  readonly #start: (update: Given) => Promise<SendAllOutcome<Given>>;
  readonly #concurrency: number;
  readonly #goesOn: boolean;
  readonly #halt: Halt;
  readonly #inFlight = new InFlight();
  /** Sent, and not taken by the consumer: in the order of the input. */
  #queue: Sent<Given>[] = [];
  /** Of those, the ones whose outcome is not known yet. */
  #unsettled = 0;
  #filling: Promise<void> | undefined;
  #isExhausted = false;
  /** What is thrown when all outcomes were taken. */
  #failure: { readonly error: unknown } | undefined;
  #rest: readonly SendAllOutcome<Given>[] = [];

  /** @throws {InvalidOptionError} */
  constructor(updates: BulkInput<Given>, options: SendAllOptions, send: SendOne) {
    checkNames(options, names);
    const { verify, signal, goesOn } = checkBulkOptions(options);
    checkBoolean('allowSilent', options.allowSilent, false);
    this.#concurrency = checkConcurrency(options.concurrency, maxUpdatesAtOnce);
    this.#goesOn = goesOn;
    this.#source = new Source('updates', updates);
    this.#halt = new Halt(signal);
    const { allowSilent, edns } = options;
    const each = { verify, signal: this.#halt.signal, allowSilent, edns };
    this.#start = async (update) => {
      try {
        return { update, ...(await send(update, each)) };
      } catch (error) {
        return { update, ok: false, error: asDnsError(error, update) };
      }
    };
  }

  /**
   * The outcomes that nobody has taken, once the iteration was left by `break`: of what was in flight
   * then. Empty before.
   */
  get rest(): readonly SendAllOutcome<Given>[] {
    return this.#rest;
  }

  /** @throws the first error, when all outcomes were taken, unless `onError` is `continue` */
  async next(): Promise<IteratorResult<SendAllOutcome<Given>, undefined>> {
    for (;;) {
      this.#fill();
      const head = this.#queue[0];
      if (head !== undefined) {
        const outcome = await head.outcome;
        // Another call of next may have taken it meanwhile.
        if (this.#queue[0] !== head) continue;
        void this.#queue.shift();
        return { done: false, value: outcome };
      }
      if (this.#filling === undefined) break;
      await this.#filling;
    }
    this.#halt.free();
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    return { done: true, value: undefined };
  }

  /** Sends nothing more, and waits for what is in flight: {@link rest} tells of it. */
  async return(): Promise<IteratorResult<SendAllOutcome<Given>, undefined>> {
    this.#isExhausted = true;
    this.#failure = undefined;
    this.#halt.halt();
    await this.#filling;
    const queue = this.#queue;
    this.#queue = [];
    this.#rest = [...this.#rest, ...(await Promise.all(queue.map(({ outcome }) => outcome)))];
    await this.#source.end();
    this.#halt.free();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Sends until enough are in flight or wait to be taken; one at a time is at it. */
  #fill(): void {
    if (this.#isExhausted || this.#filling !== undefined) return;
    if (this.#unsettled >= this.#concurrency) return;
    const head = this.#queue[0];
    // Behind one that is slow the others go on. Were they to wait for it, a connection would be still
    // meanwhile, and its other answers be held back by the server until ours acknowledges the first.
    const isHeldUp = head !== undefined && !head.isSettled;
    const most = this.#concurrency * (isHeldUp ? mostBehindOne : 1);
    if (this.#queue.length >= most) return;
    this.#filling = this.#sendNext().finally(() => {
      this.#filling = undefined;
    });
    // Not only when the consumer comes back: what it does with an outcome may take its time.
    void this.#filling.then(() => this.#fill());
  }

  /** Sends the next update. Never rejects. */
  async #sendNext(): Promise<void> {
    try {
      const read = this.#halt.isHalted ? undefined : this.#source.next();
      const next = read instanceof Promise ? await this.#halt.until(read) : read;
      if (next === undefined || this.#halt.isHalted) {
        await this.#end();
        return;
      }
      const touched = touchedBy(next.item);
      for (;;) {
        const conflict = this.#inFlight.conflict(touched);
        if (conflict === undefined) break;
        await conflict;
      }
      if (this.#halt.isHalted) {
        await this.#end();
        return;
      }
      const outcome = this.#start(next.item);
      const sent = { outcome, isSettled: false };
      this.#inFlight.add(touched, outcome);
      this.#queue.push(sent);
      this.#unsettled += 1;
      void outcome.then((one) => {
        sent.isSettled = true;
        this.#unsettled -= 1;
        if (!one.ok && !this.#goesOn) this.#fail(one.error);
        this.#fill();
      });
    } catch (error) {
      // The source's own, or what it gave is no update.
      this.#fail(error);
      await this.#end();
    }
  }

  /** The first error is the one that is told. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#halt.halt();
  }

  async #end(): Promise<void> {
    this.#isExhausted = true;
    const { signal } = this.#halt;
    if (signal.aborted) this.#failure = { error: signal.reason };
    try {
      await this.#source.end();
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}

/** @throws {InvalidOptionError} for what is no update */
function touchedBy(update: Update): Touched {
  if (typeof update?.toMessage !== 'function') {
    throw new InvalidOptionError('updates', update, 'an Update is needed');
  }
  const { zone, class: rrClass } = update;
  const keyOf = ({ name }: UpdateRecord): string => `${rrClass} ${zone} ${canonicalName(name)}`;
  const { updates, prerequisites } = messageOf(update);
  const writes = new Set(updates.map(keyOf));
  const reads = new Set(prerequisites.map(keyOf));
  return { writes, reads: [...reads].filter((key) => !writes.has(key)) };
}

/** What is wrong with one that makes no message, such as an empty one, is told by sending it. */
function messageOf(update: Update): Pick<UpdateMessage, 'updates' | 'prerequisites'> {
  try {
    return update.toMessage();
  } catch (error) {
    if (error instanceof DnsError) return { updates: [], prerequisites: [] };
    throw error;
  }
}

/** Whatever was no outcome: a slip is told as it is, and an abort came before anything was sent. */
function asDnsError(cause: unknown, { zone }: Update): DnsError {
  if (cause instanceof DnsError) return cause;
  return new DnsError('ABORTED', `The update of ${zone} was not sent: the call was aborted.`, {
    zone,
    cause,
  });
}
