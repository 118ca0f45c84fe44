/**
 * What keeps this process alive, or would: for tests that nothing is left behind. Node counts
 * sockets, timers, pipes and running requests by kind, and tells nothing else of them.
 */
import { setTimeout as delay } from 'node:timers/promises';

const intervalMs = 5;

/**
 * How many there are of each kind, such as `UDPWrap`, `TCPSocketWrap`, `TCPServerWrap`, `Timeout`.
 * A socket is still counted for a moment after its `close` event: compare by `newHandles`.
 *
 * @example
 * import { newHandles, openHandles } from '@zonewright/testkit';
 *
 * const before = openHandles();
 * // … whatever has to leave nothing …
 * await newHandles(before); // => {}
 */
export function openHandles(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/**
 * How many more there are of each kind than there were. Waits for those that are about to go, a
 * test runner's own among them; what is still there after `boundMs` has been left.
 *
 * @returns nothing of a kind that has not grown: `{}` where nothing is left
 */
export async function newHandles(
  before: Readonly<Record<string, number>>,
  boundMs = 1_000,
): Promise<Readonly<Record<string, number>>> {
  const end = performance.now() + boundMs;
  for (;;) {
    const grown = Object.entries(openHandles())
      .map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const)
      .filter(([, more]) => more > 0);
    if (grown.length === 0 || performance.now() > end) return Object.fromEntries(grown);
    await delay(intervalMs);
  }
}
