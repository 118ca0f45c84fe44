/** What cannot be stopped, such as the system's resolver, waited for as long as there is time. */

import type { StopSignal } from './stop-signal.ts';

/** @returns undefined when the time is over, or the signal aborts, before the work is done */
export function inTime<Value>(
  work: Promise<Value>,
  timeoutMs: number,
  signal: StopSignal,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const late = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', late);
      resolve(undefined);
    };
    const timer = setTimeout(late, timeoutMs);
    signal.addEventListener('abort', late, { once: true });
    if (signal.aborted) late();
    work.then(resolve, reject).finally(late);
  });
}
