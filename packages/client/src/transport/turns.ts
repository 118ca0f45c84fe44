/**
 * The updates that are on their way to one server, of which there are only so many at once: BIND drops
 * what exceeds its quota of 100 (`update-quota`) without an answer, and an update that was not answered
 * is dear. Who comes first goes first.
 */

import { ConnectTimeout } from './connect-socket.ts';

/** Leaves room below BIND's quota for other clients. */
export const maxUpdatesAtOnce = 64;

/** How waiting for a turn ended. */
export type TurnOutcome =
  /** `end` is to be called, once, when the request is over. */
  | { readonly status: 'taken'; readonly end: () => void }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

export class Turns {
  readonly #atOnce: number;
  #taken = 0;
  /** Who waits, in their order. */
  readonly #waiting = new Set<() => void>();

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Waits for a turn: nothing is sent before. */
  async take(timeoutMs: number, signal: AbortSignal): Promise<TurnOutcome> {
    if (signal.aborted) return { status: 'aborted' };
    if (this.#taken < this.#atOnce) return this.#begin();
    return await new Promise((resolve) => {
      const settle = (outcome: TurnOutcome): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(onTurn);
        resolve(outcome);
      };
      const onTurn = (): void => settle(this.#begin());
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

  #begin(): TurnOutcome {
    this.#taken += 1;
    const end = (): void => {
      this.#taken -= 1;
      const [next] = this.#waiting;
      next?.();
    };
    return { status: 'taken', end };
  }
}
