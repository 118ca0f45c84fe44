/**
 * What tells those who wait that they are to wait no longer. It is what they need of an AbortSignal,
 * and an AbortSignal will do; a call of the client has one of its own for each, and Node's takes
 * as long as half of all the rest (64 in flight, an update in 16 µs of CPU instead of 24).
 */

export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  /** Calls the listener once, when it aborts; not at once where it has aborted already. */
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

const none: ReadonlySet<() => void> = new Set();

/** A signal, and the means to abort it. */
export class Stop implements StopSignal {
  #aborted = false;
  #reason: unknown;
  /** Most calls have one listener at a time; those that read back have one for each question. */
  #first: (() => void) | undefined;
  #others: Set<() => void> | undefined;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void, _options: { readonly once: true }): void {
    if (this.#aborted || this.#first === listener) return;
    if (this.#first === undefined) {
      this.#first = listener;
      return;
    }
    this.#others ??= new Set();
    this.#others.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#first === listener) this.#first = undefined;
    else this.#others?.delete(listener);
  }

  /** Tells those who listen, each once, but for those that leave meanwhile. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = new DOMException('This operation was aborted', 'AbortError');
    const [first, others = none] = [this.#first, this.#others];
    this.#first = undefined;
    first?.();
    for (const listener of others) listener();
    this.#others = undefined;
  }
}
