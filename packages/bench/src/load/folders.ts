/** Folders in memory and on a disk, so that it can be seen what a server's journal costs. */

import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Of tmpfs, in statfs(2). */
const tmpfsType = 0x01021994;

function isTmpfs(folder: string): boolean {
  return existsSync(folder) && statfsSync(folder).type === tmpfsType;
}

export interface Folders {
  /** Undefined where the system has none. */
  readonly tmpfs: string | undefined;
  readonly disk: string | undefined;
}

export function findFolders(): Folders {
  return {
    tmpfs: ['/dev/shm', tmpdir()].find(isTmpfs),
    disk: [tmpdir(), '/var/tmp'].find((folder) => existsSync(folder) && !isTmpfs(folder)),
  };
}
