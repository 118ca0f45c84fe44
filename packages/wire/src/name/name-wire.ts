/**
 * Domain names as octets (RFC 1035 sections 3.1 and 4.1.4): reading with bounded pointers, writing
 * whole or compressed.
 */

import { WireError } from '../errors/wire-error.ts';
import type { NameSuffix, Reader } from '../octets/reader.ts';
import type { Writer } from '../octets/writer.ts';
import { printLabel } from './label.ts';
import { maxNameBytes } from './name.ts';
import { labelOctets } from './name-order.ts';

/** A name of 255 octets has at most 127 labels; a pointer before each but the first is 126. */
const maxPointerHops = 126;

/** Offsets that a pointer's 14 bits can express. */
const pointerLimit = 0x4000;

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
  const passed: { readonly at: number; readonly from: NameSuffix }[] = [];
  let at = reader.offset;
  let end = reader.end;
  let after = -1;
  let runStart = at;
  let hops = 0;
  let bytes = 1;
  let text = '';
  for (;;) {
    if (at >= end) throw new WireError(at, 'a name runs past the end');
    if (after >= 0) passed.push({ at, from: { text, bytes, hops } });
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
  for (const { at: place, from } of passed) {
    suffixes?.set(place, {
      text: text.slice(from.text.length),
      bytes: bytes - from.bytes,
      hops: hops - from.hops,
    });
  }
  return text === '' ? '.' : text;
}

/**
 * Writes an absolute name.
 *
 * @param compressible whether a pointer may stand for its end, where the writer compresses at all
 */
export function writeName(writer: Writer, name: string, compressible = false): void {
  const { nameOffsets } = writer;
  const hasEscapes = name.includes('\\');
  let start = name === '.' ? name.length : 0;
  while (start < name.length) {
    if (nameOffsets !== undefined) {
      const { lastSuffix } = writer;
      if (
        compressible &&
        lastSuffix !== undefined &&
        lastSuffix.text.length === name.length - start &&
        name.endsWith(lastSuffix.text)
      ) {
        writer.u16(0xc000 | lastSuffix.offset);
        return;
      }
      const suffix = start === 0 ? name : name.slice(start);
      const known = nameOffsets.get(suffix);
      if (known === undefined) {
        if (writer.length < pointerLimit) nameOffsets.set(suffix, writer.length);
      } else if (compressible) {
        writer.lastSuffix = { text: suffix, offset: known };
        writer.u16(0xc000 | known);
        return;
      }
    }
    start = hasEscapes
      ? writeEscapedLabel(writer, name, start)
      : writePlainLabel(writer, name, start);
  }
  writer.u8(0);
}

/**
 * Writes the label that begins at `start`; gives where the next one begins. The final dot may be
 * missing from a name that was never checked: that must end too.
 */
function writePlainLabel(writer: Writer, name: string, start: number): number {
  const dot = name.indexOf('.', start);
  const end = dot < 0 ? name.length : dot;
  const length = end - start;
  let at = writer.reserve(length + 1);
  const { buffer } = writer;
  buffer[at++] = length;
  for (let i = start; i < end; i++) buffer[at++] = name.charCodeAt(i);
  return end + 1;
}

function writeEscapedLabel(writer: Writer, name: string, start: number): number {
  let end = start;
  while (end < name.length && name.charCodeAt(end) !== 0x2e) {
    end += name.charCodeAt(end) === 0x5c ? 2 : 1;
  }
  const octets = labelOctets(name.slice(start, end));
  writer.u8(octets.length);
  writer.octets(octets);
  return end + 1;
}
