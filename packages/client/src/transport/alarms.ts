/**
 * What is told when it takes too long: all that is in flight, by one timer of Node's. It is set for the
 * first of them, and stays as it is when that one ends in time, to be set anew when it runs out. Timers
 * of their own, two for an update and three over UDP, cost it 0.5 µs of 10 with 64 in flight.
 */

import { Slots } from './slots.ts';

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
    if (at < this.#timerAt) this.#startTimer(at, now);
    else if (this.#watched.size === 1) this.#timer?.ref();
    return slot;
  }

  /** Tells it nothing any more. */
  clear(slot: number, watched: Late): void {
    this.#watched.delete(slot, watched);
    if (this.#watched.size === 0) this.#timer?.unref();
  }

  #startTimer(at: number, now: number): void {
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#tell(), Math.max(1, Math.ceil(at - now)));
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
  }
}

/** For all calls of all clients. */
export const alarms: Alarms = new Alarms();
