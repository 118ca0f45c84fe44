/**
 * What was measured of one thing: a row for each who did it, ours first, and beside ours the aims. All
 * parts of the benchmark give tables, so that there is one way to print, plot, keep and join them.
 */

import { type Spread, spreadOf } from '../spread.ts';

/** `floor`: what Node does with no checks, which nobody would use. */
export type RowKind = 'ours' | 'peer' | 'floor';

/** `x` is a number of times. */
export type Unit = 'us' | 'ms' | 's' | '/s' | 'MiB' | 'octets' | 'updates' | 'x';

/** One figure beside the main one, such as CPU time. */
export interface Figure {
  readonly unit: Unit;
  readonly spread: Spread;
}

export interface AimResult {
  /** `at most 4 us`. */
  readonly aim: string;
  readonly isMet: boolean;
}

export interface Row {
  readonly who: string;
  readonly kind: RowKind;
  /** In the table's unit. */
  readonly spread: Spread;
  /** Of its figure to that of the first row: the median over the rounds. */
  readonly ratio: number;
  /** By what they are called. */
  readonly figures: Readonly<Record<string, Figure>>;
  readonly aims: readonly AimResult[];
}

export interface Table {
  /** What `--only` looks at; no two are called the same. */
  readonly name: string;
  readonly part: string;
  readonly title: string;
  readonly unit: Unit;
  readonly better: 'less' | 'more';
  readonly rounds: number;
  /** When it was measured, as of ISO 8601. */
  readonly at: string;
  readonly rows: readonly Row[];
}

/** A row as it comes from measuring. */
export interface Samples {
  readonly who: string;
  readonly kind: RowKind;
  /** One for each round; who is slow may have fewer. */
  readonly samples: readonly number[];
  readonly figures?: Readonly<
    Record<string, { readonly unit: Unit; readonly samples: readonly number[] }>
  >;
  /** Aims of this row alone. */
  readonly aims?: readonly Aim[];
}

/** A limit that our rows should keep to. */
export interface Aim {
  readonly text: string;
  readonly isMet: (row: Row, table: Pick<Table, 'rows' | 'better'>) => boolean;
}

export interface TableInput extends Omit<Table, 'rows' | 'at'> {
  readonly rows: readonly Samples[];
  /** Of each of our rows. */
  readonly aims?: readonly Aim[];
}

/** @throws {RangeError} where nothing was measured */
export function makeTable({ rows: given, ...table }: TableInput): Table {
  const base = given[0]?.samples ?? [];
  const rows = given.map(({ who, kind, samples, figures = {}, aims = [] }): BareRow => {
    const named = Object.entries(figures)
      .filter(([, figure]) => figure.samples.length > 0)
      .map(([name, figure]) => [name, { unit: figure.unit, spread: spreadOf(figure.samples) }]);
    // The turns of a round follow each other, so that what slows the machine down for a while slows both.
    const ratios = samples.map((sample, round) => sample / (base[round] ?? Number.NaN));
    return {
      who,
      kind,
      spread: spreadOf(samples),
      ratio: spreadOf(ratios).median,
      figures: Object.fromEntries(named) as Record<string, Figure>,
      aims,
    };
  });
  return judge({ ...table, rows });
}

/** A row of which it is not known yet whether its aims are met. */
export interface BareRow extends Omit<Row, 'aims'> {
  /** Of this row alone. */
  readonly aims?: readonly Aim[];
}

/** Says of each of our rows which aims are met. */
export function judge({
  rows: given,
  aims = [],
  ...table
}: Omit<TableInput, 'rows'> & { readonly rows: readonly BareRow[] }): Table {
  const bare = given.map((row): Row => ({ ...row, aims: [] }));
  const rows = bare.map((row, index): Row => {
    if (row.kind !== 'ours') return row;
    const results = [...aims, ...(given[index]?.aims ?? [])].map(({ text, isMet }) => ({
      aim: text,
      isMet: isMet(row, { rows: bare, better: table.better }),
    }));
    return { ...row, aims: results };
  });
  return { ...table, at: new Date().toISOString(), rows };
}

/** Of some rows the one with the best median. */
export function bestOf(
  rows: readonly Row[],
  better: Table['better'],
  kinds: readonly RowKind[],
): Row | undefined {
  const sign = better === 'less' ? 1 : -1;
  return rows
    .filter(({ kind }) => kinds.includes(kind))
    .toSorted((a, b) => sign * (a.spread.median - b.spread.median))[0];
}
