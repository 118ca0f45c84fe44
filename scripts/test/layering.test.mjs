// The layering script is fed a workspace that keeps every rule, and that same workspace with one
// breach at a time.
import { describe, expect, test } from 'vitest';
import { checkLayering } from '../layering.mjs';
import { fixtureTree } from './fixture-tree.mjs';

// Everything declares everything, so that a breach of the layering is seen by itself.
const ALL = [
  '@zonewright/wire',
  '@zonewright/zone',
  'zonewright',
  '@zonewright/server',
  '@zonewright/testkit',
  '@zonewright/bench',
  'dns-packet',
  'p-retry',
  '@noble/hashes',
  '@scure/base',
  'tr46',
];
const manifest = (name, more = {}) =>
  JSON.stringify({
    name,
    dependencies: Object.fromEntries(ALL.map((each) => [each, '*'])),
    ...more,
  });

const CLEAN = {
  'package.json': JSON.stringify({ devDependencies: { vitest: '*', 'fast-check': '*' } }),
  'packages/wire/package.json': manifest('@zonewright/wire', {
    imports: {
      '#octets': { '@zonewright/source': { default: './src/octets/reader.ts' } },
      '#tsig': { '@zonewright/source': './src/tsig/sign.ts', default: './dist/tsig/sign.js' },
    },
  }),
  'packages/wire/src/index.ts': `export * from './name/name.ts';\nexport type { E } from './errors/e.ts';`,
  'packages/wire/src/errors/e.ts': 'export type E = string;',
  'packages/wire/src/octets/reader.ts': `import type { E } from '../errors/e.ts'; export type R = E;`,
  'packages/wire/src/name/name.ts': `import type { R } from '../octets/reader.ts'; export type N = R;`,
  'packages/wire/src/name/order.ts': `export type { R } from '#octets';`,
  'packages/wire/src/rdata/rdata.ts': `import { s } from '../dependencies/loaded-at-once.ts'; export const r = s;`,
  'packages/wire/src/dependencies/loaded-at-once.ts': `import { sha256 } from '@noble/hashes/sha2.js'; export const s = sha256;`,
  'packages/wire/src/dependencies/loaded-when-used.ts': `import { createRequire } from 'node:module'; export const c = createRequire;`,
  'packages/wire/src/tsig/sign.ts': `export type { N } from '../name/name.ts';`,
  'packages/wire/src/platform.d.ts': 'declare class TextEncoder {}',
  'packages/wire/test/name/name.test.ts': `
    import fc from 'fast-check';
    import packet from 'dns-packet';
    import { readFileSync } from 'node:fs';
    import { test } from 'vitest';
    import { startBind } from '@zonewright/testkit';
    import type { N } from '../../src/name/name.ts';
    import { text } from '../vectors.ts';`,
  'packages/wire/test/vectors.ts': `export const text = 'import "nothing"'; // import 'nothing'`,
  'packages/zone/package.json': manifest('@zonewright/zone'),
  'packages/zone/src/index.ts': 'export {};',
  'packages/zone/src/update/update.ts': `export { N } from '@zonewright/wire';`,
  'packages/zone/src/masterfile/parse.ts':
    'export const at = new Date(5).getTime() + Date.UTC(2020);',
  'packages/zone/src/zone/zone.ts': `import { at } from '../masterfile/parse.ts'; export const z = at;`,
  'packages/zone/src/process/process.ts': `
    import { z } from '../zone/zone.ts';
    export function process(performance: number): number { return performance + z; }
    export interface Hooks { setTimeout(crypto: string): void }`,
  'packages/client/package.json': manifest('zonewright'),
  'packages/client/src/index.ts': `export { DnsClient } from './client/client.ts';`,
  'packages/client/src/transport/tcp.ts': `import net from 'node:net'; export const t = setTimeout;`,
  'packages/client/src/client/client.ts': `
    import retry from 'p-retry';
    import type { z } from '@zonewright/zone';
    export class DnsClient {}`,
  'packages/client/test/client/client.test.ts': `
    import { createServer } from '@zonewright/server';
    import { DnsClient } from 'zonewright';`,
  'packages/server/package.json': manifest('@zonewright/server'),
  'packages/server/src/index.ts': `export { createServer } from './server/server.ts';`,
  'packages/server/src/answer/index.ts': `export { answer } from './answer.ts';`,
  'packages/server/src/answer/answer.ts': 'export const answer = 1;',
  'packages/server/src/sockets/udp.ts': `
    import dgram from 'node:dgram';
    import { answer } from '../answer/answer.ts';
    export const now = Date.now() + answer;`,
  'packages/server/src/server/server.ts': `import { now } from '../sockets/udp.ts'; export const createServer = now;`,
  'packages/server/src/test/test-zone.ts': `
    import { createServer } from '../server/server.ts';
    export { DnsClient } from 'zonewright';`,
  'packages/testkit/package.json': manifest('@zonewright/testkit', { private: true }),
  'packages/testkit/src/index.ts': `export { startBind } from './bind.ts';`,
  'packages/testkit/src/bind.ts': `import { spawn } from 'node:child_process'; export const startBind = spawn;`,
  'packages/bench/package.json': manifest('@zonewright/bench', { private: true }),
  'packages/bench/src/measure.ts': `
    import packet from 'dns-packet';
    import { createServer } from '@zonewright/server';
    export const p = [packet, createServer, process, performance.now()];`,
  'examples/quickstart/package.json': manifest('example', { private: true }),
  'examples/quickstart/src/main.ts': `
    import { DnsClient } from 'zonewright';
    import { createServer } from '@zonewright/server';
    console.log(process.env);`,
};

test('a workspace that keeps the rules has no breach', async () => {
  expect(await checkLayering(fixtureTree(CLEAN))).toEqual([]);
});

describe('each breach is reported, alone, with its file and line', () => {
  const higher = 'packages/client/src/client/more.ts';
  const low = 'packages/wire/src/name/more.ts';
  const pure = (name) => `${name} is used where everything is pure`;
  const BREACHES = [
    // What package.json maps, which is judged as what it stands for.
    [low, `import '#tsig';`, 'name may not import tsig (../tsig/sign.ts)'],
    [low, `import '#nowhere';`, 'imports #nowhere, which packages/wire does not map'],
    // Packages.
    [low, `import '@zonewright/zone';`, 'wire may not import zone (@zonewright/zone)'],
    [
      higher,
      `export type A = import('@zonewright/server').A;`,
      'client may not import server (@zonewright/server)',
    ],
    [
      'packages/server/src/server/more.ts',
      `const { DnsClient } = await import('zonewright');`,
      'server may not import client (zonewright)',
    ],
    [
      'packages/server/src/test/more.ts',
      `import '@zonewright/bench';`,
      'server may not import bench (@zonewright/bench)',
    ],
    [
      'packages/server/src/server/more.ts',
      `import '../test/test-zone.ts';`,
      'server may not import test (../test/test-zone.ts)',
    ],
    [
      higher,
      `import '@zonewright/testkit';`,
      'client may not import testkit (@zonewright/testkit)',
    ],
    [
      'examples/quickstart/src/more.ts',
      `import '@zonewright/testkit';`,
      'quickstart may not import testkit (@zonewright/testkit)',
    ],
    [
      'packages/testkit/src/more.ts',
      `export * from '@zonewright/wire';`,
      'testkit may not import wire (@zonewright/wire)',
    ],
    [higher, `import '@zonewright/bench';`, 'client may not import bench (@zonewright/bench)'],
    [higher, `import 'zonewright';`, 'imports zonewright, which is itself'],
    [
      'packages/zone/test/more.test.ts',
      `import 'zonewright';`,
      'zone may not import client (zonewright)',
    ],
    [
      'packages/zone/test/more.test.ts',
      `import '../../wire/src/name/name.ts';`,
      'imports ../../wire/src/name/name.ts, which leaves packages/zone: name the package instead',
    ],
    // Dependencies.
    [
      higher,
      `import 'left-pad/lib';`,
      'imports left-pad, which packages/client/package.json does not declare',
    ],
    [
      higher,
      `import 'vitest';`,
      'imports vitest, which packages/client/package.json does not declare',
    ],
    [
      'packages/wire/src/rdata/more.ts',
      `import 'dns-packet';`,
      'imports dns-packet: only packages/bench/src/ may',
    ],
    [low, `import 'tr46';`, 'imports tr46: only packages/wire/src/dependencies/ may'],
    [low, `import retry = require('p-retry');`, 'imports p-retry: only packages/client/src/ may'],
    [higher, `import '/opt/x.js';`, 'imports /opt/x.js, a path of one machine'],
    [higher, `await import(String(1));`, 'imports a module whose name is computed'],
    // Folders.
    [higher, `import '../../test/x.ts';`, 'imports ../../test/x.ts, which leaves its src'],
    [
      'packages/wire/src/octets/more.ts',
      `import '../name/name.ts';`,
      'octets may not import name (../name/name.ts)',
    ],
    [low, `export type { E } from '../index.ts';`, 'name may not import index (../index.ts)'],
    [
      'packages/zone/src/update/more.ts',
      `import '../masterfile/parse.ts';`,
      'update may not import masterfile (../masterfile/parse.ts)',
    ],
    [
      'packages/server/src/answer/more.ts',
      `import '../sockets/udp.ts';`,
      'answer may not import sockets (../sockets/udp.ts)',
    ],
    [
      'packages/wire/src/common/more.ts',
      'export {};',
      'common is not in the table of folders of scripts/layering.mjs',
    ],
    [
      'packages/wire/src/helpers.ts',
      'export {};',
      'helpers is not in the table of folders of scripts/layering.mjs',
    ],
    [
      'packages/wire/src/rdata/index.ts',
      `export * from './rdata.ts';\nconst a = 1;`,
      'an index.ts only re-exports',
    ],
    ['packages/wire/src/rdata/index.ts', 'export const a = 1;', 'an index.ts only re-exports'],
    // Purity.
    [low, `import 'node:fs';`, 'imports node:fs where everything is pure'],
    [low, `import 'fs/promises';`, 'imports fs/promises where everything is pure'],
    [
      low,
      '/// <reference types="node" />',
      'imports node, which packages/wire/package.json does not declare',
    ],
    ['packages/zone/src/zone/more.ts', 'export const a = Date.now();', pure('Date.now')],
    ['packages/server/src/answer/more.ts', 'export const a = new Date();', pure('Date.now')],
    [low, 'export const a = Math.random;', pure('Math.random')],
    [low, 'export type A = Buffer;', pure('Buffer')],
    [low, 'export const a = process.env;', pure('process')],
    [low, 'crypto.getRandomValues(a);', pure('crypto')],
    [low, 'export const a = { setTimeout };', pure('setTimeout')],
    [low, `performance['now']();`, pure('performance')],
    [low, 'export const a = globalThis.process;', pure('globalThis')],
  ];

  test.each(BREACHES)('%s: %s', async (path, source, sentence) => {
    const breaches = await checkLayering(fixtureTree({ ...CLEAN, [path]: `\n${source}` }));
    const line = sentence.startsWith('an index') || sentence.includes('the table') ? 1 : 2;
    expect(breaches).toEqual([`${path}:${line}: ${sentence}`]);
  });

  test('a package that is not in the table', async () => {
    const tree = fixtureTree({ ...CLEAN, 'packages/common/package.json': manifest('common') });
    expect(await checkLayering(tree)).toEqual([
      'packages/common:1: package common is not in the table of scripts/layering.mjs',
    ]);
  });

  test('a source that cannot be read', async () => {
    const tree = fixtureTree({ ...CLEAN, 'packages/wire/src/name/more.ts': 'export const = 1;' });
    await expect(checkLayering(tree)).rejects.toThrow('packages/wire/src/name/more.ts: ');
  });
});
