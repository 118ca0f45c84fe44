/** Figures as the report prints them. */

import type { Spread } from './spread.ts';

/** Three digits that count. */
export function number(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

export function range({ least, most }: Spread): string {
  return `(${number(least)}..${number(most)})`.padEnd(20);
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)} x`;
}
