/** A folder for the files of one test, removed behind it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Folder {
  readonly path: string;
  /** The path of a file in it. */
  readonly file: (name: string) => string;
  [Symbol.dispose](): void;
}

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'zonewright-files-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
