/** The reports: what they say, how runs are joined, and that plots are what they should be. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atMost } from '../../src/report/aims.ts';
import { barPlot } from '../../src/report/bars.ts';
import type { Curve } from '../../src/report/curve.ts';
import { number } from '../../src/report/figures.ts';
import { linePlot } from '../../src/report/lines.ts';
import { joined, type Report, whereBehind } from '../../src/report/report.ts';
import { makeTable, type Table } from '../../src/report/table.ts';
import { textOf } from '../../src/report/text.ts';
import { writeReport } from '../../src/report/write-report.ts';

function tableOf(name: string, ourUs: number, peerUs: number): Table {
  return makeTable({
    name,
    part: 'messages',
    title: `Case ${name}`,
    unit: 'us',
    better: 'less',
    rounds: 1,
    rows: [
      { who: 'zonewright', kind: 'ours', samples: [ourUs] },
      { who: 'peer <1>', kind: 'peer', samples: [peerUs] },
    ],
    aims: [atMost(4, 'us')],
  });
}

const curve: Curve = {
  name: 'growth records',
  part: 'growth',
  title: 'Cost',
  xTitle: 'records',
  yTitle: 'µs',
  isLogX: true,
  isLogY: false,
  rounds: 1,
  at: '2026-01-02T00:00:00.000Z',
  lines: [
    {
      who: 'load',
      kind: 'ours',
      points: [
        { x: 1, y: 10 },
        { x: 10, y: 5 },
        { x: 100, y: 5 },
      ],
    },
  ],
  aims: [{ aim: 'it is flat', isMet: true }],
};

function reportOf(tables: readonly Table[], more: Partial<Report> = {}): Report {
  return {
    machine: { cpu: 'A CPU', cores: 2, memoryGiB: 8, system: 'A system' },
    versions: { Node: '20.0.0' },
    madeBy: ['npm run bench'],
    tables,
    curves: [],
    notMeasured: [],
    ...more,
  };
}

describe('joined', () => {
  const before = reportOf([tableOf('a', 1, 1), tableOf('b', 2, 2)], { curves: [curve] });

  test('keeps what was not measured again', () => {
    const now = reportOf([tableOf('b', 3, 3), tableOf('c', 4, 4)], { madeBy: ['the second'] });
    const { tables, curves, madeBy } = joined(before, now);
    const medians = tables.map(({ name, rows }) => [name, rows[0]?.spread.median]);
    expect(medians).toEqual([
      ['a', 1],
      ['b', 3],
      ['c', 4],
    ]);
    expect(curves).toEqual([curve]);
    expect(madeBy).toEqual(['npm run bench', 'the second']);
  });

  test('forgets what failed and was measured now, and no other', () => {
    const why = 'it failed';
    const peer = { who: 'dnsperf', why: 'not installed' };
    const notMeasured = [peer, { who: 'a', why }, { who: 'messages', why }, { who: 'load', why }];
    const now = reportOf([tableOf('a', 1, 1)]);
    expect(joined({ ...before, notMeasured }, now).notMeasured).toEqual([
      peer,
      { who: 'load', why },
    ]);
  });

  test.each([
    { machine: { ...before.machine, cpu: 'Another CPU' } },
    { versions: { Node: '22.0.0' } },
  ])('keeps nothing of %j', (other) => {
    const now = reportOf([tableOf('c', 4, 4)], other);
    expect(joined(before, now)).toEqual(now);
  });
});

test('being behind is said where a peer is faster than chance', () => {
  const behind = whereBehind([tableOf('a', 3, 1), tableOf('b', 1, 3), tableOf('c', 101, 100)]);
  expect(behind.map(({ table, who, times }) => [table.name, who, times])).toEqual([
    ['a', 'peer <1>', 3],
  ]);
});

describe('the report', () => {
  let folder: string;
  let page: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zonewright-bench-test-'));
    writeReport(folder, reportOf([tableOf('a', 8, 2)]));
    // The second run joins the first.
    const notMeasured = [{ who: 'dnsperf', why: 'not installed' }];
    writeReport(folder, reportOf([tableOf('b', 2, 3)], { curves: [curve], notMeasured }));
    page = await readFile(join(folder, 'benchmarks.md'), 'utf8');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('says the machine, the versions, the command, and what is missing', () => {
    expect(page).toContain('```sh\nnpm run bench\n```');
    expect(page).toContain('- A CPU, 2 cores, 8 GiB; A system');
    expect(page).toContain('- Node 20.0.0');
    expect(page).toContain('- dnsperf: not installed');
  });

  test('has a row for each, with aims, and says where we are behind', () => {
    expect(page).toContain('| **zonewright** | 8 µs | 8–8 | 1.00 x | at most 4 µs: **not met** |');
    expect(page).toContain('| peer <1> | 2 µs | 2–2 | 0.25 x |  |'.replace('<1>', '&lt;1&gt;'));
    expect(page).toContain('- Case a: **peer &lt;1&gt;**, 4.00 x as fast');
    expect(page).not.toContain('- Case b: **peer');
    expect(page).toContain('- Case a: zonewright, at most 4 µs\n');
    expect(page).toContain('| load, µs | 10 | 5 | 5 |');
  });

  test('shows plots that are there', async () => {
    const plots = [...page.matchAll(/!\[[^\]]*\]\((?<path>[^)]+)\)/g)].map(
      ({ groups }) => groups?.['path'] ?? '',
    );
    expect(plots).toEqual(['benchmarks/messages.svg', 'benchmarks/growth.svg']);
    for (const plot of plots) {
      expect(await readFile(join(folder, plot), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    }
  });

  test('is kept as JSON, joined', async () => {
    const json = await readFile(join(folder, 'benchmarks/benchmarks.json'), 'utf8');
    const kept = JSON.parse(json) as Report;
    expect(kept.tables.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(kept.curves).toEqual([curve]);
  });

  test('for a terminal has the same rows', () => {
    const text = textOf(reportOf([tableOf('a', 8, 2)], { curves: [curve] }));
    expect(text).toMatch(/^ {2}zonewright +8 µs {2}8–8 +1\.00 x {3}\[at most 4 µs: NOT MET\]$/m);
    expect(text).toMatch(/^behind: a: peer <1> is 4\.00 x as fast$/m);
    expect(text).toContain('load: 10 at 1, 5 at 10, 5 at 100');
  });
});

describe('plots', () => {
  test('have a bar for each row, as long as its figure, and text that is no markup', () => {
    const svg = barPlot('All', [tableOf('a', 8, 2)]);
    const widths = [...svg.matchAll(/<rect class="(?:ours|peer)"[^>]* width="([\d.]+)"/g)].map(
      ([, width]) => Number(width),
    );
    expect(widths).toHaveLength(2);
    expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(4, 1);
    expect(svg).toContain('peer &lt;1&gt;');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('have powers of ten at even distances', () => {
    const svg = linePlot('All', [curve]);
    const xs = [...svg.matchAll(/<circle[^>]* cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(xs).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = xs;
    expect(second - first).toBeGreaterThan(100);
    expect(third - second).toBeCloseTo(second - first, 0);
  });

  test('put what is twice as much twice as high', () => {
    const svg = linePlot('All', [curve]);
    const ys = [...svg.matchAll(/<circle[^>]* cy="([\d.]+)"/g)].map(([, y]) => Number(y));
    const grid = [...svg.matchAll(/class="grid" d="M64 ([\d.]+)H/g)].map(([, y]) => Number(y));
    const zero = Math.max(...grid);
    expect((zero - (ys[0] ?? 0)) / (zero - (ys[1] ?? 0))).toBeCloseTo(2, 1);
  });
});

test.each([
  [4, '4'],
  [2.944, '2.94'],
  [0.0123, '0.0123'],
  [412.4, '412'],
  [41_345, '41,300'],
  [1_000_000, '1,000,000'],
  [Number.NaN, '–'],
])('%d is told as %s', (value, told) => {
  expect(number(value)).toBe(told);
});
