/**
 * What is given in bulk, read one by one and no further than asked: an iterable or an async iterable.
 * What is in memory is read without waiting; what is slow can be waited for beside other things.
 */

import { InvalidOptionError } from '@zonewright/wire';

/** One after the other, from memory or as they come. */
export type BulkInput<Item> = Iterable<Item> | AsyncIterable<Item>;

/** What was read; undefined at the end. */
export type Read<Item> = { readonly item: Item } | undefined;

type Step<Item> = IteratorResult<Item, unknown>;

export class Source<Item> {
  readonly #iterator: Iterator<Item, unknown> | AsyncIterator<Item, unknown>;
  #isReading = false;
  #hasEnded = false;

  /**
   * @param option the name of what is given, for the error
   * @throws {InvalidOptionError} for what is neither
   */
  constructor(option: string, given: BulkInput<Item>) {
    // What comes from outside may be anything.
    const source = given as Partial<Iterable<Item> & AsyncIterable<Item>> | null | undefined;
    const iterator =
      typeof source === 'object' && source !== null
        ? (source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.())
        : undefined;
    if (iterator === undefined) {
      throw new InvalidOptionError(option, given, 'an iterable or async iterable is needed');
    }
    this.#iterator = iterator;
  }

  /** The next one, at once where it is there; undefined at the end. */
  next(): Read<Item> | Promise<Read<Item>> {
    if (this.#hasEnded) return undefined;
    let step: Step<Item> | Promise<Step<Item>>;
    try {
      step = this.#iterator.next();
    } catch (error) {
      this.#hasEnded = true;
      throw error;
    }
    return 'then' in step ? this.#arrived(step) : this.#taken(step);
  }

  /** Tells the source that no more is wanted; one that is at work on the next is not waited for. */
  async end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const ended = Promise.resolve(this.#iterator.return?.());
    if (this.#isReading) ended.catch(() => undefined);
    else await ended;
  }

  async #arrived(step: Promise<Step<Item>>): Promise<Read<Item>> {
    this.#isReading = true;
    try {
      return this.#taken(await step);
    } catch (error) {
      this.#hasEnded = true;
      throw error;
    } finally {
      this.#isReading = false;
    }
  }

  #taken(step: Step<Item>): Read<Item> {
    if (step.done !== true) return { item: step.value };
    this.#hasEnded = true;
    return undefined;
  }
}
