/**
 * Waits for what may take its time and cannot be stopped itself, such as what another call looks for:
 * it is no longer waited for once the call is cut short.
 */

import type { StopSignal } from '../transport/stop-signal.ts';

/** What a promise comes to, or undefined where the signal aborts before. @throws what it rejects with */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: StopSignal,
): Promise<Value | undefined> {
  let onAbort = (): void => {};
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
  });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
