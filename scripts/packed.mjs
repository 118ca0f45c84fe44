// Looks at the packages as npm would get them: packs each published one, and lets publint, attw ("are
// the types wrong") and a list of what we want of a package judge the tarball.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packPublished } from './pack.mjs';
import { judgeContents } from './packed-contents.mjs';
import { runTool } from './run.mjs';

/** What is wrong with the packages, as sentences; they must have been built. */
export async function checkPacked() {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-packed-'));
  try {
    const packed = await packPublished(folder);
    const judged = packed.flatMap((each) => [judgeByPublint(each), judgeByAttw(each)]);
    return [...judgeContents(packed), ...(await Promise.all(judged)).flat()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function judgeByPublint({ name, tarball: path }) {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const tarball = new Uint8Array(readFileSync(path)).buffer;
  const { messages, pkg } = await publint({ strict: true, pack: { tarball } });
  return messages.map((message) => `${name}: ${formatMessage(message, pkg)}`);
}

/** All entry points, as those resolve them that can import ES modules. */
async function judgeByAttw({ name, tarball }) {
  const args = [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'];
  const { code, output } = await runTool('@arethetypeswrong/cli', 'attw', args);
  return code === 0 ? [] : [`${name}: attw on ${basename(tarball)}\n${output.trim()}`];
}
