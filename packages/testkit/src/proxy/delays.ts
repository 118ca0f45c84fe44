/** Waits that end together: none of a proxy's timers outlives what it was for. */

export class Delays {
  readonly #waits = new Map<NodeJS.Timeout, () => void>();
  #over = false;

  /** Resolves after so many milliseconds, or at once when all waits are ended. */
  wait(ms: number): Promise<void> {
    if (this.#over || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#waits.delete(timer);
        resolve();
      };
      const timer = setTimeout(done, Math.ceil(ms));
      this.#waits.set(timer, done);
    });
  }

  /** Ends every wait, and those to come. */
  endAll(): void {
    this.#over = true;
    for (const [timer, done] of this.#waits) {
      clearTimeout(timer);
      done();
    }
  }
}
