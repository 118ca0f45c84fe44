// A script that is stopped while a program runs.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { root } from '../workspace.mjs';

/** Runs a script that waits for a program, and sends it a signal when the program runs. */
async function interrupt(signal) {
  const { href } = pathToFileURL(join(root, 'scripts/run.mjs'));
  const program = "console.log('started'); setInterval(() => undefined, 60_000)";
  const script = `
    const { Interrupted, run } = await import(${JSON.stringify(href)});
    const args = ['--eval', ${JSON.stringify(program)}];
    await run(process.execPath, args, { show: true }).then(
      ({ code }) => console.log('went on with', code),
      (error) => console.log(error instanceof Interrupted, error.exitCode),
    );`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    if (output === '') child.kill(signal);
    output += text;
  }
  return output.split('\n').slice(1, -1);
}

test.skipIf(process.platform === 'win32').each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s ends the program and whoever waits for it', async (signal, code) => {
  expect(await interrupt(signal)).toEqual([`true ${code}`]);
});
