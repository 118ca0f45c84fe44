/**
 * What keeps this process alive, or would: for tests that nothing is left behind. Node counts
 * sockets, timers, pipes and running requests by kind, and tells nothing else of them.
 */
import { setTimeout as delay } from 'node:timers/promises';

const intervalMs = 5;

/** How many there are of each kind, such as `UDPWrap`, `TCPSocketWrap`, `Timeout`. */
export type HandleCounts = Readonly<Record<string, number>>;

/** What there is at this moment, with what is about to go and the test runner's own. */
export function openHandles(): HandleCounts {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/**
 * The fewest of each kind over a while: what stays. A count at one moment may have the last test's
 * socket in it, or a timer of the test runner's, and when that goes, one that was left is not seen.
 *
 * @param whileMs longer than a timer of the test runner's runs, which is 100 ms
 *
 * @example
 * import { lastingHandles, newHandles } from '@zonewright/testkit';
 *
 * const before = await lastingHandles();
 * // … whatever has to leave nothing …
 * await newHandles(before); // => {}
 */
export async function lastingHandles(whileMs = 250): Promise<HandleCounts> {
  const end = performance.now() + whileMs;
  let fewest = openHandles();
  while (performance.now() < end) {
    await delay(intervalMs);
    const now = openHandles();
    const both = Object.entries(fewest).map(([kind, count]) => [
      kind,
      Math.min(count, now[kind] ?? 0),
    ]);
    fewest = Object.fromEntries(both);
  }
  return fewest;
}

/**
 * How many more there are of each kind than there were. Waits for those that are about to go: a
 * socket is still counted for a moment after its `close` event. What is still there after `boundMs`
 * has been left.
 *
 * @param before from `lastingHandles`
 * @returns nothing of a kind that has not grown: `{}` where nothing is left
 */
export async function newHandles(before: HandleCounts, boundMs = 1_000): Promise<HandleCounts> {
  const end = performance.now() + boundMs;
  for (;;) {
    const grown = Object.entries(openHandles())
      .map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const)
      .filter(([, more]) => more > 0);
    if (grown.length === 0 || performance.now() > end) return Object.fromEntries(grown);
    await delay(intervalMs);
  }
}
