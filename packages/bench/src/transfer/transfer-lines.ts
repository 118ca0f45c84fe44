/** What was measured of transfers, as lines of the report. */

import { number, range, times } from '../figures.ts';
import type { TransferCase, TransferEntry } from './measure-transfer.ts';

/** What a transfer of a million records should come to. */
const aims = { perSecond: 400_000, grownMiB: 80 } as const;

export function* transferLines(cases: readonly TransferCase[]): Generator<string> {
  if (cases.length === 0) return;
  yield `transfers (AXFR), records/s (aim: ${aims.perSecond} signed, and of a million ${aims.grownMiB} MiB above start)`;
  for (const { server, records, signed, entries } of cases) {
    yield `  ${server}, ${records} records, ${signed ? 'signed' : 'unsigned'}`;
    for (const entry of entries) yield entryLine(entry);
  }
  yield '';
}

function entryLine(entry: TransferEntry): string {
  const { who, perSecond, ratio, cpuUs, peakMiB, grownMiB, heapMiB } = entry;
  const cpu = cpuUs === undefined ? '' : `CPU ${number(cpuUs.median)} us a record`;
  const grown = grownMiB === undefined ? '' : `, ${number(grownMiB)} above start`;
  const heap = heapMiB === undefined ? '' : `, heap ${number(heapMiB)}`;
  // A program may be gone before anybody looked at it.
  const memory = peakMiB === 0 ? '' : `most memory: ${number(peakMiB)} MiB${grown}${heap}`;
  return (
    `    ${who.padEnd(14)}${number(perSecond.median).padStart(9)}/s ${range(perSecond)}` +
    `${times(ratio).padStart(9)}   ${cpu.padEnd(24)}${memory}`.trimEnd()
  );
}
