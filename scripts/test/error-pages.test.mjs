// The pages of errors: that what is wrong with them is seen.
import { expect, test } from 'vitest';
import { checkErrorPages } from '../error-pages.mjs';
import { fixtureTree } from './fixture-tree.mjs';

const lost = {
  name: 'LostError',
  from: ['zonewright'],
  base: 'DnsError',
  codes: ['LOST'],
  applied: ['no', 'unknown'],
};
const base = { ...lost, name: 'BaseError', codes: ['LOST', 'FOUND'] };

const page = `# LostError

| | |
|---|---|
| \`code\` | \`LOST\` |
| \`applied\` | \`unknown\`; \`no\` in \`query\` |
| extends | [\`DnsError\`](DnsError.md) |
| from | \`zonewright\` |

\`\`\`ts
1; // => 1
\`\`\`
`;
const index =
  '| [`LostError`](LostError.md) | `LOST` | lost |\n| [`BaseError`](BaseError.md) | | all |\n';

/** What is said of a tree with this page of the class, and the index. */
function faultsOf(text, { classes = [lost], row = index, more = {} } = {}) {
  const pages = { 'docs/errors/LostError.md': text, 'docs/errors/index.md': row, ...more };
  return checkErrorPages({ from: fixtureTree(pages), classes });
}

test('a page that says of its class what is true is let pass', async () => {
  expect(await faultsOf(page)).toEqual([]);
});

test.each([
  ['`LOST`', '`GONE`', 'says code GONE; it is LOST'],
  ['`unknown`; ', '', 'says applied no; it is no, unknown'],
  ['`no` in', '`no` or `partly` in', 'says applied unknown, no, partly; it is no, unknown'],
  ['[`DnsError`]', '[`RcodeError`]', 'says extends RcodeError; it is DnsError'],
  ['| `zonewright`', '| `@zonewright/zone`', 'says from @zonewright/zone; it is zonewright'],
  ['| extends |', '| base |', 'has no row "extends"'],
  ['# LostError', '# Lost', 'begins with "# LostError"'],
  ['```ts', '```ts no-run', 'has no example that runs'],
])('%s in the place of which stands %s is reported', async (right, wrong, fault) => {
  expect(await faultsOf(page.replace(right, wrong))).toEqual([
    `docs/errors/LostError.md: ${fault}`,
  ]);
});

test('a base lists the codes of those that extend it, or none, and may have more', async () => {
  const fixture = (cell) => ({
    classes: [lost, base],
    more: {
      'docs/errors/BaseError.md': page.replace(/LostError/, 'BaseError').replace('`LOST`', cell),
    },
  });
  expect(await faultsOf(page, fixture('that of its class'))).toEqual([]);
  expect(await faultsOf(page, fixture('`FOUND`, `LOST`'))).toEqual([]);
  expect(await faultsOf(page, fixture('`LOST`, `FOUND`, `OTHER`, …'))).toEqual([]);
  expect(await faultsOf(page, fixture('`LOST`'))).toEqual([
    'docs/errors/BaseError.md: says code LOST; it is LOST, FOUND',
  ]);
});

test('a class without a page and a page without a class are reported', async () => {
  const other = { ...lost, name: 'OtherError', from: ['a', 'b'] };
  const row = `${index}| [\`OtherError\`](OtherError.md) | \`LOST\` | lost |\n`;
  expect(await faultsOf(page, { classes: [other], row })).toEqual([
    'docs/errors/OtherError.md: is missing, for the class of a and b',
    'docs/errors/LostError.md: no package exports a class of that name',
  ]);
});

test('a class that the index does not have, or with another code, is reported', async () => {
  expect(await faultsOf(page, { row: '' })).toEqual([
    'docs/errors/index.md: has no row for LostError',
  ]);
  expect(await faultsOf(page, { row: index.replace('`LOST`', '`GONE`') })).toEqual([
    'docs/errors/index.md: the code of LostError is LOST',
  ]);
});

test('a class of which no error is made to compare with is reported', async () => {
  expect(await faultsOf(page, { classes: [{ ...lost, codes: [], applied: [] }] })).toEqual([
    'scripts/error-specimens.mjs: makes no LostError',
  ]);
});
