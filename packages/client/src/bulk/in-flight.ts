/**
 * What was sent and is not settled: how many messages, and what they touch. Two that touch the same
 * owner of a zone are never in flight at once, so that they take effect in the order of the input:
 * servers work off several connections, and even one, in an order of their own.
 */

/** What a message touches: owners as `zone owner` in lower case, or any other keys. */
export interface Touched {
  /** Changed by it. */
  readonly writes: Iterable<string>;
  /** Asked for by its prerequisites. */
  readonly reads: Iterable<string>;
}

export class InFlight {
  readonly #all = new Set<Promise<unknown>>();
  readonly #writers = new Map<string, Promise<unknown>>();
  readonly #readers = new Map<string, Set<Promise<unknown>>>();

  get size(): number {
    return this.#all.size;
  }

  /** Resolves when fewer than `limit` are left. */
  async below(limit: number): Promise<void> {
    while (this.#all.size >= limit) await Promise.race(this.#all);
  }

  /** What has to be settled before a message that touches these may be sent; undefined for none. */
  conflict({ writes, reads }: Touched): Promise<unknown> | undefined {
    for (const key of writes) {
      const writer = this.#writers.get(key);
      if (writer !== undefined) return writer;
      for (const reader of this.#readers.get(key) ?? []) return reader;
    }
    for (const key of reads) {
      const writer = this.#writers.get(key);
      if (writer !== undefined) return writer;
    }
    return undefined;
  }

  /** Takes note of a message that was sent. @param settled never rejects */
  add({ writes, reads }: Touched, settled: Promise<unknown>): void {
    // Taken away first, so that whoever waits for it finds its owners free.
    const flight: Promise<unknown> = settled.then(() => {
      this.#all.delete(flight);
      for (const key of writes) this.#writers.delete(key);
      for (const key of reads) {
        const readers = this.#readers.get(key);
        readers?.delete(flight);
        if (readers?.size === 0) this.#readers.delete(key);
      }
    });
    this.#all.add(flight);
    for (const key of writes) this.#writers.set(key, flight);
    for (const key of reads) {
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, new Set([flight]));
      else readers.add(flight);
    }
  }
}
