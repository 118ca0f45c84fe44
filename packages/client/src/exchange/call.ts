/**
 * One call of the client, over all its attempts: its deadline, the caller's abort signal and the
 * closing of the client in one signal; `interruption` says which of them it was.
 */

import { alarms, type Late } from '../transport/alarms.ts';
import { Stop, type StopSignal } from '../transport/stop-signal.ts';
import { onAbort } from './on-abort.ts';

/** Why a call was cut short. */
export type Interruption =
  | { readonly kind: 'deadline' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'aborted'; readonly reason: unknown };

export class Call implements Late {
  readonly #stop = new Stop();
  readonly #stopListening: (() => void) | undefined;
  #alarm: number | undefined;
  readonly #startedAt: number = performance.now();
  readonly #deadlineMs: number;
  #interruption: Interruption | undefined;
  /** Messages signed or connections tried. */
  attempts = 0;
  /** Where it is among the calls of its client. */
  slot = -1;

  /** @param deadlineMs without it, the call may take as long as it likes */
  constructor(deadlineMs: number | undefined, callerSignal: StopSignal | undefined) {
    this.#deadlineMs = deadlineMs ?? Number.POSITIVE_INFINITY;
    if (deadlineMs !== undefined) this.#alarm = alarms.set(this, deadlineMs);
    if (callerSignal === undefined) return;
    const abort = (): void => this.interrupt({ kind: 'aborted', reason: callerSignal.reason });
    this.#stopListening = onAbort(callerSignal, abort);
    if (callerSignal.aborted) abort();
  }

  /** Aborts when the call is to end, for whatever reason. */
  get signal(): StopSignal {
    return this.#stop;
  }

  /** Why it was cut short, if it was. */
  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  get durationMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Milliseconds to the deadline. */
  get remainingMs(): number {
    return Math.max(0, this.#deadlineMs - this.durationMs);
  }

  /** Its deadline has come. */
  late(): void {
    this.#alarm = undefined;
    this.interrupt({ kind: 'deadline' });
  }

  interrupt(interruption: Interruption): void {
    if (this.#interruption !== undefined) return;
    this.#interruption = interruption;
    this.#stop.abort();
  }

  /** Frees the alarm and the listener; to be called when the call has ended in whatever way. */
  end(): void {
    if (this.#alarm !== undefined) alarms.clear(this.#alarm, this);
    this.#stopListening?.();
  }
}
