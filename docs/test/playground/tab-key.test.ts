import { describe, expect, it } from 'vitest';
import { indentText } from '../../.vitepress/theme/playground/tab-key.ts';

/** A text whose selection stands between `[` and `]`, or whose cursor is `|`. */
function read(marked: string): { text: string; start: number; end: number } {
  const text = marked.replaceAll(/[[\]|]/g, '');
  const start = marked.search(/[[|]/);
  const end = marked.includes('|') ? start : marked.indexOf(']') - 1;
  return { text, start, end };
}

describe('Tab in the editor', () => {
  it.each([
    ['puts spaces in at the cursor', 'a|b', false, 'a  |b'],
    ['moves the lines of a selection', 'x\na[b\nc]d\ny', false, 'x\n  a[b\n  c]d\ny'],
    ['with Shift moves them back', 'x\n  a[b\n c]d\ny', true, 'x\na[b\nc]d\ny'],
    ['with Shift moves the line of the cursor back', 'x\n  a|b', true, 'x\na|b'],
    ['with Shift leaves the cursor in its line', 'x\n |  ab', true, 'x\n| ab'],
    ['with Shift leaves a line that is not indented', 'ab|', true, 'ab|'],
  ])('%s', (_rule, before, outward, after) => {
    expect(indentText(read(before), outward)).toEqual(read(after));
  });
});
