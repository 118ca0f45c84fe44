// One input, run against one target: what it cost, and what it breaks.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage, so that what a call takes can be measured. */
function collector() {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

const collectGarbage = collector();

/**
 * Runs an input: `{ finding, ms, bytes }`, `finding` undefined where all is well. A finding has a
 * `key` by which it is told from others, and a `sentence`. `bytes` is what the call left in use: a
 * hint, since garbage may have been collected in between.
 */
export function trial(target, input) {
  const before = usedBytes();
  const started = performance.now();
  let outcome;
  try {
    outcome = { value: target.call(input) };
  } catch (error) {
    outcome = { error };
  }
  const ms = performance.now() - started;
  const bytes = usedBytes() - before;
  return { ms, bytes, finding: judge(target, input, outcome) };
}

function judge(target, input, { value, error }) {
  if (error !== undefined) return target.typed(error) ? undefined : findingOf(error);
  try {
    target.check(value, input);
    return undefined;
  } catch (breach) {
    return findingOf(breach);
  }
}

function findingOf(error) {
  const sentence = `${error?.name}: ${error?.message}`;
  // A rule of ours is told by its sentence; an error that should not be, by where it was thrown.
  const key = error?.name === 'Breach' ? sentence.slice(0, 60) : `${error?.name} ${placeOf(error)}`;
  return { key, sentence, error };
}

/** File, line and column, without the folder that the repository is in. */
function placeOf(error) {
  return /^\s*at .*?(?:packages|scripts)\/(\S+?)\)?$/m.exec(String(error?.stack))?.[1] ?? '';
}

/** The least time of several runs in ms: the machine has other things to do, too. */
export function leastMs(target, input, runs) {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    attempt(target, input);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

/** What a call allocates, in MiB, with nothing collected meanwhile if the young space is large. */
export function allocatedMiB(target, input) {
  collectGarbage();
  const before = usedBytes();
  attempt(target, input);
  return Math.max(0, usedBytes() - before) / 1_048_576;
}

/** Octets in use, by a question that costs a microsecond or two. */
function usedBytes() {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

function attempt(target, input) {
  try {
    target.call(input);
  } catch {
    // What it may throw was judged before.
  }
}
