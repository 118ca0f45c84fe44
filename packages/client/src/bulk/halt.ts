/**
 * The end of work in bulk before its time: by an error, by the caller's signal or by the consumer, who
 * wants no more. Whatever is waited for is waited for no longer; what is in flight goes on, unless it
 * was the signal.
 */

export class Halt {
  /** The caller's: for what is in flight. */
  readonly signal: AbortSignal | undefined;
  readonly #waiting = new Set<() => void>();
  #isHalted = false;

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted === true) this.halt();
  }

  readonly #onAbort = (): void => this.halt();

  get isHalted(): boolean {
    return this.#isHalted;
  }

  /** Nothing more is to be sent. */
  halt(): void {
    this.#isHalted = true;
    for (const wake of [...this.#waiting]) wake();
  }

  /** What a promise comes to; undefined where the end comes first, and the promise is left alone. */
  async until<Value>(promise: Promise<Value>): Promise<Value | undefined> {
    if (this.#isHalted) {
      promise.catch(() => undefined);
      return undefined;
    }
    return await new Promise<Value | undefined>((resolve, reject) => {
      const wake = (): void => resolve(undefined);
      this.#waiting.add(wake);
      promise.then(resolve, reject).finally(() => this.#waiting.delete(wake));
    });
  }

  /** Lets go of the caller's signal. */
  free(): void {
    this.signal?.removeEventListener('abort', this.#onAbort);
  }
}
