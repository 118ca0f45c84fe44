// The thread that fuzzes. Each input is put where the main thread sees it before it runs, since what
// hangs or takes all memory cannot tell of itself any more.
import { parentPort, workerData } from 'node:worker_threads';
import { makeBombs } from './bombs.mjs';
import { Coverage } from './coverage.mjs';
import { fuzz } from './loop.mjs';
import { readSeeds } from './seeds.mjs';
import { targets } from './targets.mjs';

const { seed, seconds, only, shared } = workerData;
const [state, input] = [new Int32Array(shared, 0, 3), new Uint8Array(shared, 12)];
const coverage = new Coverage();
const chosen = targets.filter(({ name }) => only === undefined || name === only);
parentPort.postMessage({ names: chosen.map(({ name }) => name) });
const end = performance.now() + seconds * 1000;

let told = performance.now();
const isOver = (runs) => {
  const now = performance.now();
  if (now - told > 10_000) {
    told = now;
    parentPort.postMessage({ progress: { runs, reached: coverage.count } });
  }
  return now > end;
};
const onInput = (name, octets) => {
  input.set(octets);
  state[1] = chosen.findIndex((target) => target.name === name);
  state[2] = octets.length;
  Atomics.add(state, 0, 1);
};
const onFinding = (finding) => parentPort.postMessage({ finding });
const { runs, reports } = fuzz(chosen, {
  seed,
  seeds: readSeeds(),
  bombs: makeBombs(),
  coverage,
  isOver,
  onInput,
  onFinding,
});
parentPort.postMessage({ done: { runs, reports, reached: coverage.count } });
