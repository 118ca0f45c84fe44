/**
 * Ends leases when their time comes, without a request that would do it: one timer for the lease that
 * ends next. It does not hold the process.
 */

/** What the timer is about. */
export interface LeaseTimerOptions {
  /** When the next lease ends, in Unix seconds; undefined for none. */
  readonly nextExpiry: () => number | undefined;
  /** Ends what is over; it does not throw. */
  readonly expire: () => void;
  /** Unix seconds. */
  readonly clock: () => number;
}

/** Shortest wait: a clock that runs slower than the timers is not asked again and again. */
const shortestMs = 10;

/** What it waits while the clock says no time. */
const brokenMs = 1_000;

/** Longest that a timer can wait; what ends later is looked at once more on the way. */
const longestMs = 2 ** 31 - 1;

export class LeaseTimer {
  readonly #options: LeaseTimerOptions;
  #timer: NodeJS.Timeout | undefined;
  /** When the lease ends that it waits for. */
  #awaited: number | undefined;
  #stopped = false;

  constructor(options: LeaseTimerOptions) {
    this.#options = options;
  }

  /** Waits for the lease that ends next, which may be another one than before. */
  arm(): void {
    const next = this.#options.nextExpiry();
    if (this.#stopped || next === this.#awaited) return;
    clearTimeout(this.#timer);
    this.#awaited = next;
    if (next === undefined) return;
    this.#timer = setTimeout(() => {
      this.#awaited = undefined;
      this.#options.expire();
      this.arm();
    }, this.#waitMs(next));
    this.#timer.unref();
  }

  #waitMs(next: number): number {
    const waitMs = Math.ceil((next - this.#now()) * 1000);
    return Number.isNaN(waitMs) ? brokenMs : Math.min(Math.max(waitMs, shortestMs), longestMs);
  }

  /** What is wrong with the clock, `expire` tells. */
  #now(): number {
    try {
      return this.#options.clock();
    } catch {
      return Number.NaN;
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
