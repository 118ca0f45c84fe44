// `npm test`: set-up, the DNS servers, build, check, then every test. On success and on failure the
// last line says `N passed, N failed, N skipped`, as vitest counted; when it does not come to the
// tests, or vitest to their end, there is no such line.
//
// `--long` adds the tests of `*.long.test.ts`; every other argument goes to vitest.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { runNode, runTool } from './run.mjs';
import { runScript, setUp } from './setup.mjs';
import { countLine } from './summary-reporter.mjs';
import { root } from './workspace.mjs';

await runScript(import.meta, async (args) => {
  await setUp();
  const installer = join(root, 'packages/testkit/src/install-servers.mjs');
  if ((await runNode(installer, [], { show: true })).code !== 0) return 1;
  if (!(await build()) || !(await check())) return 1;
  return await test(
    args.filter((arg) => arg !== '--long'),
    args.includes('--long'),
  );
});

async function test(args, long) {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-'));
  const countsFile = join(folder, 'counts.json');
  try {
    const reporters = ['--reporter=default', '--reporter=./scripts/summary-reporter.mjs'];
    const { code } = await runTool('vitest', 'vitest', ['run', ...reporters, ...args], {
      show: true,
      env: { ZONEWRIGHT_COUNTS: countsFile, ...(long && { ZONEWRIGHT_LONG: '1' }) },
    });
    if (!existsSync(countsFile)) {
      console.log(`vitest ended with code ${code} before it had counted the tests`);
      return code === 0 ? 1 : code;
    }
    const counts = JSON.parse(readFileSync(countsFile, 'utf8'));
    console.log(countLine(counts));
    return code === 0 && counts.failed > 0 ? 1 : code;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
