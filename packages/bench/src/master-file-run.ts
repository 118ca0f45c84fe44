/**
 * Parses and prints a master file in a process of its own, and tells as JSON how long that took and
 * the most memory it had: first cold, as a program that reads its zone does it, then warm.
 *
 * Run: node master-file-run.js FILE ORIGIN TIMES
 */

import { readFileSync } from 'node:fs';
import { parseMasterFile, printMasterFile } from '@zonewright/zone';
import { mostMiB } from './memory.ts';

const [file = '', origin = '', times = '1'] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

function timed<Value>(run: () => Value): { readonly ms: number; readonly value: Value } {
  const started = performance.now();
  const value = run();
  return { ms: performance.now() - started, value };
}

const peakMiB = (): number => mostMiB('self');

const beforeMiB = peakMiB();
const parseMs: number[] = [];
const printMs: number[] = [];
let records = 0;
let parsedMiB = 0;
let printedMiB = 0;
for (let go = 0; go < Number(times); go++) {
  const parsed = timed(() => parseMasterFile(text, { origin }));
  parseMs.push(parsed.ms);
  records = parsed.value.length;
  if (go === 0) parsedMiB = peakMiB();
  const printed = timed(() => printMasterFile(parsed.value, { origin }));
  printMs.push(printed.ms);
  if (go === 0) printedMiB = peakMiB();
}
const run = { records, parseMs, printMs, beforeMiB, parsedMiB, printedMiB };
process.stdout.write(`${JSON.stringify(run)}\n`);
