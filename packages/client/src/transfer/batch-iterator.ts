/**
 * An async iterator of single values over batches of them: a value that is there costs no more than
 * a resolved promise.
 */

/** Iterates over the values of batches. */
export class BatchIterator<Value> implements AsyncIterableIterator<Value> {
  readonly #batches: AsyncIterator<readonly Value[], undefined>;
  readonly #stop: () => void;
  #batch: readonly Value[] = [];
  #index = 0;
  #isStopped = false;
  #failure: { readonly error: unknown } | undefined;
  /** Where a batch is waited for: calls of next before it came have to take their turn. */
  #waiting: Promise<unknown> | undefined;

  /** @param stop ends the wait for a batch, when the consumer leaves before it came */
  constructor(batches: AsyncIterator<readonly Value[], undefined>, stop: () => void) {
    this.#batches = batches;
    this.#stop = stop;
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#waiting === undefined && this.#index < this.#batch.length) {
      const value = this.#batch[this.#index] as Value;
      this.#index += 1;
      return Promise.resolve({ value, done: false });
    }
    const turn = this.#waiting ?? Promise.resolve();
    const mine: Promise<IteratorResult<Value, undefined>> = turn.then(() => this.#advance());
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.#waiting = settled;
    void settled.then(() => {
      if (this.#waiting === settled) this.#waiting = undefined;
    });
    return mine;
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    this.#isStopped = true;
    this.#batch = [];
    this.#stop();
    await this.#batches.return?.();
    return { value: undefined, done: true };
  }

  /** Hands nothing on any more, of what is there already either: the next call of next rejects. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#batch = [];
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #advance(): Promise<IteratorResult<Value, undefined>> {
    while (this.#index >= this.#batch.length) {
      const { value, done } = await this.#nextBatch();
      if (done === true) return { value: undefined, done: true };
      if (this.#failure !== undefined) continue;
      this.#batch = value;
      this.#index = 0;
    }
    const value = this.#batch[this.#index] as Value;
    this.#index += 1;
    return { value, done: false };
  }

  async #nextBatch(): Promise<IteratorResult<readonly Value[], undefined>> {
    try {
      if (this.#isStopped || this.#failure === undefined) return await this.#batches.next();
      await this.#batches.return?.();
      throw this.#failure.error;
    } catch (error) {
      // Stopping is what ended it.
      if (this.#isStopped) return { value: undefined, done: true };
      this.#isStopped = true;
      throw error;
    }
  }
}
