/** Looks again and again, with pauses that grow, for as long as it is allowed to. */

import type { StopSignal } from '../transport/stop-signal.ts';
import type { Call } from './call.ts';

const firstPauseMs = 50;
const longestPauseMs = 1_000;

/** Pauses between looks. */
export class Pauses {
  readonly #call: Call;
  #pauseMs = firstPauseMs;

  constructor(call: Call) {
    this.#call = call;
  }

  /**
   * Waits for the next look.
   *
   * @param untilMs on the clock of `performance.now()`
   * @returns false where there is none any more: the time is over, or the call was cut short
   */
  async next(untilMs: number): Promise<boolean> {
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0 || this.#call.signal.aborted) return false;
    const pauseMs = Math.min(this.#pauseMs, leftMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    return await pause(pauseMs, this.#call.signal);
  }
}

/** Waits for as long as that. @returns false where the signal ended it before */
export function pause(pauseMs: number, signal: StopSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    }, pauseMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
