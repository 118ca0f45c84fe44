/**
 * The end of work in bulk before its time: by an error, by the caller's signal or by the consumer, who
 * wants no more. Whatever is waited for is waited for no longer; what is in flight goes on, unless it
 * was the signal.
 */

import { setMaxListeners } from 'node:events';

export class Halt {
  readonly #caller: AbortSignal | undefined;
  readonly #aborted = new AbortController();
  readonly #waiting = new Set<() => void>();
  #isHalted = false;

  constructor(signal: AbortSignal | undefined) {
    this.#caller = signal;
    // Every message in flight listens to it.
    setMaxListeners(0, this.#aborted.signal);
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted === true) this.#onAbort();
  }

  readonly #onAbort = (): void => {
    this.#aborted.abort(this.#caller?.reason);
    this.halt();
  };

  /** Aborts when the caller's signal does, with its reason: for what is in flight. */
  get signal(): AbortSignal {
    return this.#aborted.signal;
  }

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
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}
