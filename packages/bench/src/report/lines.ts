/** Curves as lines: a panel for each, its axes even, from zero, or by powers of ten. */

import type { Curve, Point } from './curve.ts';
import { number } from './figures.ts';
import { document, element } from './svg.ts';

const width = 760;
const plotHeight = 180;
const left = 64;
const right = 24;
const margin = 14;
const titleHeight = 30;
const legendLine = 18;
const axisHeight = 40;

export function linePlot(label: string, curves: readonly Curve[]): string {
  const parts: string[] = [];
  let y = margin;
  for (const curve of curves) {
    parts.push(...panel(curve, y));
    y += heightOf(curve);
  }
  return document({ width, height: y, label }, parts);
}

const legendHeight = ({ lines }: Curve): number =>
  lines.length > 1 ? lines.length * legendLine : 0;

const heightOf = (curve: Curve): number =>
  titleHeight + legendHeight(curve) + plotHeight + axisHeight + margin;

/** Where a value stands on an axis, and what stands beside the axis. */
interface Axis {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** @param most the largest value; there are four or five steps up to it, of 1, 2 or 5 */
function evenAxis(least: number, most: number): Axis {
  const raw = Math.max(most - least, 1e-9) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw) ?? raw;
  const [first, last] = [Math.floor(least / step) * step, Math.ceil(most / step) * step];
  const count = Math.round((last - first) / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => first + index * step);
  return { ticks, at: (value) => (value - first) / (last - first) };
}

function tenfoldAxis(values: readonly number[]): Axis {
  const [first, last] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const ticks = Array.from(
    { length: Math.floor(last) - Math.ceil(first) + 1 },
    (_, index) => 10 ** (Math.ceil(first) + index),
  );
  return { ticks, at: (value) => (Math.log10(value) - first) / Math.max(last - first, 1e-9) };
}

/** The powers of ten around the values, so that a grid line stands on either side. */
function wholePowers(values: readonly number[]): number[] {
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.ceil(Math.log10(Math.max(...values)));
  return [10 ** least, 10 ** Math.max(most, least + 1)];
}

function panel(curve: Curve, top: number): string[] {
  const points = curve.lines.flatMap((line) => line.points);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const xAxis = curve.isLogX ? tenfoldAxis(xs) : evenAxis(0, Math.max(...xs));
  const yAxis = curve.isLogY
    ? tenfoldAxis(wholePowers(ys))
    : evenAxis(Math.min(0, ...ys), Math.max(...ys));
  const plotTop = top + titleHeight + legendHeight(curve);
  const xOf = (value: number): number => left + xAxis.at(value) * (width - left - right);
  const yOf = (value: number): number => plotTop + (1 - yAxis.at(value)) * plotHeight;
  const bottom = plotTop + plotHeight;
  return [
    element('text', { class: 'text title', x: margin, y: top + 16 }, curve.title),
    element(
      'text',
      { class: 'faint', x: width - right, y: top + 16, 'text-anchor': 'end' },
      curve.yTitle,
    ),
    ...yAxis.ticks.flatMap((tick) => [
      element('path', { class: 'grid', d: `M${left} ${yOf(tick).toFixed(1)}H${width - right}` }),
      element(
        'text',
        { class: 'faint', x: left - 8, y: yOf(tick) + 4, 'text-anchor': 'end' },
        number(tick),
      ),
    ]),
    ...xAxis.ticks.map((tick) =>
      element(
        'text',
        { class: 'faint', x: xOf(tick), y: bottom + 18, 'text-anchor': 'middle' },
        number(tick),
      ),
    ),
    element(
      'text',
      { class: 'faint', x: (left + width - right) / 2, y: bottom + 35, 'text-anchor': 'middle' },
      curve.xTitle,
    ),
    ...curve.lines.flatMap(({ who, points: own }, index) => [
      ...(curve.lines.length > 1 ? legend(who, index, top + titleHeight + index * legendLine) : []),
      ...drawn(own, index, xOf, yOf),
    ]),
  ];
}

function legend(who: string, index: number, y: number): string[] {
  return [
    element('rect', { class: `line-${index % 4}`, x: left, y: y + 2, width: 14, height: 4 }),
    element('text', { class: 'text', x: left + 22, y: y + 9 }, who),
  ];
}

function drawn(
  points: readonly Point[],
  index: number,
  xOf: (value: number) => number,
  yOf: (value: number) => number,
): string[] {
  const path = points.map(({ x, y }) => `${xOf(x).toFixed(1)} ${yOf(y).toFixed(1)}`).join('L');
  const name = `line-${index % 4}`;
  return [
    element('path', { class: name, d: `M${path}`, style: 'fill: none', 'stroke-width': 2 }),
    // Of many there is no need to see each.
    ...(points.length > 12
      ? []
      : points.map(({ x, y }) => element('circle', { class: name, cx: xOf(x), cy: yOf(y), r: 3 }))),
  ];
}
