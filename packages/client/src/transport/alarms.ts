/**
 * What is told when it takes too long: all that is in flight, by one timer of Node's. It is set for the
 * first of them, and stays as it is when that one ends in time, to be set anew when it runs out. Timers
 * of their own, two for an update and three over UDP, cost it 0.5 µs of 10 with 64 in flight.
 */

import { Slots } from './slots.ts';

/** Longest time that a timer of Node takes. */
const longestMs = 2_147_483_647;

/** What may take too long. */
export interface Late {
  /** Called once, when its time is over. */
  late(): void;
}

export class Alarms {
  readonly #watched = new Slots<Late>();
  /** When it is late, by slot. */
  readonly #times: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  /** What the timer was set by: one of a test that took over timers need not run out behind it. */
  #setBy: typeof setTimeout | undefined;

  /**
   * Tells it when its time is over, unless it is cleared before. The process lives on until then.
   *
   * @returns the slot to clear it by
   */
  set(watched: Late, timeoutMs: number): number {
    const now = performance.now();
    const at = now + timeoutMs;
    const slot = this.#watched.add(watched);
    this.#times[slot] = at;
    if (at < this.#timerAt || this.#setBy !== setTimeout) this.#startTimer(at, now);
    else if (this.#watched.size === 1) this.#timer?.ref();
    return slot;
  }

  /** Tells it nothing any more. */
  clear(slot: number, watched: Late): void {
    this.#watched.delete(slot, watched);
    this.#letGo();
  }

  /** Holds the process no longer than there is something to watch. */
  #letGo(): void {
    if (this.#watched.size === 0) this.#timer?.unref();
  }

  #startTimer(at: number, now: number): void {
    if (this.#setBy === setTimeout) clearTimeout(this.#timer);
    else this.#timer?.unref();
    this.#setBy = setTimeout;
    this.#timerAt = at;
    const timer = setTimeout(
      () => {
        if (this.#timer === timer) this.#tell();
      },
      Math.min(longestMs, Math.max(1, Math.ceil(at - now))),
    );
    this.#timer = timer;
  }

  #tell(): void {
    const now = performance.now();
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
    const due: [slot: number, watched: Late][] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [slot, at] of this.#times.entries()) {
      const watched = this.#watched.get(slot);
      if (watched === undefined) continue;
      if (at > now) next = Math.min(next, at);
      else due.push([slot, watched]);
    }
    if (next < Number.POSITIVE_INFINITY) this.#startTimer(next, now);
    // What was told before may have cleared it.
    for (const [slot, watched] of due) if (this.#watched.delete(slot, watched)) watched.late();
    this.#letGo();
  }
}

/** For all calls of all clients. */
export const alarms: Alarms = new Alarms();
