// The packed packages in a project that knows nothing of this workspace: compiled strictly by three
// TypeScripts, and run.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runNode } from '../run.mjs';
import {
  compileConsumer,
  makeConsumer,
  placeNodeTypes,
  placePackages,
} from './consumer-project.mjs';
import { SEEN, SEEN_BY_REQUIRE } from './consumer-seen.mjs';

let consumer;

beforeAll(async () => {
  consumer = await makeConsumer();
  placePackages(consumer);
  placeNodeTypes(consumer);
});

afterAll(() => rmSync(consumer.folder, { recursive: true, force: true }));

const nodeNext = { module: 'nodenext', moduleResolution: 'nodenext' };
const bundler = { module: 'preserve', moduleResolution: 'bundler', noEmit: true };

// The compilers are slow to start on a machine with much to do.
describe.each(['typescript-5', 'typescript-6', 'typescript'])(
  '%s',
  { timeout: 60_000 },
  (compiler) => {
    test('compiles a strict program, by import and by require(), libraries checked', async () => {
      const options = { ...nodeNext, outDir: `out-${compiler}` };
      const files = ['program.ts', 'program.cts'];
      expect(await compileConsumer(consumer, compiler, files, options)).toBe('');
      const out = join(consumer.project, `out-${compiler}`);
      const imported = await runNode(join(out, 'program.js'), []);
      expect(JSON.parse(imported.output)).toEqual(SEEN);
      const required = await runNode(join(out, 'program.cjs'), ['--no-warnings']);
      expect(required.output).toContain(SEEN_BY_REQUIRE);
    });

    test('compiles it for a bundler', async () => {
      expect(await compileConsumer(consumer, compiler, ['program.ts'], bundler)).toBe('');
    });
  },
);

test('the pure packages compile without the types of Node', async () => {
  const options = { ...bundler, types: [] };
  expect(await compileConsumer(consumer, 'typescript', ['bare.ts'], options)).toBe('');
});
