/** The report for a terminal. */

import type { Curve } from './curve.ts';
import { figure, number, range, times } from './figures.ts';
import { parts, type Report, whereBehind } from './report.ts';
import type { AimResult, Row, Table } from './table.ts';

export function textOf({ machine, versions, tables, curves, notMeasured }: Report): string {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join('; '),
    'medians of the rounds, least–most, and how many times our figure that is',
    '',
  ];
  for (const { part } of parts) {
    for (const table of tables) if (table.part === part) lines.push(...tableLines(table));
    for (const curve of curves) if (curve.part === part) lines.push(...curveLines(curve));
  }
  for (const { table, who, times: by } of whereBehind(tables)) {
    lines.push(`behind: ${table.name}: ${who} is ${times(by)} as fast`);
  }
  for (const { who, why } of notMeasured) lines.push(`not measured: ${who}: ${why}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

function* tableLines({ name, title, unit, rows }: Table): Generator<string> {
  yield `${name}: ${title}`;
  for (const row of rows) yield rowLine(row, unit);
  yield '';
}

function rowLine({ who, spread, ratio, figures, aims }: Row, unit: Table['unit']): string {
  const more = Object.entries(figures).map(
    ([name, one]) => `${name} ${figure(one.spread.median, one.unit)}`,
  );
  const main = `${figure(spread.median, unit).padStart(12)}  ${range(spread).padEnd(18)}${times(ratio).padStart(8)}`;
  return `  ${who.padEnd(34)}${main}   ${[...more, ...aims.map(aimText)].join(', ')}`.trimEnd();
}

const aimText = ({ aim, isMet }: AimResult): string => `[${aim}: ${isMet ? 'met' : 'NOT MET'}]`;

function* curveLines({ name, title, xTitle, yTitle, lines, aims }: Curve): Generator<string> {
  yield `${name}: ${title} (${yTitle} at ${xTitle})`;
  for (const { who, points } of lines) {
    // Of many the first, the middle and the last.
    const shown =
      points.length > 12 ? [points[0], points[points.length >> 1], points.at(-1)] : points;
    const told = shown.flatMap((point) =>
      point === undefined ? [] : [`${number(point.y)} at ${number(point.x)}`],
    );
    yield `  ${who}: ${told.join(', ')}`;
  }
  for (const aim of aims) yield `  ${aimText(aim)}`;
  yield '';
}
