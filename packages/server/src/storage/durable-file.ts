/** Files that are there after the machine has stopped at any moment: written, then synced. */

import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from './storage-error.ts';

/** Writes all octets at a place in an open file, and returns when they are on the medium. */
export function writeSynced(file: number, octets: Uint8Array, position: number): void {
  for (let written = 0; written < octets.length; ) {
    written += writeSync(file, octets, written, octets.length - written, position + written);
  }
  fdatasyncSync(file);
}

/** Writes a new file of these octets, in the place of one that there may be. */
export function createSynced(path: string, octets: Uint8Array, mode = 0o600): void {
  const file = openSync(path, 'w', mode);
  try {
    writeSynced(file, octets, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes what was renamed in the folder of a file last. */
export function syncFolderOf(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The octets of a file; undefined where there is none. @throws {StorageError} */
export function readWhole(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) {
      if (cause.code === 'ENOENT') return undefined;
      throw new StorageError(path, `it cannot be read (${String(cause.code)})`, { cause });
    }
    throw cause;
  }
}
