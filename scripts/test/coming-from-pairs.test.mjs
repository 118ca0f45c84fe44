// Holds the taking of pairs (scripts/test/coming-from/pairs.mjs) to leave no block of a page unrun.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pairsOf } from './coming-from/pairs.mjs';

const folder = mkdtempSync(join(tmpdir(), 'zonewright-pairs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function pairsIn(...blocks) {
  const file = join(folder, 'page.md');
  writeFileSync(file, blocks.map(([info, code]) => `\`\`\`${info}\n${code}\n\`\`\`\n`).join('\n'));
  return pairsOf(file);
}

test('a pair is a block of theirs and the ts block behind it', () => {
  const { language, setup, pairs } = pairsIn(
    ['sh setup', 'export A=1'],
    ['sh frozen', 'date\n# => one\n# => two'],
    ['ts no-run', 'ours();'],
    ['ts', 'alone();'],
  );
  expect({ language, setup }).toEqual({ language: 'sh', setup: 'export A=1' });
  expect(pairs).toEqual([
    {
      line: 5,
      stage: 'frozen',
      theirs: 'date\n# => one\n# => two',
      printed: ['one', 'two'],
      ours: { language: 'ts', word: 'no-run', line: 11, code: 'ours();' },
    },
  ]);
});

test.each([
  ['theirs alone', ['sh', 'date']],
  ['a ts block that is only compiled', ['ts no-run', 'ours();']],
  ['another language', ['bash', 'date']],
  ['a block without a language', ['', 'date']],
])('%s is refused, since nothing runs it', (_, block) => {
  expect(() => pairsIn(['sh', 'date'], ['ts', 'ours();'], block)).toThrow(
    /page\.md:9: nothing runs this block/,
  );
});

test('two languages on one page are refused', () => {
  const ours = ['ts', 'ours();'];
  expect(() => pairsIn(['sh', 'date'], ours, ['go', 'f()'], ours)).toThrow('sh, and go too');
});
