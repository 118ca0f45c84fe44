/** Tries again after a pause, over p-retry: as often as the options say, and while there is time. */

import type { DnsError } from '@zonewright/wire';
import type { RetryOptions } from '../options/client-options.ts';
import type { Call } from './call.ts';

/** The call was cut short; it never reaches a caller. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
}

/** Thrown by what may be tried again; it never reaches a caller. */
export class TryAgain extends Error {
  override readonly name: string = 'TryAgain';
  /** What it was this time. */
  readonly reason: DnsError;

  constructor(reason: DnsError) {
    super(reason.message);
    this.reason = reason;
  }
}

/**
 * Runs `operation` until it ends in another way than by {@link TryAgain}.
 *
 * @throws {TryAgain} from the last try
 * @throws {Interrupted} when the call is cut short in a pause
 */
export function retried<Result>(
  operation: () => Promise<Result>,
  call: Call,
  retry: Required<RetryOptions>,
): Promise<Result> {
  // Most calls end in the first try, and p-retry with its signal costs as much as the signatures do.
  return operation().catch((error: unknown) => {
    if (!(error instanceof TryAgain)) throw error;
    return retriedAfter(error, operation, call, retry);
  });
}

async function retriedAfter<Result>(
  firstFailure: TryAgain,
  operation: () => Promise<Result>,
  call: Call,
  retry: Required<RetryOptions>,
): Promise<Result> {
  let failed: TryAgain | undefined = firstFailure;
  const { default: pRetry } = await import('p-retry');
  if (call.signal.aborted) throw new Interrupted();
  // p-retry throws away a success that comes after its signal aborts: it may do so in pauses alone.
  const pause = new AbortController();
  let isPausing = false;
  const onInterrupt = (): void => {
    if (isPausing) pause.abort(new Interrupted());
  };
  call.signal.addEventListener('abort', onInterrupt, { once: true });
  try {
    return await pRetry(
      () => {
        isPausing = false;
        if (failed === undefined) return operation();
        // It counts tries and pauses from the first failure on, which there was already.
        const first = failed;
        failed = undefined;
        throw first;
      },
      {
        retries: retry.attempts - 1,
        minTimeout: retry.minDelayMs,
        maxTimeout: retry.maxDelayMs,
        randomize: true,
        signal: pause.signal,
        shouldRetry: ({ error }) => error instanceof TryAgain && !call.signal.aborted,
        onFailedAttempt: () => {
          isPausing = true;
        },
      },
    );
  } finally {
    call.signal.removeEventListener('abort', onInterrupt);
  }
}
