/**
 * The end of work in bulk before its time: by an error, by the caller's signal or by the consumer, who
 * wants no more. Whatever is waited for is waited for no longer; what is in flight goes on, unless it
 * was the signal.
 */

import { onAbort } from '../exchange/on-abort.ts';

export class Halt {
  /** The caller's: for what is in flight. */
  readonly signal: AbortSignal | undefined;
  readonly #waiting = new Set<() => void>();
  readonly #stopListening: (() => void) | undefined;
  #isHalted = false;

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal;
    if (signal === undefined) return;
    this.#stopListening = onAbort(signal, () => this.halt());
    if (signal.aborted) this.halt();
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
    this.#stopListening?.();
  }
}
