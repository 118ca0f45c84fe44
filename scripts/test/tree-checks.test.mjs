// The small checks: links, the lock file, the version of Node.
import { expect, test } from 'vitest';
import { checkLinks } from '../links.mjs';
import { checkLockfile } from '../lockfile.mjs';
import { unsupportedNode } from '../setup.mjs';
import { fixtureTree } from './fixture-tree.mjs';

test('links to files and headings that are there are let pass', () => {
  const tree = fixtureTree({
    'README.md':
      '# A `b`, and C!\n[a](docs/a.md) [b](#a-b-and-c) [c](https://example.com/x)\n' +
      '[d](docs/a.md#twice-1 "title") [e](docs) `[f](nowhere)`\n```\n[g](nowhere)\n```\n[h]: LICENSE\n',
    'docs/a.md': '## Twice\n## Twice\n[up](../README.md)\n',
    LICENSE: '',
  });
  expect(checkLinks(tree)).toEqual([]);
});

test('links to the API reference are left to the site, and so are those in it', () => {
  const tree = fixtureTree({
    'docs/a.md': '[b](api/zonewright/classes/B.md#c)\n[d](apiary.md)\n',
    'docs/api/index.md': '[e](nowhere.md)\n',
  });
  expect(checkLinks(tree)).toEqual(['docs/a.md:2: apiary.md leads to no file of the repository']);
});

test('links that lead nowhere are reported', () => {
  const tree = fixtureTree({
    'README.md': '# A\n[a](docs/b.md) [b](#b)\n[c](../out.md)\n[d]: nowhere\n',
    'docs/a.md': '[up](../README.md#b)\n',
  });
  expect(checkLinks(tree)).toEqual([
    'README.md:2: docs/b.md leads to no file of the repository',
    'README.md:2: #b names no heading',
    'README.md:3: ../out.md leads to no file of the repository',
    'README.md:4: nowhere leads to no file of the repository',
    'docs/a.md:1: ../README.md#b names no heading',
  ]);
});

test('a lock file that is true of every machine is let pass', () => {
  const lock = `
  '@babel/parser@7.29.14':
    resolution: {integrity: sha512-ab/cd+/Users==}
    engines: {node: '>=6.0.0'}
    deprecated: see https://example.com/old
    version: link:../wire
    version: 4.1.12(@types/node@20.19.43)(vite@8.3.8(@types/node@20.19.43))
    cpu: [x64]`;
  const tree = fixtureTree({ 'pnpm-lock.yaml': lock, '.npmrc': 'fund=false\naudit=false\n' });
  expect(checkLockfile(tree)).toEqual([]);
});

test.each([
  ['pnpm-lock.yaml', 'resolution: {tarball: https://registry.example/a.tgz}', 'an address'],
  ['pnpm-lock.yaml', 'resolution: {tarball: a.tgz}', 'the host of a registry'],
  ['pnpm-lock.yaml', 'version: file:/home/someone/a', 'the path of a machine'],
  ['pnpm-lock.yaml', 'version: link:C:\\a', 'the path of a machine'],
  ['.npmrc', 'registry = registry.example', 'the host of a registry'],
  ['.npmrc', '@scope:registry=registry.example', 'the host of a registry'],
  ['.npmrc', '//registry.example/:_authToken=', 'the host of a registry'],
  ['.npmrc', 'cafile="/etc/ca.pem"', 'the path of a machine'],
])('in %s the line %s is reported', (file, line, what) => {
  const tree = fixtureTree({ [file]: `a: b\n${line}\n` });
  expect(checkLockfile(tree)).toEqual([`${file}:2: holds ${what}: ${line}`]);
});

test('a Node that the tools cannot run on is named, with what to install', () => {
  const unsupported = ['18.20.0', '20.18.3', '21.7.0', '22.11.0'].map(unsupportedNode);
  expect(unsupported[1]).toBe(
    'Node 20.18.3 is too old for the tools of this workspace: install 20.19, 22.12 or later.',
  );
  expect(unsupported).not.toContain(undefined);
  const supported = ['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0', '26.0.0'];
  expect(supported.map(unsupportedNode)).toEqual(supported.map(() => undefined));
});
