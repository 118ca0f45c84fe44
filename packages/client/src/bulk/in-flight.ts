/**
 * What was sent and is not settled: how many messages, and what they touch. Two that touch the same
 * owner of a zone are never in flight at once, so that they take effect in the order of the input:
 * servers work off several connections, and even one, in an order of their own.
 */

import { Slots } from '../transport/slots.ts';

/** What a message touches: owners as `zone owner` in lower case, or any other keys, each once. */
export interface Touched {
  /** Changed by it. */
  readonly writes: readonly string[];
  /** Asked for by its prerequisites, and not changed by it. */
  readonly reads: readonly string[];
}

/** A message in flight. */
export class Flight {
  readonly touched: Touched;
  /** Where it is among those in flight. */
  slot = -1;
  #waiting: (() => void)[] | undefined;

  constructor(touched: Touched) {
    this.touched = touched;
  }

  /** Resolves when it has ended, and what it touched is free. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting ??= [];
      this.#waiting.push(resolve);
    });
  }

  /** Tells those who wait for its end. */
  tell(): void {
    for (const resolve of this.#waiting ?? []) resolve();
  }
}

export class InFlight {
  readonly #all = new Slots<Flight>();
  /** By what they change, and by what they ask for: the slots of messages. */
  readonly #writers = new Map<string, number>();
  readonly #readers = new Map<string, Set<number>>();
  /** Resolves for those who wait until less is in flight. */
  #lessWanted: (() => void)[] = [];

  get size(): number {
    return this.#all.size;
  }

  /** Resolves when fewer than `limit` are left. */
  async below(limit: number): Promise<void> {
    while (this.#all.size >= limit) {
      await new Promise<void>((resolve) => {
        this.#lessWanted.push(resolve);
      });
    }
  }

  /** A message that has to end before one that touches these may be sent; undefined for none. */
  conflict({ writes, reads }: Touched): Flight | undefined {
    for (const key of writes) {
      const other = this.#writers.get(key) ?? this.#readerOf(key);
      if (other !== undefined) return this.#all.get(other);
    }
    for (const key of reads) {
      const writer = this.#writers.get(key);
      if (writer !== undefined) return this.#all.get(writer);
    }
    return undefined;
  }

  /** Takes note of a message that is sent; `end` is to be called for it, once. */
  add(touched: Touched): Flight {
    const flight = new Flight(touched);
    const slot = this.#all.add(flight);
    flight.slot = slot;
    for (const key of touched.writes) this.#writers.set(key, slot);
    for (const key of touched.reads) {
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, new Set([slot]));
      else readers.add(slot);
    }
    return flight;
  }

  /** What a message touched is free. */
  end(flight: Flight): void {
    const { slot, touched } = flight;
    this.#all.delete(slot, flight);
    for (const key of touched.writes) this.#writers.delete(key);
    for (const key of touched.reads) {
      const readers = this.#readers.get(key);
      readers?.delete(slot);
      if (readers?.size === 0) this.#readers.delete(key);
    }
    flight.tell();
    if (this.#lessWanted.length === 0) return;
    const waiting = this.#lessWanted;
    this.#lessWanted = [];
    for (const resolve of waiting) resolve();
  }

  #readerOf(key: string): number | undefined {
    for (const reader of this.#readers.get(key) ?? []) return reader;
    return undefined;
  }
}
