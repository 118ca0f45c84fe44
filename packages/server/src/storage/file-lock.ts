/**
 * A file that says which process has a zone's files, so that no two write to them. It is left behind
 * by a process that is killed, and taken over when that process is gone. It guards neither against
 * other machines nor against worker threads of one process.
 */

import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { StorageError } from './storage-error.ts';

/** For so long a lock that says nothing is one that is being written; then its process has gone. */
const unwrittenMs = 10_000;

/** What this process has, whichever copy of this module took it. */
const registry = Symbol.for('@zonewright/server locks');

function held(): Set<string> {
  const global = globalThis as { [registry]?: Set<string> };
  global[registry] ??= new Set();
  return global[registry];
}

export class FileLock {
  readonly #path: string;

  /** @throws {StorageError} where somebody has it */
  static take(path: string): FileLock {
    const whole = resolve(path);
    if (held().has(whole)) throw new StorageError(path, 'another server of this process has it');
    try {
      obtain(whole);
    } catch (error) {
      throw error instanceof StorageError ? error : refused(path, error);
    }
    held().add(whole);
    return new FileLock(whole);
  }

  private constructor(path: string) {
    this.#path = path;
  }

  release(): void {
    held().delete(this.#path);
    rmSync(this.#path, { force: true });
  }
}

/** Makes the file, or takes it over. @throws {StorageError} where a process has it that is there */
function obtain(path: string): void {
  try {
    create(path);
    return;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  isLeftOver(path);
  // Of several that find the same leftover only one may remove it, for as long as it has this: another
  // would remove what the one has made in its place.
  const turn = `${path}.turn`;
  obtain(turn);
  try {
    // What comes where there is none has no need of a turn.
    if (isLeftOver(path)) rmSync(path, { force: true });
    create(path);
  } finally {
    rmSync(turn, { force: true });
  }
}

function create(path: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${process.pid}\n`);
  } finally {
    closeSync(file);
  }
}

/** Whether there is one still. @throws {StorageError} where the process is there that made it */
function isLeftOver(path: string): boolean {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  const text = readIfThere(path);
  // It was let go of meanwhile.
  if (made === undefined || text === undefined) return false;
  const pid = Number.parseInt(text, 10);
  // That this process has it is known from elsewhere: a number may come again after a restart.
  if (pid > 0 && pid !== process.pid && isAlive(pid)) {
    throw new StorageError(path, `process ${pid} has it; if that is no server, remove the file`);
  }
  if (text === '' && Date.now() - made < unwrittenMs) {
    throw new StorageError(path, 'another process is taking it at this moment');
  }
  return true;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return codeOf(error) === 'EPERM';
  }
}

function refused(path: string, cause: unknown): StorageError {
  return new StorageError(path, `it cannot be made (${codeOf(cause) ?? 'unknown'})`, { cause });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
