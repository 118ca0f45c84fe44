// In a fresh clone nothing is installed when a script starts: until it has done the set-up it may import
// only what comes with Node.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { filesBelow, root } from '../workspace.mjs';

const clone = mkdtempSync(join(tmpdir(), 'zonewright-clone-'));
afterAll(() => rmSync(clone, { recursive: true }));

for (const file of [...filesBelow('scripts', (path) => path.endsWith('.mjs')), 'package.json']) {
  cpSync(join(root, file), join(clone, file));
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const files = Object.values(scripts).flatMap((command) => /^node (\S+)/.exec(command)?.[1] ?? []);

test('there are scripts to look at', () => {
  expect(files).toEqual(expect.arrayContaining(['scripts/test.mjs', 'scripts/quickstart.mjs']));
});

test.each([...new Set(files)])('%s starts where nothing is installed', (file) => {
  // Imported, it does nothing.
  const program = `await import(${JSON.stringify(pathToFileURL(join(clone, file)).href)})`;
  const args = ['--input-type=module', '--eval', program];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: clone, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
