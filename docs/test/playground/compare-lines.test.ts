import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLines } from '../../.vitepress/theme/playground/compare-lines.ts';

describe('compareLines', () => {
  it('puts what went and what came in their places', () => {
    expect(compareLines(['a', 'b', 'd'], ['a', 'c', 'd', 'e'])).toEqual([
      { text: 'a', state: 'kept' },
      { text: 'b', state: 'removed' },
      { text: 'c', state: 'added' },
      { text: 'd', state: 'kept' },
      { text: 'e', state: 'added' },
    ]);
  });

  it('holds both versions whole and in order', () => {
    const version = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'))
      .map((lines) => lines.sort());
    fc.assert(
      fc.property(version, version, (before, after) => {
        const lines = compareLines(before, after);
        const without = (state: string): string[] =>
          lines.filter((line) => line.state !== state).map(({ text }) => text);
        expect(without('added')).toEqual(before);
        expect(without('removed')).toEqual(after);
      }),
      { seed: 2136 },
    );
  });
});
