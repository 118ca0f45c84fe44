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
import { ClientClosedError } from '../errors/client-closed.ts';
import { promised } from '../exchange/promised.ts';
import type { EdnsOptions } from '../options/edns-options.ts';
import type { UpdateResult } from '../sending/update-result.ts';
import { maxUpdatesAtOnce } from '../transport/turns.ts';
import { type BulkOptions, checkBulkOptions, checkConcurrency } from './bulk-options.ts';
import { Halt } from './halt.ts';
import { InFlight, type Touched } from './in-flight.ts';
import { type BulkInput, type Read, Source } from './source.ts';

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
 * Sends one update, as the options want it.
 *
 * @param message what the update was when it was read
 * @throws what {@link DnsClient.send} throws, at once or later
 */
export type SendOne = (update: Update, message: UpdateMessage) => Promise<UpdateResult>;

export const sendAllOptionNames: readonly (keyof SendAllOptions)[] = [
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
  settled: SendAllOutcome<Given> | undefined;
}

/** The outcomes of {@link DnsClient.sendAll}, in the order of the updates. */
export class SendingAll<Given extends Update = Update>
  implements AsyncIterableIterator<SendAllOutcome<Given>>
{
  readonly #source: Source<Given>;
  readonly #sendOne: SendOne;
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
  /** The source is asked, which is the caller's code and may call from within. */
  #isReading = false;
  /** What is thrown when all outcomes were taken. */
  #failure: { readonly error: unknown } | undefined;
  #rest: readonly SendAllOutcome<Given>[] = [];

  /**
   * @param options those that are `send`'s too are the caller's to check
   * @throws {InvalidOptionError}
   */
  constructor(updates: BulkInput<Given>, options: SendAllOptions, send: SendOne) {
    const { signal, goesOn } = checkBulkOptions(options);
    this.#concurrency = checkConcurrency(options.concurrency, maxUpdatesAtOnce);
    this.#goesOn = goesOn;
    this.#source = new Source('updates', updates);
    this.#halt = new Halt(signal);
    this.#sendOne = send;
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
      if (this.#filling === undefined && !this.#isReading) break;
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
    this.#halt.free();
    await this.#source.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Sends until enough are in flight or wait to be taken; one at a time is at it. */
  #fill(): void {
    while (this.#filling === undefined && this.#mayFill()) {
      this.#filling = this.#sendNext()?.finally(() => {
        this.#filling = undefined;
      });
      // Not only when the consumer comes back: what it does with an outcome may take its time.
      void this.#filling?.then(() => this.#fill());
    }
  }

  #mayFill(): boolean {
    if (this.#isExhausted || this.#isReading) return false;
    if (this.#unsettled >= this.#concurrency) return false;
    const head = this.#queue[0];
    // Behind one that is slow the others go on. Were they to wait for it, a connection would be still
    // meanwhile, and its other answers be held back by the server until ours acknowledges the first.
    const isHeldUp = head !== undefined && head.settled === undefined;
    return this.#queue.length < this.#concurrency * (isHeldUp ? mostBehindOne : 1);
  }

  /** Sends the next update. @returns a promise, which never rejects, where that takes its time */
  #sendNext(): Promise<void> | undefined {
    this.#isReading = true;
    try {
      const read = this.#halt.isHalted ? undefined : this.#source.next();
      if (read === undefined) return this.#end();
      if (read instanceof Promise) return this.#sendLater(read);
      const message = messageOf(read.item);
      const touched = touchedBy(message);
      if (this.#inFlight.conflict(touched) !== undefined) return this.#sendLater(read);
      this.#send(read.item, message, touched);
      return undefined;
    } catch (error) {
      // The source's own, or what it gave is no update.
      this.#fail(error);
      return this.#end();
    } finally {
      this.#isReading = false;
    }
  }

  /** Sends an update once it is read, and once nothing is in flight that touches what it touches. */
  async #sendLater(read: Read<Given> | Promise<Read<Given>>): Promise<void> {
    try {
      const next = read instanceof Promise ? await this.#halt.until(read) : read;
      if (next !== undefined && !this.#halt.isHalted) {
        const message = messageOf(next.item);
        const touched = touchedBy(message);
        for (;;) {
          const conflict = this.#inFlight.conflict(touched);
          if (conflict === undefined) break;
          await conflict.ended();
        }
        if (!this.#halt.isHalted) {
          this.#send(next.item, message, touched);
          return;
        }
      }
    } catch (error) {
      this.#fail(error);
    }
    await this.#end();
  }

  #send(update: Given, message: UpdateMessage | DnsError, touched: Touched): void {
    const flight = this.#inFlight.add(touched);
    const settle = (settled: SendAllOutcome<Given>): SendAllOutcome<Given> => {
      sent.settled = settled;
      this.#unsettled -= 1;
      this.#inFlight.end(flight);
      if (!settled.ok && this.#isTheEnd(settled.error)) this.#fail(settled.error);
      this.#fill();
      return settled;
    };
    // Whatever is wrong with an update is its outcome.
    const sending = promised(() => {
      if (message instanceof DnsError) throw message;
      return this.#sendOne(update, message);
    });
    const outcome = sending.then(
      (result) => settle({ update, ok: true, result }),
      (error: unknown) => settle({ update, ok: false, error: asDnsError(error, update) }),
    );
    const sent: Sent<Given> = { outcome, settled: undefined };
    this.#queue.push(sent);
    this.#unsettled += 1;
  }

  /** A client that was closed sends none of the rest. */
  #isTheEnd(error: DnsError): boolean {
    return !this.#goesOn || error instanceof ClientClosedError;
  }

  /** The first error is the one that is told. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#halt.halt();
  }

  async #end(): Promise<void> {
    this.#isExhausted = true;
    const { signal } = this.#halt;
    if (signal?.aborted === true) this.#failure = { error: signal.reason };
    try {
      await this.#source.end();
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}

/**
 * What an update is now, or why it makes no message, such as that it is empty.
 *
 * @throws {InvalidOptionError} for what is no update
 */
function messageOf(update: Update): UpdateMessage | DnsError {
  if (typeof update?.toMessage !== 'function') {
    throw new InvalidOptionError('updates', update, 'an Update is needed');
  }
  try {
    return update.toMessage();
  } catch (error) {
    if (error instanceof DnsError) return error;
    throw error;
  }
}

const nothing: Touched = { writes: [], reads: [] };

function touchedBy(message: UpdateMessage | DnsError): Touched {
  if (message instanceof DnsError) return nothing;
  const { zone, updates, prerequisites } = message;
  const where = `${zone?.class} ${canonicalName(zone?.name ?? '.')}`;
  const ownersOf = (records: readonly UpdateRecord[]): readonly string[] =>
    once(records.map(({ name }) => `${where} ${canonicalName(name)}`));
  const writes = ownersOf(updates);
  const reads = ownersOf(prerequisites);
  if (reads.length === 0) return { writes, reads };
  const written = new Set(writes);
  return { writes, reads: reads.filter((key) => !written.has(key)) };
}

function once(keys: readonly string[]): readonly string[] {
  return keys.length < 2 ? keys : [...new Set(keys)];
}

/** Whatever was no outcome: a slip is told as it is, and what else was thrown came before anything was sent. */
function asDnsError(cause: unknown, { zone }: Update): DnsError {
  if (cause instanceof DnsError) return cause;
  return new DnsError(
    'ABORTED',
    `The update of ${zone} was not sent: the call was aborted, or the clock or the signer threw; see cause.`,
    { zone, cause },
  );
}
