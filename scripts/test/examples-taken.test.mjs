// Which blocks of a tree are examples, and at which lines they are said to be.
import { expect, test } from 'vitest';
import { collectExamples } from '../examples.mjs';
import { fixtureTree } from './fixture-tree.mjs';

const tree = (files) =>
  fixtureTree({
    'packages/wire/package.json': '{ "name": "@zonewright/wire" }',
    'packages/testkit/package.json': '{ "name": "@zonewright/testkit", "private": true }',
    ...files,
  });

const SOURCE = `/**
 * Says something.
 *
 * \`\`\`ts
 * not(an, example);
 * \`\`\`
 *
 * @example
 * It is done so:
 * \`\`\`ts
 * import { a } from 'a';
 *
 * @decorated class A {}
 * \`\`\`
 * and so:
 * \`\`\`ts no-run
 * for (;;) {}
 * \`\`\`
 * @throws an error
 */
export const text = '/** @example */';
`;

test('the ts blocks of @example in published sources, with the line of their fence', async () => {
  const found = await collectExamples(
    tree({ 'packages/wire/src/a/a.ts': SOURCE, 'packages/testkit/src/a.ts': SOURCE }),
  );
  expect(found.problems).toEqual([]);
  expect(found.examples).toEqual([
    {
      path: 'packages/wire/src/a/a.ts',
      line: 10,
      code: `import { a } from 'a';\n\n@decorated class A {}`,
      runs: true,
    },
    { path: 'packages/wire/src/a/a.ts', line: 16, code: 'for (;;) {}', runs: false },
  ]);
});

test('the ts blocks of Markdown: top level, docs, packages', async () => {
  const markdown = 'Text\n\n```sh\nls\n```\n- item\n  ```ts\n  a;\n    b;\n  ```\n';
  const paths = ['README.md', 'docs/deep/a.md', 'packages/wire/README.md'];
  const found = await collectExamples(tree(Object.fromEntries(paths.map((p) => [p, markdown]))));
  expect(found.problems).toEqual([]);
  expect(found.examples).toEqual(
    paths.map((path) => ({ path, line: 7, code: 'a;\n  b;', runs: true })),
  );
});

test('what would go unseen is a problem', async () => {
  const found = await collectExamples(
    tree({
      'README.md': '```js\na;\n```\n```ts norun\na;\n```\n```ts\na;\n',
      'packages/wire/src/a.ts': '/**\n * @example a()\n */',
    }),
  );
  expect(found.examples).toEqual([]);
  expect(found.problems).toEqual([
    'README.md:1: fence it as ts, so that it is compiled and run',
    'README.md:4: after ts only no-run has a meaning, not norun',
    'README.md:7: this block has no end',
    'packages/wire/src/a.ts:2: an @example without a ts block',
  ]);
});
