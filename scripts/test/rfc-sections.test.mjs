// The page of RFC sections: which titles count for which section, and that a stale page is seen.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkRfcPage, referencesOf, renderRfcPage, rfcSections } from '../rfc-sections.mjs';
import { fixtureTree } from './fixture-tree.mjs';

const path = 'packages/wire/test/a.test.ts';

/** What a test file holds, as `RFC section: rule (tests)`. */
async function heldBy(source) {
  const held = await rfcSections(fixtureTree({ [path]: source }));
  return held.map(({ rfc, section = '-', rule, tests }) => `${rfc} ${section}: ${rule} (${tests})`);
}

test.each([
  ['a rule (RFC 2136 section 3.4.2.2)', ['2136 3.4.2.2']],
  ['a rule (RFC 8945 5.2.3)', ['8945 5.2.3']],
  ['both (RFC 1035 sections 3.1 and 4.1.4)', ['1035 3.1', '1035 4.1.4']],
  ['all (RFC 8945 sections 5.2 to 5.4)', ['8945 5.2', '8945 5.3', '8945 5.4']],
  ['two (RFC 1035 section 4.1, RFC 2136 section 2.2)', ['1035 4.1', '2136 2.2']],
  ['as a whole (RFC 4343)', ['4343 -']],
  ['of a group (section 5.2)', ['- 5.2']],
  ['of a group (2.5.2, 2.5.1)', ['- 2.5.2', '- 2.5.1']],
  ["the section's own list, BIND 9.18 (1.5 s)", []],
])('%s', (title, expected) => {
  const found = referencesOf(title).map(({ rfc = '-', section = '-' }) => `${rfc} ${section}`);
  expect(found).toEqual(expected);
});

test('a test holds what it names, or else what its groups name', async () => {
  const source = `
    describe('updates (RFC 2136 section 3.4)', () => {
      it('are in order', () => {});
      describe('of one name', () => it('come later', () => {}));
      it('are skipped (section 3.4.2.2)', () => {});
      it('by a number (RFC 1982)', () => {});
    });
    it('nothing', () => {});`;
  expect(await heldBy(source)).toEqual([
    '1982 -: by a number (RFC 1982) ()',
    '2136 3.4: updates (RFC 2136 section 3.4) (are in order,come later)',
    '2136 3.4.2.2: are skipped (section 3.4.2.2) ()',
  ]);
});

test('titles are found in tables, templates and functions that are named after describe', async () => {
  const source = `
    const rows = [['a (RFC 2136 section 2.5)', 1], ['b', 2], ['c', 'RFC 2136 section 9']];
    describeServer(kind, 'x (RFC 8945)', () => {
      test.skipIf(no).each(rows)('%s', () => {});
      test.each([1, 2])(\`number \${n} (section 4)\`, () => {});
    });
    describe.skip('y (RFC 1035)', () => it('z', () => {}));
    it.todo('w (RFC 1035)');`;
  expect(await heldBy(source)).toEqual([
    '2136 2.5: a (RFC 2136 section 2.5) ()',
    '8945 4: number … (section 4) ()',
  ]);
});

test('sections are in the order of their numbers', async () => {
  const title = (section) => `it('x (RFC 2136 section ${section})', () => {});`;
  const held = await rfcSections(
    fixtureTree({ [path]: ['3.10', '3.2', '3.2.1', '2', '3'].map(title).join('\n') }),
  );
  expect(held.map(({ section }) => section)).toEqual(['2', '3', '3.2', '3.2.1', '3.10']);
});

test('a page that does not say what the titles say is reported', async () => {
  const source = "it('adds `a|b` (RFC 2136 section 2.5)', () => {});";
  const tree = fixtureTree({ [path]: source, 'docs/rfc.md': '' });
  const stale =
    'docs/rfc.md does not say what the titles of the tests say: node scripts/rfc-sections.mjs';
  expect(await checkRfcPage(tree)).toEqual([stale]);
  const page = renderRfcPage(await rfcSections(tree));
  expect(page).toContain(
    '| 2.5 | adds \\`a\\|b\\` | [wire/a.test.ts](../packages/wire/test/a.test.ts) |',
  );
  writeFileSync(join(tree, 'docs/rfc.md'), page);
  expect(await checkRfcPage(tree)).toEqual([]);
  writeFileSync(join(tree, path), source.replace('adds', 'removes'));
  expect(await checkRfcPage(tree)).toEqual([stale]);
});

test('a section of no RFC, and an RFC without words, are reported', async () => {
  const lost = fixtureTree({ [path]: "it('x (section 2.5)', () => {});" });
  expect(await checkRfcPage(lost)).toEqual([
    `${path}: "x (section 2.5)" names a section of no RFC`,
  ]);
  const unknown = fixtureTree({ [path]: "it('x (RFC 1)', () => {});" });
  await expect(checkRfcPage(unknown)).rejects.toThrow('no title for RFC 1');
});
