/**
 * The updates that are on their way to one server, of which there are only so many at once: BIND drops
 * what exceeds its quota of 100 (`update-quota`) without an answer, and an update that was not answered
 * is dear. So it is with transfers, of which BIND answers what exceeds 10 (`transfers-out`) by SERVFAIL.
 * Who comes first goes first.
 */

import { ConnectTimeout } from './connect-timeout.ts';
import type { StopSignal } from './stop-signal.ts';

/** Leaves room below BIND's quota for other clients. */
export const maxUpdatesAtOnce = 64;

/** As much room below that of transfers. */
export const maxTransfersAtOnce = 8;

/** How waiting for a turn ended. */
export type TurnOutcome =
  /** `end` of the turns is to be called, once, when the request is over. */
  | { readonly status: 'taken' }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

const taken: TurnOutcome = { status: 'taken' };

export class Turns {
  readonly #atOnce: number;
  #taken = 0;
  /** Who waits, in their order. */
  readonly #waiting = new Set<() => void>();

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Takes a turn at once, or waits for one: nothing is sent before. */
  take(timeoutMs: number, signal: StopSignal): TurnOutcome | Promise<TurnOutcome> {
    if (signal.aborted) return { status: 'aborted' };
    if (this.#taken < this.#atOnce) {
      this.#taken += 1;
      return taken;
    }
    return this.#wait(timeoutMs, signal);
  }

  /** Gives a turn back that was taken. */
  end(): void {
    this.#taken -= 1;
    const [next] = this.#waiting;
    next?.();
  }

  #wait(timeoutMs: number, signal: StopSignal): Promise<TurnOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: TurnOutcome): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(onTurn);
        resolve(outcome);
      };
      const onTurn = (): void => {
        this.#taken += 1;
        settle(taken);
      };
      const onAbort = (): void => settle({ status: 'aborted' });
      const timer = setTimeout(() => {
        const cause = new ConnectTimeout(
          `${this.#atOnce} updates at once left it no turn within ${timeoutMs} ms`,
        );
        settle({ status: 'failed', cause });
      }, timeoutMs);
      this.#waiting.add(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
