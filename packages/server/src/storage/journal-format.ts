/**
 * What stands in a journal file: a head that names the master file it belongs to by its digest, then
 * entries, each with its length and checksums. An entry that was being written when the machine
 * stopped is told from one that was damaged later by what stands behind it.
 */

import { crc32 } from 'node:zlib';
import { StorageError } from './storage-error.ts';

/** `ZWJ1`, the digest of the master file (SHA-256), and the checksum of both. */
const headMagic = 0x5a57_4a31;
const digestBytes = 32;
export const headBytes: number = 4 + digestBytes + 4;

/** `ZWJE`, the length of what follows, its checksum, and the checksum of these three. */
const entryMagic = Buffer.from('ZWJE', 'latin1');
const entryHeadBytes = 16;

/** What was read of a journal. */
export interface ReadJournal {
  readonly digest: Uint8Array;
  readonly entries: readonly { readonly offset: number; readonly octets: Uint8Array }[];
  /** The octets up to the end of the last whole entry; what is behind was never acknowledged. */
  readonly wholeBytes: number;
}

export function encodeHead(digest: Uint8Array): Uint8Array {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(headMagic, 0);
  head.set(digest, 4);
  head.writeUInt32BE(crc32(head.subarray(0, -4)), headBytes - 4);
  return head;
}

export function encodeEntry(octets: Uint8Array): Uint8Array {
  const head = Buffer.alloc(entryHeadBytes);
  head.set(entryMagic, 0);
  head.writeUInt32BE(octets.length, 4);
  head.writeUInt32BE(crc32(octets), 8);
  head.writeUInt32BE(crc32(head.subarray(0, 12)), 12);
  return Buffer.concat([head, octets]);
}

/** @throws {StorageError} where it is damaged before its last whole entry */
export function readJournal(file: string, octets: Uint8Array): ReadJournal {
  const bytes = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const isHead =
    bytes.length >= headBytes &&
    bytes.readUInt32BE(0) === headMagic &&
    bytes.readUInt32BE(headBytes - 4) === crc32(bytes.subarray(0, headBytes - 4));
  if (!isHead)
    throw new StorageError(file, 'it is no journal, or its head is damaged', { offset: 0 });
  const entries: { offset: number; octets: Uint8Array }[] = [];
  let offset = headBytes;
  while (offset < bytes.length) {
    const entry = entryAt(bytes, offset);
    if (entry === undefined) {
      if (!isTorn(bytes, offset)) {
        throw new StorageError(file, 'an entry is damaged, and there are others behind it', {
          offset,
        });
      }
      break;
    }
    entries.push({ offset, octets: entry });
    offset += entryHeadBytes + entry.length;
  }
  return { digest: bytes.subarray(4, 4 + digestBytes), entries, wholeBytes: offset };
}

/** The entry at an offset; undefined where there is no whole one. */
function entryAt(bytes: Buffer, offset: number): Uint8Array | undefined {
  const start = offset + entryHeadBytes;
  if (start > bytes.length || entryMagic.compare(bytes, offset, offset + 4) !== 0) return undefined;
  if (bytes.readUInt32BE(offset + 12) !== crc32(bytes.subarray(offset, offset + 12))) {
    return undefined;
  }
  const end = start + bytes.readUInt32BE(offset + 4);
  if (end > bytes.length) return undefined;
  const octets = bytes.subarray(start, end);
  return bytes.readUInt32BE(offset + 8) === crc32(octets) ? octets : undefined;
}

/** Whether no whole entry follows, so that what is there is the one that was being written. */
function isTorn(bytes: Buffer, from: number): boolean {
  for (
    let at = bytes.indexOf(entryMagic, from + 1);
    at >= 0;
    at = bytes.indexOf(entryMagic, at + 1)
  ) {
    if (entryAt(bytes, at) !== undefined) return false;
  }
  return true;
}
