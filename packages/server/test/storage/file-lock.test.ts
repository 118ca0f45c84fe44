// Several processes at one lock: what the others do meanwhile is done here, at the moment of a read.
import {
  existsSync,
  type PathOrFileDescriptor,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileLock } from '../../src/storage/file-lock.ts';
import { type Folder, makeFolder } from '../support/folder.ts';

const others = vi.hoisted(() => ({ afterRead: (_path: unknown): void => undefined }));

vi.mock('node:fs', async (original) => {
  const actual = await original<typeof import('node:fs')>();
  return {
    ...actual,
    readFileSync: (path: PathOrFileDescriptor, encoding: BufferEncoding) => {
      try {
        return actual.readFileSync(path, encoding);
      } finally {
        others.afterRead(path);
      }
    },
  };
});

/** No process has it: it is more than there can be. */
const gone = `${2 ** 22 + 1}\n`;
/** The parent of this process is alive as long as this one. */
const alive = `${process.ppid}\n`;

let folder: Folder;
let path: string;

beforeEach(() => {
  folder = makeFolder();
  path = folder.file('lock');
});

afterEach(() => {
  others.afterRead = () => undefined;
  folder[Symbol.dispose]();
});

describe('a lock that a process left that is gone', () => {
  it('is taken by one of two that find it', () => {
    writeFileSync(path, gone);
    let isTaken = false;
    others.afterRead = (read) => {
      if (read === path && !isTaken) writeFileSync(path, alive);
      isTaken = true;
    };
    expect(() => FileLock.take(path)).toThrow(`process ${process.ppid} has it`);
    expect(readFileSync(path, 'latin1')).toBe(alive);
    expect(existsSync(`${path}.turn`)).toBe(false);
  });

  it('is not removed any more by one that waited, where it went and another one came', () => {
    writeFileSync(path, gone);
    const meanwhile = [(): void => rmSync(path), (): void => writeFileSync(path, alive)];
    others.afterRead = (read) => {
      if (read === path) meanwhile.shift()?.();
    };
    expect(() => FileLock.take(path)).toThrow('it cannot be made (EEXIST)');
    expect(readFileSync(path, 'latin1')).toBe(alive);
    expect(existsSync(`${path}.turn`)).toBe(false);
  });

  it('is left to the one that takes it over at this moment, unless that is gone too', () => {
    writeFileSync(path, gone);
    writeFileSync(`${path}.turn`, alive);
    expect(() => FileLock.take(path)).toThrow(`process ${process.ppid} has it`);
    expect(readFileSync(path, 'latin1')).toBe(gone);
    writeFileSync(`${path}.turn`, gone);
    FileLock.take(path).release();
    expect([path, `${path}.turn`].map((file) => existsSync(file))).toEqual([false, false]);
  });
});

it('a lock in which nothing is written yet is being taken, for a while', () => {
  writeFileSync(path, '');
  expect(() => FileLock.take(path)).toThrow('another process is taking it at this moment');
  utimesSync(path, 0, 0);
  FileLock.take(path).release();
  expect(existsSync(path)).toBe(false);
});
