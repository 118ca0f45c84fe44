/**
 * Replies that leave later than they were made, which a fault wants. Whoever holds them bounds their
 * octets, and lets go of them at his end: no timer outlives him.
 */

/** Counted for each beside its octets: about what a timer takes. */
const timerBytes = 256;

export class DelayedReplies {
  /** What is done where a reply is let go of, by its timer. */
  readonly #waiting = new Map<NodeJS.Timeout, () => void>();
  #octets = 0;

  /**
   * @param leave is called after so many milliseconds
   * @param lose is called in its place where the replies are let go of before
   */
  add(
    { delayMs, reply }: { readonly delayMs: number; readonly reply: Uint8Array | undefined },
    leave: () => void,
    lose: () => void = () => undefined,
  ): void {
    const octets = timerBytes + (reply?.length ?? 0);
    this.#octets += octets;
    const timer = setTimeout(() => {
      this.#octets -= octets;
      this.#waiting.delete(timer);
      leave();
    }, delayMs);
    this.#waiting.set(timer, lose);
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** The octets that those take which wait. */
  get octets(): number {
    return this.#octets;
  }

  /** Lets go of all. */
  clear(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#octets = 0;
    for (const [timer, lose] of waiting) {
      clearTimeout(timer);
      lose();
    }
  }
}
