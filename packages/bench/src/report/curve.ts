/** How a figure grows with the size of the work: lines over a scale of sizes. */

import type { AimResult, RowKind } from './table.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly who: string;
  readonly kind: RowKind;
  readonly points: readonly Point[];
}

export interface Curve {
  readonly name: string;
  readonly part: string;
  readonly title: string;
  readonly xTitle: string;
  /** With its unit. */
  readonly yTitle: string;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  readonly rounds: number;
  readonly at: string;
  readonly lines: readonly Line[];
  readonly aims: readonly AimResult[];
}
