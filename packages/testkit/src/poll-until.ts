/**
 * Waits for something that a server does in its own time and tells nobody about. Bounded, so that
 * a test fails with a sentence instead of hanging.
 */
import { setTimeout as delay } from 'node:timers/promises';

const intervalMs = 15;
const boundMs = 10_000;

/**
 * Asks until the answer is yes.
 *
 * @param what the claim that is to come true, for the error
 * @throws Error after ten seconds, or whatever `holds` throws
 */
export async function pollUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + boundMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${boundMs} ms: ${what}`);
    await delay(intervalMs);
  }
}
