/** What the heap holds, for tests of what is kept alive. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: unknown;

/** Bytes of the heap that are in use, once what is not was collected. */
export function heapBytes(): number {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    // In a context that is made after the flag was set, the collector has a name.
    collect = runInNewContext('gc');
  }
  if (typeof collect !== 'function') throw new Error('this engine does not say what it holds');
  collect();
  return process.memoryUsage().heapUsed;
}
