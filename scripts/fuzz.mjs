// `npm run fuzz`: a long random run of everything that reads what others wrote, guided by coverage.
// Real messages and texts are damaged again and again; only the typed errors may come of it, what was
// read must be the same when it is written and read again, and no input may cost more than its bound.
//
//   --seconds N   how long (60)
//   --seed N      the same inputs as in the run that told this seed, as far as time allows
//   --only NAME   one target: decodeMessage, decodeRdata, parseRdata, parseMasterFile, …
//
// Each finding is printed with its input in hexadecimal and kept in .fuzz/, and the exit code is 1.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from './build.mjs';
import { runScript, setUp } from './setup.mjs';
import { root } from './workspace.mjs';

/** An input that takes so long has hung. */
const hangMs = 10_000;
const folder = join(root, '.fuzz');

await runScript(import.meta, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
      only: { type: 'string' },
    },
  });
  const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
  if (!(seconds > 0) || !Number.isInteger(seed)) {
    console.error('fuzz: --seconds wants a number over 0, and --seed an integer');
    return 1;
  }
  await setUp();
  if (!(await build())) return 1;
  const { unknownTarget } = await import('./fuzz/targets.mjs');
  const complaint = unknownTarget(values.only);
  if (complaint !== undefined) {
    console.error(`fuzz: ${complaint}`);
    return 1;
  }
  console.log(`fuzz: ${seconds} s with --seed ${seed}`);
  const findings = await watch({ seed, seconds, only: values.only });
  console.log(findings === 0 ? 'fuzz: no findings' : `fuzz: ${findings} findings, in .fuzz/`);
  return findings === 0 ? 0 : 1;
});

/** Runs the worker to its end, or to that of an input that hangs; resolves to the number of findings. */
function watch(options) {
  const shared = new SharedArrayBuffer(12 + 65_536);
  const state = new Int32Array(shared, 0, 3);
  const worker = new Worker(new URL('./fuzz/worker.mjs', import.meta.url), {
    workerData: { ...options, shared },
    // A young space that holds what one input may take, and a bound for what runs away.
    resourceLimits: { maxYoungGenerationSizeMb: 512, maxOldGenerationSizeMb: 1024 },
  });
  let findings = 0;
  let names = [];
  const tell = (finding) => {
    findings += 1;
    show(finding);
  };
  /** The input that was running, when the worker cannot say what it found of it. */
  const running = (sentence) => {
    const input = new Uint8Array(shared, 12, state[2]).slice();
    return { target: names[state[1]], sentence, stack: '', input };
  };
  return new Promise((resolve, reject) => {
    let [seen, since] = [-1, performance.now()];
    const timer = setInterval(() => {
      const count = Atomics.load(state, 0);
      if (count !== seen) [seen, since] = [count, performance.now()];
      // Starting up is no input, and making a finding small is many.
      if (count === 0 || performance.now() - since < hangMs) return;
      tell(running(`has run for ${hangMs} ms`));
      void worker.terminate();
    }, 500);
    worker.on('message', ({ names: targets = names, finding, progress, done }) => {
      names = targets;
      if (finding !== undefined) tell(finding);
      if (progress !== undefined) {
        console.log(
          `fuzz: ${progress.runs} inputs, ${progress.reached} characters of code reached`,
        );
      }
      if (done !== undefined) report(done);
    });
    worker.on('error', (error) => {
      // Before the first input it is the fuzzer that is at fault.
      if (Atomics.load(state, 0) === 0)
        reject(new Error('the fuzzer did not start', { cause: error }));
      else tell({ ...running(String(error)), stack: String(error.stack) });
    });
    worker.on('exit', () => {
      clearInterval(timer);
      resolve(findings);
    });
  });
}

function show({ target, sentence, stack, input }) {
  const hex = Buffer.from(input).toString('hex');
  const hash = createHash('sha256').update(input).digest('hex').slice(0, 12);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${target.replaceAll(/\W/g, '-')}-${hash}.hex`);
  writeFileSync(file, `${hex}\n`);
  console.log(`\nFINDING in ${target}: ${sentence}\n${stack}`);
  console.log(`input of ${input.length} octets, ${file}:\n${hex.slice(0, 2000)}\n`);
}

function report({ runs, reports, reached }) {
  console.log(`fuzz: ${runs} inputs, ${reached} characters of code reached; the worst of each:`);
  for (const { target, runs: own, kept, worstMs, worstMiB } of reports) {
    const size = (input) => (input === undefined ? '-' : `${input.length} octets`);
    console.log(
      `  ${target.padEnd(16)} ${String(own).padStart(9)} inputs, ${String(kept).padStart(4)} kept, ` +
        `${worstMs.value.toFixed(2)} ms (${size(worstMs.input)}), ` +
        `${worstMiB.value.toFixed(2)} MiB (${size(worstMiB.input)})`,
    );
  }
}
