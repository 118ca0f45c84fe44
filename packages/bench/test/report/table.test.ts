import { describe, expect, test } from 'vitest';
import {
  atLeast,
  atMost,
  figureAtMost,
  figureWithin,
  ratioAtMost,
  withinPercent,
} from '../../src/report/aims.ts';
import { type Aim, makeTable, type Samples, type Table } from '../../src/report/table.ts';

function tableOf(
  rows: readonly Samples[],
  more: Partial<Table> & { aims?: readonly Aim[] } = {},
): Table {
  return makeTable({
    name: 'a case',
    part: 'null',
    title: 'A case',
    unit: 'us',
    better: 'less',
    rounds: 3,
    rows,
    aims: more.aims ?? [],
    ...(more.better === undefined ? {} : { better: more.better }),
  });
}

const ours: Samples = { who: 'ours', kind: 'ours', samples: [10, 30, 20] };

describe('a table', () => {
  test('has the spread of each row, and the median of the ratios round by round', () => {
    const peer: Samples = { who: 'peer', kind: 'peer', samples: [40, 30, 60] };
    const { rows } = tableOf([ours, peer]);
    expect(rows[0]).toMatchObject({ spread: { median: 20, least: 10, most: 30 }, ratio: 1 });
    // 40/10, 30/30, 60/20.
    expect(rows[1]).toMatchObject({ spread: { median: 40 }, ratio: 3 });
  });

  test('compares who was measured in fewer rounds in those', () => {
    const { rows } = tableOf([ours, { who: 'slow', kind: 'peer', samples: [50] }]);
    expect(rows[1]?.ratio).toBe(5);
  });

  test('leaves figures out that nobody told', () => {
    const figures = {
      p99: { unit: 'us', samples: [1, 5, 3] },
      CPU: { unit: 'us', samples: [] },
    } as const;
    const { rows } = tableOf([{ ...ours, figures }]);
    expect(rows[0]?.figures).toEqual({
      p99: { unit: 'us', spread: { median: 3, least: 1, most: 5 } },
    });
  });

  test('of a row without a measurement is refused', () => {
    expect(() => tableOf([{ who: 'ours', kind: 'ours', samples: [] }])).toThrow(RangeError);
  });
});

describe('aims', () => {
  const p99 = (value: number) => ({ p99: { unit: 'us', samples: [value] } }) as const;
  const row = (who: string, kind: Samples['kind'], value: number): Samples => ({
    who,
    kind,
    samples: [value],
    figures: p99(value * 2),
  });

  function results(aim: Aim, rows: readonly Samples[], better: Table['better']): boolean[] {
    const table = tableOf(rows, { aims: [aim], better });
    return table.rows.flatMap(({ aims }) => aims.map(({ isMet }) => isMet));
  }

  const both: readonly Samples[] = [row('ours', 'ours', 100), row('peer', 'peer', 104)];

  test.each([
    ['at most, met', atMost(100, 'us'), 'less', true],
    ['at most, missed', atMost(99, 'us'), 'less', false],
    ['at least, met', atLeast(100, '/s'), 'more', true],
    ['at least, missed', atLeast(101, '/s'), 'more', false],
    ['within 5 % of more, met', withinPercent(5), 'more', true],
    ['within 3 % of more, missed', withinPercent(3), 'more', false],
    ['within 1 % of less, met: ours is less', withinPercent(1), 'less', true],
    [
      'within 10 % of less, missed',
      withinPercent(10),
      'less',
      false,
      [row('ours', 'ours', 100), row('peer', 'peer', 90)],
    ],
    [
      'within 12 % of less, met',
      withinPercent(12),
      'less',
      true,
      [row('ours', 'ours', 100), row('peer', 'peer', 90)],
    ],
    ['a figure at most, met', figureAtMost('p99', 200, 'us'), 'less', true],
    ['a figure at most, missed', figureAtMost('p99', 199, 'us'), 'less', false],
    ['a figure that nobody told, missed', figureAtMost('p50', 1_000, 'us'), 'less', false],
    ['a figure beside that of another, met', figureWithin('p99', 1, 'peer'), 'less', true],
    ['a figure beside that of another, missed', figureWithin('p99', 0.9, 'peer'), 'less', false],
    ['a figure beside that of nobody, missed', figureWithin('p99', 2, 'nobody'), 'less', false],
  ] as const)('%s', (_, aim, better, isMet, rows: readonly Samples[] = both) => {
    // Of ours alone: the peer has none.
    expect(results(aim, rows, better)).toEqual([isMet]);
  });

  test('what no library is counts only where that is said', () => {
    const rows = [...both, row('bare', 'floor', 200)];
    expect(results(withinPercent(10), rows, 'more')).toEqual([true]);
    expect(results(withinPercent(10, ['peer', 'floor']), rows, 'more')).toEqual([false]);
  });

  test('without any peer, being near the best of them is not met', () => {
    expect(results(withinPercent(10), [row('ours', 'ours', 1)], 'less')).toEqual([false]);
  });

  test('one row can have its own', () => {
    const verified: Samples = {
      who: 'verified',
      kind: 'ours',
      samples: [15, 45, 30],
      aims: [ratioAtMost(1.4)],
    };
    const { rows } = tableOf([ours, verified]);
    expect(rows.map(({ aims }) => aims)).toEqual([
      [],
      [{ aim: 'at most 1.4 times', isMet: false }],
    ]);
  });
});
