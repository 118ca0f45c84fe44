/** What we want to reach, in the forms that aims have. */

import { number, unitText } from './figures.ts';
import { type Aim, bestOf, type RowKind, type Unit } from './table.ts';

export function atMost(limit: number, unit: Unit): Aim {
  return {
    text: `at most ${number(limit)}${unitText(unit)}`,
    isMet: ({ spread }) => spread.median <= limit,
  };
}

export function atLeast(limit: number, unit: Unit): Aim {
  return {
    text: `at least ${number(limit)}${unitText(unit)}`,
    isMet: ({ spread }) => spread.median >= limit,
  };
}

/** Of the figure to that of the first row. */
export function ratioAtMost(limit: number): Aim {
  return { text: `at most ${limit} times`, isMet: ({ ratio }) => ratio <= limit };
}

/** Of one of the figures beside the main one. */
export function figureAtMost(figure: string, limit: number, unit: Unit): Aim {
  return {
    text: `${figure} at most ${number(limit)}${unitText(unit)}`,
    isMet: ({ figures }) => (figures[figure]?.spread.median ?? Number.POSITIVE_INFINITY) <= limit,
  };
}

/** Of one of the figures, to the same of another row. Where that was not measured it is not met. */
export function figureWithin(figure: string, times: number, who: string): Aim {
  return {
    text: `${figure} at most ${times} times that of ${who}`,
    isMet: (row, { rows }) => {
      const other = rows.find((one) => one.who === who)?.figures[figure]?.spread.median;
      const own = row.figures[figure]?.spread.median;
      return own !== undefined && other !== undefined && own <= other * times;
    },
  };
}

/** By so many percent of the best of the others. */
export function withinPercent(percent: number, kinds: readonly RowKind[] = ['peer']): Aim {
  const others = kinds.includes('floor') ? 'the best of the others' : 'the best peer';
  return {
    text: `within ${percent} % of ${others}`,
    isMet: ({ spread }, { rows, better }) => {
      const best = bestOf(rows, better, kinds)?.spread.median;
      if (best === undefined) return false;
      const part = percent / 100;
      return better === 'less'
        ? spread.median <= best * (1 + part)
        : spread.median >= best * (1 - part);
    },
  };
}
