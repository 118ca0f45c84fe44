/**
 * A connection that is being opened, for as many requests as wait for it. Each waits for as long as
 * it may itself; when nobody waits any more, the opening is given up.
 */

import type { ConnectionOutcome } from './connect-tcp.ts';
import { ConnectTimeout } from './connect-timeout.ts';
import { Stop, type StopSignal } from './stop-signal.ts';

/** How long opening a connection may take by itself; those who wait for it stop it before. */
const forever = 2_147_483_647;

/** Opens a connection, by TCP or TLS. */
export type OpenConnection = (options: {
  readonly timeoutMs: number;
  readonly signal: StopSignal;
}) => Promise<ConnectionOutcome>;

export class OpeningConnection {
  readonly #waiting = new Set<(outcome: ConnectionOutcome) => void>();
  readonly #stop = new Stop();
  readonly #onEnd: (outcome: ConnectionOutcome) => void;
  #hasEnded = false;

  /** @param onEnd called once, before those who wait are told */
  constructor(open: OpenConnection, onEnd: (outcome: ConnectionOutcome) => void) {
    this.#onEnd = onEnd;
    open({ timeoutMs: forever, signal: this.#stop }).then(
      (outcome) => this.#end(outcome),
      (error: unknown) => {
        const cause = error instanceof Error ? error : new Error(String(error));
        this.#end({ status: 'failed', cause });
      },
    );
  }

  /** Requests that wait for it. */
  get load(): number {
    return this.#waiting.size;
  }

  /** Gives it up; those who wait are told that it was aborted. */
  abort(): void {
    this.#stop.abort();
    this.#end({ status: 'aborted' });
  }

  /**
   * Waits for the connection, and counts as one request that it expects, see
   * {@link TcpChannel.expect}.
   */
  wait(timeoutMs: number, signal: StopSignal): Promise<ConnectionOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: ConnectionOutcome): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(settle);
        if (outcome.status === 'connected') outcome.channel.expect();
        else if (this.#waiting.size === 0) this.abort();
        resolve(outcome);
      };
      const onAbort = (): void => settle({ status: 'aborted' });
      const timer = setTimeout(() => {
        const cause = new ConnectTimeout(`no connection within ${Math.round(timeoutMs)} ms`);
        settle({ status: 'failed', cause });
      }, timeoutMs);
      this.#waiting.add(settle);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #end(outcome: ConnectionOutcome): void {
    if (this.#hasEnded) {
      // It came just when it was given up.
      if (outcome.status === 'connected') outcome.channel.close();
      return;
    }
    this.#hasEnded = true;
    this.#onEnd(outcome);
    for (const tell of [...this.#waiting]) tell(outcome);
  }
}
