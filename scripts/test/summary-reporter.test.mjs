// The line that ends `npm test` is held to real runs of vitest over small files whose outcome is
// known, since what vitest reports as a test, a suite and an error is its own affair.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTool } from '../run.mjs';
import { countLine } from '../summary-reporter.mjs';
import { root } from '../workspace.mjs';
import { fixtureTree } from './fixture-tree.mjs';

const reporter = join(root, 'scripts/summary-reporter.mjs');

async function lineOf(files) {
  const folder = fixtureTree({
    'package.json': '{}',
    'vitest.config.mjs': 'export default {};',
    ...files,
  });
  const countsFile = join(folder, 'counts.json');
  const args = ['run', '--root', folder, '--globals', `--reporter=${reporter}`];
  const { code } = await runTool('vitest', 'vitest', args, {
    cwd: folder,
    env: { ZONEWRIGHT_COUNTS: countsFile },
  });
  return { code, line: countLine(JSON.parse(readFileSync(countsFile, 'utf8'))) };
}

describe('counted', () => {
  test('each test once; skip and todo as skipped', async () => {
    const run = await lineOf({
      'a.test.mjs': `
        test('passes', () => {});
        test('fails once, then passes', { retry: 1 }, ({ task }) => {
          if (task.result.retryCount === 0) throw new Error('first');
        });
        test.skip('is skipped', () => {});
        test('skips itself', (context) => context.skip());
        test.todo('is to be written');
        describe.skip('a suite', () => { test('is skipped with it', () => {}); });`,
      'b.test.mjs': `test.each([1, 2, 3])('%s', () => {});`,
    });
    expect(run).toEqual({ code: 0, line: '5 passed, 0 failed, 4 skipped' });
  });

  test('a test that fails', async () => {
    const run = await lineOf({ 'a.test.mjs': `test('a', () => { throw new Error('no'); });` });
    expect(run).toEqual({ code: 1, line: '0 passed, 1 failed, 0 skipped' });
  });

  test('a file that cannot be imported', async () => {
    const run = await lineOf({
      'a.test.mjs': `import './nowhere.mjs'; test('never comes to this', () => {});`,
      'b.test.mjs': `test('passes', () => {});`,
    });
    expect(run).toEqual({ code: 1, line: '1 passed, 1 failed, 0 skipped' });
  });

  test('an error that nobody caught', async () => {
    const run = await lineOf({
      'a.test.mjs': `test('passes', async () => {
        void Promise.reject(new Error('nobody waits for this'));
        await new Promise((resolve) => setImmediate(resolve));
      });`,
    });
    expect(run).toEqual({ code: 1, line: '1 passed, 1 failed, 0 skipped' });
  });

  test('a hook around a suite that fails, and the tests it kept from running', async () => {
    const run = await lineOf({
      'a.test.mjs': `describe('a suite', () => {
        beforeAll(() => { throw new Error('no'); });
        test('does not run', () => {});
      });`,
    });
    expect(run).toEqual({ code: 1, line: '0 passed, 1 failed, 1 skipped' });
  });

  test('a process that ends in the middle of a test', async () => {
    const { code, line } = await lineOf({
      'a.test.mjs': `test('goes', () => process.kill(process.pid, 'SIGKILL'));`,
    });
    expect(code).toBe(1);
    expect(line).not.toMatch(/^[1-9]\d* passed|, 0 failed/);
  });
});
