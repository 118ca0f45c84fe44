/** Which sockets of this process are open, to see that none is left behind. */

import { setImmediate as turn } from 'node:timers/promises';

const count = () =>
  process.getActiveResourcesInfo().filter((kind) => /^(UDP|TCP)/.test(kind)).length;

/** Those of the test runner itself. */
const before = count();

/** @throws Error where sockets are open that were opened since the test file began */
export async function assertNoOpenSockets(): Promise<void> {
  // A handle is gone a turn or two of the event loop after its socket says that it is closed.
  for (let turns = 0; count() > before && turns < 20; turns++) await turn();
  if (count() > before) throw new Error(`${count() - before} sockets are left open`);
}
