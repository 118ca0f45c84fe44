// What we want of a published package: one that has it, and that same package with one thing wrong.
import { expect, test } from 'vitest';
import { judgeContents } from '../packed-contents.mjs';
import { fixtureTree } from './fixture-tree.mjs';

const MANIFEST = {
  name: 'a',
  version: '1.0.0',
  description: 'A package.',
  license: 'MIT',
  type: 'module',
  engines: { node: '>=20.19' },
  keywords: ['a', 'b', 'c'],
  exports: {
    '.': { '@a/source': './src/a.ts', types: './dist/a.d.ts', default: './dist/a.js' },
    './package.json': './package.json',
  },
  imports: { '#a': { browser: './dist/a.js' } },
  sideEffects: false,
  publishConfig: { access: 'public' },
  dependencies: { b: '^1.0.0' },
};

const FILES = {
  LICENSE: 'MIT',
  'README.md': '# a',
  'src/a.ts': '',
  'src/platform.d.ts': '',
  'dist/a.js': 'const a = 1;\nexport { a };',
  'dist/all.js': `// all\nexport { a } from './a.js';\n`,
  'dist/a.js.map': '{ "sources": ["../src/a.ts"] }',
  'dist/a.d.ts': '',
  'dist/a.d.ts.map': '{ "sources": ["../src/a.ts"] }',
};

function judge(files, manifest = MANIFEST) {
  const tree = { ...FILES, ...files, 'package.json': JSON.stringify(manifest) };
  const present = Object.entries(tree).filter(([, text]) => text !== undefined);
  const folder = fixtureTree(Object.fromEntries(present));
  return judgeContents([{ name: 'a', folder, manifest }]);
}

test('a package that has all we want is let pass', () => {
  expect(judge({})).toEqual([]);
});

test.each([
  ['a missing license', { LICENSE: undefined }, 'LICENSE is missing'],
  ['a source without declarations', { 'dist/a.d.ts.map': undefined }, 'dist/a.d.ts.map is missing'],
  ['what has no source map', { 'dist/a.js.map': undefined }, 'dist/a.js.map is missing'],
  [
    'a source map that leads nowhere',
    { 'dist/a.js.map': '{ "sources": ["../../other/src/a.ts"] }' },
    'dist/a.js.map leads to ../other/src/a.ts, which is missing',
  ],
  ['a test', { 'dist/a.test.d.ts': '' }, 'dist/a.test.d.ts does not belong there'],
  ['a folder of tests', { 'test/a.ts': '' }, 'test/a.ts does not belong there'],
  [
    'what the compiler keeps',
    { 'dist/.tsbuildinfo': '' },
    'dist/.tsbuildinfo does not belong there',
  ],
])('%s is reported', (_, files, sentence) => {
  expect(judge(files)).toEqual([`a: ${sentence}`]);
});

test.each([
  [{ type: undefined }, 'type is not module'],
  [{ sideEffects: undefined }, 'sideEffects is not false'],
  [{ engines: {} }, 'engines has no node'],
  [{ license: undefined }, 'license is not MIT'],
  [{ description: '' }, 'description is missing'],
  [{ keywords: ['a'] }, 'keywords are missing'],
  [{ publishConfig: undefined }, 'publishConfig.access is not public'],
  [{ scripts: { postinstall: 'x' } }, 'scripts would run where it is installed'],
  [{ exports: { '.': { default: './dist/a.js' } } }, 'exports: . has no types'],
  [{ imports: { '#a': './dist/b.js' } }, 'exports: there is no ./dist/b.js'],
  [{ dependencies: { b: 'workspace:*' } }, 'dependencies: b is workspace:*'],
  [{ peerDependencies: { b: 'link:../b' } }, 'peerDependencies: b is link:../b'],
])('a manifest with %j is reported', (change, sentence) => {
  expect(judge({}, { ...MANIFEST, ...change })).toEqual([`a: ${sentence}`]);
});

test('versions that differ are reported', () => {
  const folder = fixtureTree({ ...FILES, 'package.json': '{}' });
  const one = { name: 'a', folder, manifest: MANIFEST };
  const other = { name: 'b', folder, manifest: { ...MANIFEST, version: '1.0.1' } };
  expect(judgeContents([one, other])).toEqual(['versions differ: 1.0.0, 1.0.1']);
});
