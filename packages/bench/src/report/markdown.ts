/** The report as a page of the documentation: plain Markdown, with its plots beside it. */

import type { Curve } from './curve.ts';
import { figure, number, range, times } from './figures.ts';
import { parts, type Report, whereBehind } from './report.ts';
import type { AimResult, Row, Table } from './table.ts';

/**
 * What programs say of themselves may have `<` in it, which is markup to some readers of Markdown.
 *
 * @param plots the path of each part's plot, relative to the page
 */
export function markdownOf(report: Report, plots: ReadonlyMap<string, string>): string {
  const { machine, versions, tables, curves, notMeasured } = report;
  const lines = [
    '# Benchmarks',
    '',
    'How fast Zonewright is, beside the programs and libraries that do the same, measured side by side on one ' +
      'machine. This page is written by the benchmark; `packages/bench` says what each case does, and where what ' +
      'is compared differs.',
    '',
    ...report.madeBy.map((command) => `\`\`\`sh\n${command}\n\`\`\``),
    '',
    `- ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; ${machine.system}`,
    `- ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join('; ')}`,
    `- Measured ${datesOf(report)}`,
    '',
    'Everyone takes turns, round after round; the tables have the median of the rounds, the least and the most, and ' +
      'how many times our figure it is. What was told to be done is checked: MACs are verified, and zones hold what ' +
      'was sent. Throughput is without reading back (`verify: false`), since no peer verifies. Aims were set on a ' +
      'machine of two cores; on another they say little.',
    '',
    ...behindLines(tables),
    ...missedLines(report),
  ];
  for (const { part, title, text } of parts) {
    const own = tables.filter((table) => table.part === part);
    const ownCurves = curves.filter((curve) => curve.part === part);
    if (own.length === 0 && ownCurves.length === 0) continue;
    lines.push(`## ${title}`, '', text, '');
    const plot = plots.get(part);
    if (plot !== undefined) lines.push(`![${title}](${plot})`, '');
    for (const table of own) lines.push(...tableLines(table));
    for (const curve of ownCurves) lines.push(...curveLines(curve));
  }
  if (notMeasured.length > 0) {
    lines.push('## Not measured', '');
    for (const { who, why } of notMeasured) lines.push(`- ${who}: ${why}`);
    lines.push('');
  }
  return `${lines.join('\n').replaceAll('<', '&lt;').replaceAll('>', '&gt;').trimEnd()}\n`;
}

function datesOf({ tables, curves }: Report): string {
  const days = [...tables, ...curves].map(({ at }) => at.slice(0, 10)).toSorted();
  const [first = '–', last = '–'] = [days[0], days.at(-1)];
  return first === last ? `on ${first}` : `from ${first} to ${last}`;
}

function behindLines(tables: readonly Table[]): string[] {
  const behind = whereBehind(tables);
  if (behind.length === 0) return ['## Where a peer is ahead', '', 'In none of these cases.', ''];
  return [
    '## Where a peer is ahead',
    '',
    'Faster than the best of ours:',
    '',
    ...behind.map(
      ({ table, who, times: by }) => `- ${table.title}: **${who}**, ${times(by)} as fast`,
    ),
    '',
  ];
}

function missedLines({ tables, curves }: Report): string[] {
  const missed = [
    ...tables.flatMap(({ title, rows }) =>
      rows.flatMap(({ who, aims }) => missedOf(aims).map((aim) => `- ${title}: ${who}, ${aim}`)),
    ),
    ...curves.flatMap(({ title, aims }) => missedOf(aims).map((aim) => `- ${title}: ${aim}`)),
  ];
  if (missed.length === 0) return [];
  return ['## Aims that are not met', '', ...missed, ''];
}

const missedOf = (aims: readonly AimResult[]): string[] =>
  aims.filter(({ isMet }) => !isMet).map(({ aim }) => aim);

const aimText = ({ aim, isMet }: AimResult): string => `${aim}: ${isMet ? 'met' : '**not met**'}`;

function tableLines({ title, unit, rows, better, rounds }: Table): string[] {
  const figures = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
  const hasAims = rows.some(({ aims }) => aims.length > 0);
  const heads = ['', 'median', 'least–most', 'to ours', ...figures, ...(hasAims ? ['aim'] : [])];
  const cells = (row: Row): string[] => [
    row.kind === 'ours' ? `**${row.who}**` : row.who,
    figure(row.spread.median, unit),
    range(row.spread),
    times(row.ratio),
    ...figures.map((name) => figureCell(row, name)),
    ...(hasAims ? [row.aims.map(aimText).join('; ')] : []),
  ];
  return [
    `### ${title}`,
    '',
    `${rounds} ${rounds === 1 ? 'round' : 'rounds'}; ${better} is better.`,
    '',
    `| ${heads.join(' | ')} |`,
    `|---|${heads
      .slice(1)
      .map(() => '---:')
      .join('|')}|`,
    ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
    '',
  ];
}

function figureCell({ figures }: Row, name: string): string {
  const one = figures[name];
  return one === undefined ? '' : figure(one.spread.median, one.unit);
}

function curveLines({ title, xTitle, yTitle, lines, aims, isLogX }: Curve): string[] {
  const head = [`### ${title}`, ''];
  for (const { aim, isMet } of aims) head.push(`Aim: ${aimText({ aim, isMet })}.`, '');
  // What was looked at many times is better seen in the plot.
  if (!isLogX) return head;
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))];
  return [
    ...head,
    `| ${[xTitle, ...sizes.map(number)].join(' | ')} |`,
    `|---|${sizes.map(() => '---:').join('|')}|`,
    ...lines.map(({ who, points }) => {
      const cells = sizes.map((size) => points.find(({ x }) => x === size)?.y);
      const told = cells.map((value) => (value === undefined ? '' : number(value)));
      return `| ${who}, ${yTitle} | ${told.join(' | ')} |`;
    }),
    '',
  ];
}
