// The loop of the fuzzer: an input that was worth keeping, damaged, run, and kept in its turn where it
// reached new code. What it finds it makes small, tells, and gives back.
import { mutate, Random } from './mutate.mjs';
import { allocatedMiB, leastMs, trial } from './trial.mjs';

/** Inputs between two looks at the coverage; a look costs as much as some dozens of them. */
const batchSize = 64;
/** Findings of one target after which it is left alone: they are mostly one and the same. */
const mostFindings = 20;
/** What is not worth measuring: a measurement collects all garbage first. */
const leastBytes = 131_072;
/** Inputs kept beside the seeds; the oldest give way. */
const mostKept = 4_000;

/**
 * Fuzzes until `isOver(runs)`. Gives `{ runs, findings, reports }`: a finding is `{ target, key,
 * sentence, stack, input }`, a report what one target was given and what it cost.
 *
 * @param options `seed`; `seeds` by name, and `bombs`, which are run too, and damaged only now and
 *   then, since they take long; `coverage`, without which nothing is kept; `onInput` is
 *   told of each input before it runs, `onFinding` of each finding
 */
export function fuzz(targets, options) {
  const { seed, seeds, bombs = {}, isOver, coverage } = options;
  const { onInput = () => {}, onFinding = () => {} } = options;
  const random = new Random(seed);
  const fields = targets.map((target) => {
    const inputs = { seeds: seeds[target.seeds], bombs: bombs[target.seeds] ?? [] };
    return new Field(target, inputs, coverage, onInput);
  });
  const findings = [];
  const gather = (found) => {
    for (const finding of found) {
      findings.push(finding);
      onFinding(finding);
    }
  };
  let runs = 0;
  for (const field of fields) {
    gather(field.sow());
    runs += field.runs;
  }
  while (!isOver(runs)) {
    const open = fields.filter((field) => field.isOpen);
    if (open.length === 0) break;
    for (const field of open) {
      const before = field.runs;
      gather(field.batch(random));
      runs += field.runs - before;
      if (isOver(runs)) break;
    }
  }
  return { runs, findings, reports: fields.map((field) => field.report()) };
}

/** One target with its inputs. */
class Field {
  runs = 0;
  #target;
  #seeds;
  #bombs;
  #kept = [];
  #coverage;
  #onInput;
  #known = new Set();
  #worstMs = { value: 0, input: undefined };
  #worstMiB = { value: 0, input: undefined };

  constructor(target, { seeds, bombs }, coverage, onInput) {
    this.#target = target;
    this.#seeds = seeds;
    this.#bombs = bombs;
    this.#coverage = coverage;
    this.#onInput = onInput;
  }

  get isOpen() {
    return this.#known.size < mostFindings;
  }

  /** Runs the seeds as they are. */
  sow() {
    const findings = [...this.#seeds, ...this.#bombs].flatMap((input) => this.#run(input));
    this.#coverage?.look({ keep: true });
    return findings;
  }

  batch(random) {
    const inputs = [];
    const findings = [];
    for (let i = 0; i < batchSize; i++) {
      const { isText = false } = this.#target;
      const parents = this.#parents(random);
      // The newest have had the fewest children.
      const parent = random.pick(random.below(3) === 0 ? parents.slice(-16) : parents);
      const input = mutate(random, parent, parents, isText);
      inputs.push(input);
      findings.push(...this.#run(input));
    }
    if (this.#coverage?.look({ keep: false })) this.#keep(inputs);
    return findings;
  }

  #parents(random) {
    if (this.#bombs.length > 0 && random.below(500) === 0) return this.#bombs;
    return this.#kept.length > 0 && random.below(3) > 0 ? this.#kept : this.#seeds;
  }

  /** Keeps those of the inputs that reach new code, found by halving. */
  #keep(inputs) {
    if (inputs.length > 1) {
      const half = inputs.length >> 1;
      for (const part of [inputs.slice(0, half), inputs.slice(half)]) {
        for (const input of part) trial(this.#target, input);
        if (this.#coverage.look({ keep: part.length === 1 })) this.#keep(part);
      }
      return;
    }
    this.#kept.push(...inputs);
    if (this.#kept.length > mostKept) this.#kept.shift();
  }

  #run(input) {
    const target = this.#target;
    this.runs += 1;
    this.#onInput(target.name, input);
    const { finding, ms, bytes } = trial(target, input);
    const findings = finding === undefined ? [] : [finding];
    findings.push(...this.#timeFinding(ms, input), ...this.#memoryFinding(bytes, input));
    return findings.flatMap((each) => {
      if (this.#known.has(each.key)) return [];
      this.#known.add(each.key);
      const stack = String(each.error?.stack ?? '');
      const { key, sentence } = each;
      return [{ target: target.name, key, sentence, stack, input: smaller(target, input, key) }];
    });
  }

  #timeFinding(ms, input) {
    if (ms <= this.#worstMs.value) return [];
    const value = Math.min(ms, leastMs(this.#target, input, 4));
    if (value > this.#worstMs.value) this.#worstMs = { value, input };
    const { maxMs } = this.#target;
    if (value <= maxMs) return [];
    return [{ key: 'time', sentence: `took ${value.toFixed(1)} ms, over ${maxMs}` }];
  }

  #memoryFinding(bytes, input) {
    if (bytes < leastBytes || bytes / 1_048_576 <= this.#worstMiB.value) return [];
    const value = allocatedMiB(this.#target, input);
    if (value > this.#worstMiB.value) this.#worstMiB = { value, input };
    const { maxMiB } = this.#target;
    if (value <= maxMiB) return [];
    return [{ key: 'memory', sentence: `took ${value.toFixed(1)} MiB, over ${maxMiB}` }];
  }

  report() {
    return {
      target: this.#target.name,
      runs: this.runs,
      kept: this.#kept.length,
      worstMs: this.#worstMs,
      worstMiB: this.#worstMiB,
    };
  }
}

/** A shorter input with the same finding, by leaving out pieces; the input where there is none. */
function smaller(target, input, key) {
  // What costs too much costs too much to be run hundreds of times, and less of it costs less.
  if (key === 'time' || key === 'memory') return input;
  let least = input;
  let trials = 400;
  for (let size = Math.ceil(input.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < least.length && trials > 0; trials--) {
      const without = Uint8Array.from([...least.subarray(0, at), ...least.subarray(at + size)]);
      if (trial(target, without).finding?.key === key) least = without;
      else at += size;
    }
  }
  return least;
}
