/** What was measured of transfers, as tables. */

import { us } from '../in-process.ts';
import { atLeast, figureAtMost } from '../report/aims.ts';
import { type Aim, type BareRow, type Figure, judge, type Table } from '../report/table.ts';
import type { TransferCase, TransferEntry } from './measure-transfer.ts';

/** What a signed transfer of a million records should come to. */
const aims: readonly Aim[] = [
  atLeast(400_000, '/s'),
  figureAtMost('memory above start', 80, 'MiB'),
];

export function transferTables(cases: readonly TransferCase[], rounds: number): Table[] {
  return cases.map(({ name, server, records, signed, entries }) =>
    judge({
      name,
      part: 'transfer',
      title: `${records.toLocaleString('en-US')} records from ${server}, ${signed ? 'signed' : 'unsigned'}`,
      unit: '/s',
      better: 'more',
      rounds,
      rows: entries.map(rowOf),
      aims: signed && records === 1_000_000 ? aims : [],
    }),
  );
}

const one = (value: number, unit: Figure['unit']): Figure => ({
  unit,
  spread: { median: value, least: value, most: value },
});

function rowOf(entry: TransferEntry): BareRow {
  const { who, perSecond, ratio, cpuUs, peakMiB, grownMiB, heapMiB } = entry;
  const figures: Record<string, Figure> = {};
  if (cpuUs !== undefined) figures['CPU a record'] = { unit: 'us', spread: cpuUs };
  // A program may be gone before anybody looked at it.
  if (peakMiB > 0) figures['most memory'] = one(peakMiB, 'MiB');
  if (grownMiB !== undefined) figures['memory above start'] = one(grownMiB, 'MiB');
  if (heapMiB !== undefined) figures['heap above start'] = one(heapMiB, 'MiB');
  // The entry has it of times; here it is of records a second.
  return { who, kind: who === us ? 'ours' : 'peer', spread: perSecond, ratio: 1 / ratio, figures };
}
