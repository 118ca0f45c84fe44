// In a fresh clone nothing is installed when a script starts: until it has done the set-up it may import
// only what comes with Node. And when the set-up installs.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
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

test('npm says nothing of a new version of itself below the last line', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^update-notifier=false$/m);
});

describe.skipIf(process.platform === 'win32')('the set-up', () => {
  /** Runs a script where npx ends with this code, and gives what npx was asked for. */
  function setUp(code, script = 'scripts/setup.mjs') {
    const bin = join(clone, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'npx'), `#!/bin/sh\necho "$@" >> asked\nexit ${code}\n`, {
      mode: 0o755,
    });
    writeFileSync(join(clone, 'asked'), '');
    const env = { ...process.env, PATH: bin + delimiter + process.env.PATH };
    spawnSync(process.execPath, [script], { cwd: clone, env });
    return readFileSync(join(clone, 'asked'), 'utf8');
  }
  const lock = (text) => writeFileSync(join(clone, 'pnpm-lock.yaml'), text);
  const whole = /^--yes pnpm@[\d.]+ install --frozen-lockfile --prod=false\n$/;

  test('installs once, and again where the lock file is another or it did not come to its end', () => {
    writeFileSync(join(clone, 'pnpm-workspace.yaml'), '');
    lock('one');
    expect(setUp(0)).toMatch(whole);
    expect(setUp(0)).toBe('');
    lock('other');
    expect(setUp(1)).toMatch(whole);
    lock('one');
    expect(setUp(0)).toMatch(whole);
    expect(setUp(0)).toBe('');
  });

  test.each(['setup', 'layering', 'record-types', 'rfc-sections'])(
    'is done by %s, run by itself and by a symbolic link',
    (name) => {
      rmSync(join(clone, 'node_modules'), { recursive: true, force: true });
      const link = join(clone, 'bin', 'link');
      rmSync(link, { force: true });
      symlinkSync(clone, link);
      expect(setUp(1, join(link, `scripts/${name}.mjs`))).toMatch(whole);
    },
  );
});
