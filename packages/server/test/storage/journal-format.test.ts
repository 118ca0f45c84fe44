import { describe, expect, it } from 'vitest';
import { encodeEntry, encodeHead, readJournal } from '../../src/storage/journal-format.ts';
import { StorageError } from '../../src/storage/storage-error.ts';

const digest = Uint8Array.from({ length: 32 }, (_, i) => i);
const contents = [
  Uint8Array.of(1),
  new Uint8Array(0),
  Uint8Array.from({ length: 100 }, (_, i) => i),
];
const head = encodeHead(digest);
const entries = contents.map((octets) => encodeEntry(octets));
const journal = Buffer.concat([head, ...entries]);
const ends = entries.map((_, at) =>
  entries.slice(0, at + 1).reduce((sum, { length }) => sum + length, head.length),
);

const read = (octets: Uint8Array) => readJournal('x.jnl', octets);
/** The contents of the first entries. */
const first = (count: number) => contents.slice(0, count).map((octets) => Buffer.from(octets));

/** The octets with one changed. */
function damaged(octets: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy[at] = (copy[at] as number) ^ 0x10;
  return copy;
}

describe('a journal file', () => {
  it('gives back its digest and entries', () => {
    const { digest: found, entries: read3, wholeBytes } = read(journal);
    expect(Uint8Array.from(found)).toEqual(digest);
    expect(read3.map(({ octets }) => octets)).toEqual(first(3));
    expect(read3.map(({ offset }) => offset)).toEqual([head.length, ends[0], ends[1]]);
    expect(wholeBytes).toBe(journal.length);
  });

  it('cut anywhere behind its head has the entries that are whole, and says where they end', () => {
    for (let length = head.length; length < journal.length; length++) {
      const whole = ends.filter((end) => end <= length);
      const { entries: found, wholeBytes } = read(journal.subarray(0, length));
      expect(found.map(({ octets }) => octets)).toEqual(first(whole.length));
      expect(wholeBytes).toBe(whole.at(-1) ?? head.length);
    }
  });

  it('whose last entry was written in part, zeros behind it or in it, is torn, not damaged', () => {
    const [, second = 0] = ends;
    for (const tail of [new Uint8Array(500), entries[2]?.slice(0, 20) ?? head]) {
      const torn = Buffer.concat([journal.subarray(0, second), tail, new Uint8Array(7)]);
      expect(read(torn).wholeBytes).toBe(second);
    }
    for (let at = second; at < journal.length; at++) {
      expect(read(damaged(journal, at)).wholeBytes).toBe(second);
    }
  });

  it('damaged in any octet of its head or before its last entry is a StorageError that says where', () => {
    const [, second = 0] = ends;
    for (let at = 0; at < second; at++) {
      const offset = at < head.length ? 0 : at < (ends[0] ?? 0) ? head.length : ends[0];
      try {
        read(damaged(journal, at));
        expect.unreachable(`octet ${at}`);
      } catch (error) {
        expect(error).toBeInstanceOf(StorageError);
        expect(error).toMatchObject({ file: 'x.jnl', offset, code: 'STORAGE_FAILED' });
      }
    }
  });

  it('shorter than its head, or empty, is a StorageError', () => {
    for (let length = 0; length < head.length; length++) {
      expect(() => read(journal.subarray(0, length))).toThrow(StorageError);
    }
  });
});
