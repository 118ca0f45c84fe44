// The packages as they are built: what a program loads by importing the client, since its start costs
// as much as it loads; and that names, and the traces of errors, are those of the sources nevertheless.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '../run.mjs';
import { root } from '../workspace.mjs';

/** Runs an ES module by Node; resolves to what it said, and to the files that were loaded for it. */
async function runProgram(program, ...flags) {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-startup-'));
  try {
    const args = [...flags, '--input-type=module', '--eval', program];
    // V8 counts what has run in each file, and so names them all.
    const options = { env: { NODE_V8_COVERAGE: folder, NODE_OPTIONS: '', NODE_PATH: '' } };
    const { output } = await run(process.execPath, args, options);
    const counts = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file))));
    const urls = counts.flatMap(({ result }) => result.map(({ url }) => url));
    // The program itself is [eval1].
    const files = urls.filter((url) => /^file:.*[^\]]$/.test(url)).map(pathOf);
    return { output, files };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** From the root; of what is installed, the name of its package. */
function pathOf(url) {
  const path = relative(root, fileURLToPath(url)).replaceAll('\\', '/');
  return /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? path;
}

const OURS = [
  'packages/client/dist/index.js',
  'packages/wire/dist/index.js',
  'packages/wire/dist/dependencies/loaded-when-used.js',
  'packages/zone/dist/index.js',
];

test('an import loads a file for each package, and of other packages nothing', async () => {
  const builtins = ['dgram', 'dns', 'internal/blocklist', 'internal/crypto/webcrypto', 'tls'];
  const program = `
    import 'zonewright';
    const loaded = (name) => process.moduleLoadList.includes('NativeModule ' + name);
    console.log(JSON.stringify(${JSON.stringify(builtins)}.filter(loaded)));`;
  const { output, files } = await runProgram(program);
  expect(JSON.parse(output)).toEqual([]);
  expect(new Set(files)).toEqual(new Set(OURS));
});

test('the tables of IDNA are loaded for the first name that needs them', async () => {
  const program = (name) => `
    import { parseName } from 'zonewright';
    console.log(parseName('${name}'));`;
  const plain = await runProgram(program('xn--bcher-kva.example'));
  expect(plain.files).not.toContain('tr46');
  const { output, files } = await runProgram(program('bücher.example'));
  expect(output.trim()).toBe('xn--bcher-kva.example.');
  expect(files).toContain('tr46');
});

test('what is exported has the name by which it is exported', async () => {
  const names = ['zonewright', '@zonewright/wire', '@zonewright/zone', '@zonewright/server'];
  const program = `
    const packages = await Promise.all(${JSON.stringify(names)}.map((name) => import(name)));
    const functions = packages.flatMap((all) =>
      Object.entries(all).filter(([, value]) => typeof value === 'function'));
    const renamed = functions.filter(([name, value]) => value.name !== name);
    console.log(JSON.stringify([functions.length > 100, renamed.map(([name]) => name)]));`;
  const { output } = await runProgram(program);
  expect(JSON.parse(output)).toEqual([true, []]);
});

test('what is built is ASCII', () => {
  const built = [...OURS, 'packages/server/dist/chunks/dns-server.js'];
  expect(built.filter((file) => /[^\0-\x7f]/.test(readFileSync(join(root, file), 'utf8')))).toEqual(
    [],
  );
});

test('the trace of an error leads to the line of the source', async () => {
  const program = `
    import { parseName } from '@zonewright/wire';
    try { parseName('a..b'); } catch (error) { console.log(error.stack); }`;
  const { output } = await runProgram(program, '--enable-source-maps');
  const [, path, line] = /[\\/](packages[\\/]wire[\\/]src[\\/][^:]+\.ts):(\d+):\d+/.exec(output);
  const text = readFileSync(join(root, path), 'utf8').split('\n')[line - 1];
  expect(text).toMatch(/throw|Error/);
});
