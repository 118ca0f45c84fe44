// Looks at the packages as npm would get them: packs each published one and lets publint judge the
// tarball, so that a file left out of `files`, or an export that leads nowhere, is seen here.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPnpm } from './run.mjs';
import { workspaceMembers } from './workspace.mjs';

/** What publint has to say, as sentences; the packages must have been built. */
export async function checkPacked() {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const published = workspaceMembers().filter((member) => !member.private);
  const filters = published.flatMap((member) => ['--filter', member.name]);
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-packed-'));
  try {
    const { code, output } = await runPnpm([
      '--recursive',
      ...filters,
      'pack',
      '--pack-destination',
      folder,
    ]);
    const tarballs = readdirSync(folder);
    if (code !== 0 || tarballs.length !== published.length) return [`pnpm pack failed\n${output}`];
    const sentences = [];
    for (const file of tarballs) {
      const bytes = readFileSync(join(folder, file));
      const tarball = new Uint8Array(bytes).buffer;
      const { messages, pkg } = await publint({ strict: true, pack: { tarball } });
      for (const message of messages) sentences.push(`${file}: ${formatMessage(message, pkg)}`);
    }
    return sentences;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
