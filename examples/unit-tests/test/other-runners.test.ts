/** That the same tests pass under node:test and jest, each in a process of its own. */

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** What a runner prints, which must end well. It is not to know of the one that it runs under. */
function run(...args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:NODE_|VITEST|JEST|FORCE_COLOR)/.test(name),
    ),
  );
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: { ...env, NO_COLOR: '1' }, timeout: 60_000 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(`${stdout}${stderr}`);
      else reject(new Error(`${stdout}${stderr}`, { cause: error }));
    });
  });
}

test('node:test', { timeout: 60_000 }, async () => {
  const files = readdirSync(join(folder, 'test/node')).map((file) => `test/node/${file}`);
  const printed = await run('--test', '--test-reporter=tap', ...files);
  expect(printed).toMatch(/^# pass 3$/m);
  expect(printed).toMatch(/^# fail 0$/m);
});

test('jest', { timeout: 60_000 }, async () => {
  const jest = join(createRequire(import.meta.url).resolve('jest/package.json'), '../bin/jest.js');
  const printed = await run('--experimental-vm-modules', '--no-warnings', jest);
  expect(printed).toMatch(/^Tests: +3 passed, 3 total$/m);
});
