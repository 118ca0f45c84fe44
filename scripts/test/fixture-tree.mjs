// A tree of files in a temporary folder, for the tests of scripts that look at trees.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes `{ path: text }` and gives the folder, which goes away with the test. */
export function fixtureTree(files) {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
