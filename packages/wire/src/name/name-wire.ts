/**
 * Domain names as octets (RFC 1035 sections 3.1 and 4.1.4): reading with bounded pointers, writing
 * whole or compressed.
 */

import { WireError } from '../errors/wire-error.ts';
import { hashOctet, pointerLimit, rootOffset } from '../octets/name-table.ts';
import type { NameSuffix, Reader } from '../octets/reader.ts';
import type { Writer } from '../octets/writer.ts';
import { printLabel, readEscape } from './label.ts';
import { maxNameBytes } from './name.ts';

/** A name of 255 octets has at most 127 labels; a pointer before each but the first is 126. */
const maxPointerHops = 126;

const dot = 0x2e;
const backslash = 0x5c;

/**
 * Reads the name at the reader's offset and moves past it.
 *
 * Pointers lead backwards only, each to before the place where the name it is read from began, so
 * that no chain returns to where it was; their number is limited all the same. What they lead to
 * is kept, with every place passed on the way: else 64 KiB of pointers to long names take half a
 * second and 65 MB.
 *
 * @param compressible whether pointers are allowed here; never where the octets are no message
 * @throws {WireError}
 */
export function readName(reader: Reader, compressible = true): string {
  const { message, suffixes } = reader;
  let passed: { readonly at: number; readonly from: NameSuffix }[] | undefined;
  let at = reader.offset;
  let end = reader.end;
  let after = -1;
  let runStart = at;
  let hops = 0;
  let bytes = 1;
  let text = '';
  for (;;) {
    if (at >= end) throw new WireError(at, 'a name runs past the end');
    if (after >= 0) {
      passed ??= [];
      passed.push({ at, from: { text, bytes, hops } });
    }
    const length = message[at] as number;
    if (length === 0) break;
    if (length < 0x40) {
      bytes += length + 1;
      if (bytes > maxNameBytes) throw new WireError(at, `a name has over ${maxNameBytes} octets`);
      const start = at + 1;
      at = start + length;
      if (at > end) throw new WireError(start, 'a label runs past the end');
      text += `${printLabel(message, start, at)}.`;
    } else if (length >= 0xc0) {
      if (!compressible || suffixes === undefined) {
        throw new WireError(at, 'a compression pointer where none is allowed');
      }
      if (at + 1 >= end) throw new WireError(at, 'a compression pointer is cut short');
      const target = ((length & 0x3f) << 8) | (message[at + 1] as number);
      if (target >= runStart) throw new WireError(at, 'a compression pointer does not lead back');
      if (after < 0) after = at + 2;
      const known = suffixes.get(target);
      hops += 1 + (known?.hops ?? 0);
      if (hops > maxPointerHops) throw new WireError(at, 'too many compression pointers');
      if (known !== undefined) {
        bytes += known.bytes;
        if (bytes > maxNameBytes) throw new WireError(at, `a name has over ${maxNameBytes} octets`);
        text += known.text;
        break;
      }
      at = target;
      runStart = target;
      // What a pointer leads to may lie outside the rdata that it stands in.
      end = message.length;
    } else {
      throw new WireError(at, `label type ${length >>> 6} is not in use (RFC 6891 section 5)`);
    }
  }
  reader.offset = after < 0 ? at + 1 : after;
  if (passed === undefined) return text === '' ? '.' : text;
  for (const { at: place, from } of passed) {
    suffixes?.set(place, {
      text: text.slice(from.text.length),
      bytes: bytes - from.bytes,
      hops: hops - from.hops,
    });
  }
  return text === '' ? '.' : text;
}

/** Where the labels of the name begin that is being written: one at a time, so one list will do. */
const labelOffsets: number[] = [];

/**
 * Writes an absolute name. It ends, whatever it is given: the final dot may be missing from a name
 * that was never checked.
 *
 * @param compressible whether a pointer may stand for its end, where the writer compresses at all
 */
export function writeName(writer: Writer, name: string, compressible = false): void {
  const { names, lastRest } = writer;
  // No octet takes less than a character; the root or a pointer comes last.
  const begin = writer.claim(name.length + 2);
  const { buffer } = writer;
  let at = begin;
  let labels = 0;
  let rest = rootOffset;
  let start = name === '.' ? name.length : 0;
  while (start < name.length) {
    if (
      compressible &&
      lastRest !== undefined &&
      lastRest.text.length === name.length - start &&
      name.endsWith(lastRest.text)
    ) {
      rest = lastRest.offset;
      break;
    }
    labelOffsets[labels++] = at;
    const lengthAt = at++;
    let i = start;
    for (; i < name.length; i++) {
      const code = name.charCodeAt(i);
      if (code === dot) break;
      const escape = code === backslash ? readEscape(name, i) : undefined;
      if (escape !== undefined && escape.rule === undefined) {
        buffer[at++] = escape.octet;
        i = escape.end - 1;
      } else {
        buffer[at++] = code;
      }
    }
    buffer[lengthAt] = at - lengthAt - 1;
    start = i + 1;
  }
  let pointer = rest;
  if (names !== undefined) {
    // From the right: what a label begins is known by where the rest stands.
    for (let label = labels - 1; label >= 0; label--) {
      const labelAt = labelOffsets[label] as number;
      const known = names.findOrAdd(buffer, labelAt, rest);
      rest = known < 0 ? labelAt : known;
      if (compressible && known >= 0 && known < pointerLimit) {
        pointer = known;
        at = labelAt;
      }
    }
  }
  if (pointer === rootOffset) {
    buffer[at] = 0;
    writer.commit(at + 1);
    return;
  }
  buffer[at] = 0xc0 | (pointer >>> 8);
  buffer[at + 1] = pointer;
  writer.commit(at + 2);
  // Without escapes a label takes as many octets as characters.
  if (pointer !== lastRest?.offset && !name.includes('\\')) {
    writer.lastRest = { text: name.slice(at - begin), offset: pointer };
  }
}

/** A name that was written, whole. */
export interface WrittenName {
  readonly start: number;
  /** One past its last octet. */
  readonly end: number;
}

/**
 * Writes a name right below one that was written before: what {@link writeName} writes for both in
 * one text.
 *
 * @param label without escapes, of 63 octets at most
 * @param parent the first name that was written, so that a pointer can lead to it; not the root
 */
export function writeNameBelow(writer: Writer, label: string, parent: WrittenName): void {
  const { names } = writer;
  const parentBytes = parent.end - parent.start;
  const begin = writer.claim(label.length + 1 + parentBytes);
  const { buffer } = writer;
  buffer[begin] = label.length;
  let at = begin + 1;
  let hash = hashOctet(parent.start, label.length);
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i);
    buffer[at++] = code;
    hash = hashOctet(hash, code);
  }
  if (names === undefined) {
    buffer.copyWithin(at, parent.start, parent.end);
    writer.commit(at + parentBytes);
    return;
  }
  const known = names.findOrAddHashed(buffer, begin, parent.start, hash);
  const isKnown = known >= 0 && known < pointerLimit;
  if (isKnown) at = begin;
  const pointer = isKnown ? known : parent.start;
  buffer[at] = 0xc0 | (pointer >>> 8);
  buffer[at + 1] = pointer;
  writer.commit(at + 2);
}
