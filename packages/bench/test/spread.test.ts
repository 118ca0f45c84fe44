import { describe, expect, it } from 'vitest';
import { spreadOf } from '../src/spread.ts';

describe('spreadOf', () => {
  it.each([
    [[3], { median: 3, least: 3, most: 3 }],
    [[10, 1, 2], { median: 2, least: 1, most: 10 }],
    [[4, 1, 2, 10], { median: 3, least: 1, most: 10 }],
  ])('%j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });

  it('of nothing is refused', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});
