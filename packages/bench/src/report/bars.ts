/** Tables as bars: a panel for each table, a bar for each row, with a line from the least to the most. */

import { figure } from './figures.ts';
import { document, element } from './svg.ts';
import type { Row, Table } from './table.ts';

const width = 760;
const labelWidth = 250;
const figureWidth = 130;
const barHeight = 16;
const rowHeight = 22;
const titleHeight = 30;
const margin = 14;

export function barPlot(label: string, tables: readonly Table[]): string {
  const parts: string[] = [];
  let y = margin;
  for (const table of tables) {
    parts.push(...panel(table, y));
    y += titleHeight + table.rows.length * rowHeight + margin;
  }
  return document({ width, height: y, label }, parts);
}

function panel({ title, unit, better, rows }: Table, top: number): string[] {
  const most = Math.max(...rows.map(({ spread }) => spread.median));
  const room = width - labelWidth - figureWidth - 2 * margin;
  const scale = (value: number): number => (Math.min(value, most * 1.05) / (most * 1.05)) * room;
  const zero = margin + labelWidth;
  const parts = [
    element('text', { class: 'text title', x: margin, y: top + 16 }, title),
    element(
      'text',
      { class: 'faint', x: width - margin, y: top + 16, 'text-anchor': 'end' },
      `${better} is better`,
    ),
  ];
  for (const [index, row] of rows.entries()) {
    const y = top + titleHeight + index * rowHeight;
    parts.push(...bar(row, figure(row.spread.median, unit), { y, zero, scale }));
  }
  return parts;
}

function bar(
  { who, kind, spread }: Row,
  told: string,
  {
    y,
    zero,
    scale,
  }: { readonly y: number; readonly zero: number; readonly scale: (of: number) => number },
): string[] {
  const middle = y + barHeight / 2;
  const size = Math.max(1, scale(spread.median));
  const [from, to] = [zero + scale(spread.least), zero + scale(spread.most)];
  return [
    element('text', { class: 'text', x: zero - 8, y: middle + 4, 'text-anchor': 'end' }, who),
    element('rect', {
      class: kind,
      x: zero,
      y,
      width: size,
      height: barHeight,
      rx: 2,
      'stroke-width': 0,
    }),
    element('path', {
      class: 'spread',
      opacity: 0.6,
      d: `M${from.toFixed(1)} ${middle}H${to.toFixed(1)}`,
    }),
    element('text', { class: 'text', x: Math.max(zero + size, to) + 6, y: middle + 4 }, told),
  ];
}
