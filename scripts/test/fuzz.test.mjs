// The fuzzer, for two seconds and with a fixed seed; and that it finds what there is to find.
import { expect, test } from 'vitest';
import { makeBombs } from '../fuzz/bombs.mjs';
import { Coverage } from '../fuzz/coverage.mjs';
import { fuzz } from '../fuzz/loop.mjs';
import { mutate, Random } from '../fuzz/mutate.mjs';
import { readSeeds } from '../fuzz/seeds.mjs';
import { Breach, targets, unknownTarget } from '../fuzz/targets.mjs';
import { pathOf } from './fuzz-maze.mjs';

const seeds = readSeeds();

/** What a person needs of a finding to see what happened. */
const shown = ({ target, sentence, input }) =>
  `${target}: ${sentence} ${Buffer.from(input).toString('hex')}`;

/**
 * Other tests run beside this one, on machines of any speed: here only what costs a hundred times too
 * much is a finding, and the long run is exact.
 */
const patient = targets.map((target) => ({
  ...target,
  maxMs: 100 * target.maxMs,
  maxMiB: 4 * target.maxMiB,
}));

test('hostile input gives a value that is stable or a typed error (fixed seed)', () => {
  // Few of the messages: the packages' own tests run all of them.
  const few = { ...seeds, messages: seeds.messages.filter((_, index) => index % 20 === 0) };
  const { runs, findings } = fuzz(patient, {
    seed: 2136,
    seeds: few,
    isOver: (count) => count > 6_000,
  });
  expect(findings.map(shown)).toEqual([]);
  expect(runs).toBeGreaterThan(6_000);
});

test('what is made to cost much costs little', () => {
  const none = Object.fromEntries(Object.keys(seeds).map((name) => [name, []]));
  // The data of each type has tests of its own, and there is too much of it here.
  const bombs = { ...makeBombs(), rdata: [] };
  const { findings } = fuzz(patient, { seed: 1, seeds: none, bombs, isOver: () => true });
  expect(findings.map(shown)).toEqual([]);
});

const target = (call, more = {}) => ({
  name: 'a target',
  seeds: 'own',
  maxMs: 1000,
  maxMiB: 100,
  typed: (error) => error instanceof RangeError,
  check: () => {},
  call,
  ...more,
});
const own = { own: [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)] };
const options = { seed: 1, seeds: own, isOver: (runs) => runs > 2_000 };
const few = { ...options, isOver: (runs) => runs > 150 };

test('an error that is none of the typed ones is found, once, with a small input', () => {
  const call = (input) => {
    if (input.includes(0xff)) throw new TypeError('an octet of all ones');
    if (input.includes(0)) throw new RangeError('as it may');
  };
  const { findings } = fuzz([target(call)], options);
  expect(findings.map(({ sentence }) => sentence)).toEqual(['TypeError: an octet of all ones']);
  expect([...findings[0].input]).toEqual([0xff]);
});

test('a value that does not hold is found', () => {
  const check = (value) => {
    if (value > 20) throw new Breach('it grew');
  };
  const { findings } = fuzz([target((input) => input.length, { check })], few);
  expect(findings.map(({ sentence }) => sentence)).toEqual(['Breach: it grew']);
  expect(findings[0].input).toHaveLength(21);
});

test('time and memory over the bound are found', () => {
  const kept = [];
  const call = (input) => {
    if (input.length > 12) kept.splice(0, 1, new Uint8Array(3 * 1_048_576));
  };
  const memory = fuzz([target(call, { maxMiB: 1 })], few);
  expect(memory.findings.map(({ key }) => key)).toEqual(['memory']);
  const wait = (input) => {
    const end = performance.now() + (input.length > 12 ? 3 : 0);
    while (performance.now() < end);
  };
  const time = fuzz([target(wait, { maxMs: 2 })], few);
  expect(time.findings.map(({ key }) => key)).toEqual(['time']);
});

test('the same seed gives the same inputs, and another one others', () => {
  const inputs = (seed) => {
    const random = new Random(seed);
    return Array.from({ length: 50 }, () => [...mutate(random, own.own[0], own.own, true)]);
  };
  expect(inputs(1)).toEqual(inputs(1));
  expect(inputs(1)).not.toEqual(inputs(2));
});

test('inputs that reach new code are kept, and lead further', () => {
  const call = (input) => {
    if (pathOf(input) === 'the end') throw new TypeError('the end');
  };
  const long = { ...options, isOver: (runs) => runs > 10_000 };
  // Only of functions that have not run before does V8 count the parts.
  const coverage = new Coverage((url) => url.includes('fuzz-maze'));
  const guided = fuzz([target(call)], { ...long, coverage });
  coverage.stop();
  expect(guided.findings.map(({ sentence }) => sentence)).toEqual(['TypeError: the end']);
  expect(guided.reports[0].kept).toBeGreaterThanOrEqual(3);
  expect(fuzz([target(call)], long).findings).toEqual([]);
});

test('a target that there is not is named, with those that there are', () => {
  expect(unknownTarget('decode')).toMatch(/^--only decode is no target: .*\bdecodeMessage\b/);
  expect([undefined, 'decodeMessage'].map(unknownTarget)).toEqual([undefined, undefined]);
});
