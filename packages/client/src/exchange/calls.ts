/** The calls of one client that are under way, so that closing it ends them. */

import { ClientClosedError } from '../errors/client-closed.ts';
import { Slots } from '../transport/slots.ts';
import type { StopSignal } from '../transport/stop-signal.ts';
import { Call } from './call.ts';

export class Calls {
  readonly #calls = new Slots<Call>();
  #isClosed = false;

  /** @throws {ClientClosedError} */
  refuseWhenClosed(): void {
    if (this.#isClosed) throw new ClientClosedError();
  }

  /**
   * Begins a call; `end` is to be called for it.
   *
   * @param deadlineMs without it the call may take as long as it likes
   * @throws {ClientClosedError}
   */
  begin(deadlineMs: number | undefined, signal: StopSignal | undefined): Call {
    this.refuseWhenClosed();
    const call = new Call(deadlineMs, signal);
    call.slot = this.#calls.add(call);
    return call;
  }

  end(call: Call): void {
    call.end();
    this.#calls.delete(call.slot, call);
  }

  /** A call for as long as some work takes. @throws {ClientClosedError} and what the work throws */
  async during<Result>(
    deadlineMs: number | undefined,
    signal: StopSignal | undefined,
    work: (call: Call) => Promise<Result>,
  ): Promise<Result> {
    const call = this.begin(deadlineMs, signal);
    try {
      return await work(call);
    } finally {
      this.end(call);
    }
  }

  /** Interrupts all; from now on none begins. */
  close(): void {
    this.#isClosed = true;
    for (const call of this.#calls) call.interrupt({ kind: 'closed' });
  }
}
