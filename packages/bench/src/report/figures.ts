/** Figures as the reports print them. */

import type { Spread } from '../spread.ts';
import type { Unit } from './table.ts';

/** Three digits that count, and thousands apart: `41,300`, `2.94`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) < 1_000) {
    const digits = Math.abs(value) >= 100 ? Math.round(value).toString() : value.toPrecision(3);
    // 4, and not 4.00, where that is exact.
    return Number.isInteger(value) ? String(value) : digits;
  }
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  return (Math.round(value / step) * step).toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** As it follows a figure: `/s` at once, others behind a space. */
export function unitText(unit: Unit): string {
  if (unit === '/s') return '/s';
  return unit === 'us' ? ' µs' : ` ${unit}`;
}

export function figure(value: number, unit: Unit): string {
  return `${number(value)}${unitText(unit)}`;
}

export function range({ least, most }: Spread): string {
  return `${number(least)}–${number(most)}`;
}

export function times(ratio: number): string {
  return `${ratio >= 10 ? number(ratio) : ratio.toFixed(2)} x`;
}
