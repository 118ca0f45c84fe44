/**
 * Record types inside rdata: the type that a signature covers, and the bitmaps of NSEC, NSEC3 and
 * CSYNC (RFC 4034 section 4.1.2) and of NXT (RFC 2535 section 5.2). The value is the mnemonics in
 * the order of their numbers.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { Reader } from '../../octets/reader.ts';
import { type RRType, rrTypes } from '../rrtype.ts';
import { type Field, FieldError } from './field.ts';
import type { TokenReader } from './token-reader.ts';

/** A record type as a caller may write it: in letters of either case, or as `TYPEn`. */
export type TypeInput = RRType | (string & {});

/** @throws {FieldError} */
function numberOf(value: unknown): number {
  const number = typeof value === 'string' ? rrTypes.number(value) : undefined;
  if (number === undefined) throw new FieldError(`${quote(value)} is no record type`);
  return number;
}

/** The type that a signature covers. */
export const coveredType: Field<RRType, TypeInput> = {
  read: (reader) => rrTypes.mnemonic(reader.u16()),
  write: (writer, value) => writer.u16(numberOf(value)),
  parse: (tokens) => coveredType.check(tokens.word('a record type')),
  print: (value) => value,
  check: (value) => rrTypes.mnemonic(numberOf(value)),
};

/** @throws {FieldError} */
function checkTypes(value: unknown): readonly RRType[] {
  if (!Array.isArray(value)) throw new FieldError(`${quote(value)} is no array of record types`);
  const numbers = new Set(Array.from(value, numberOf));
  return [...numbers].sort((a, b) => a - b).map((number) => rrTypes.mnemonic(number));
}

function parseTypes(tokens: TokenReader): readonly RRType[] {
  const types: string[] = [];
  while (tokens.remaining > 0) types.push(tokens.word('a record type'));
  return checkTypes(types);
}

/** The octets of a bitmap in which the numbers from `base` on are set. */
function bitmapOf(numbers: readonly number[], base: number): Uint8Array {
  const last = numbers.at(-1);
  const bitmap = new Uint8Array(last === undefined ? 0 : ((last - base) >>> 3) + 1);
  for (const number of numbers) {
    const bit = number - base;
    bitmap[bit >>> 3] = (bitmap[bit >>> 3] as number) | (0x80 >>> (bit & 7));
  }
  return bitmap;
}

function readBitmap(reader: Reader, bytes: number, base: number): RRType[] {
  const at = reader.offset;
  const bitmap = reader.octets(bytes);
  if (bitmap.at(-1) === 0) throw new WireError(at, 'a type bitmap ends in a zero octet');
  const types: RRType[] = [];
  bitmap.forEach((octet, i) => {
    for (let bit = 0; bit < 8; bit++) {
      if (octet & (0x80 >>> bit)) types.push(rrTypes.mnemonic(base + 8 * i + bit));
    }
  });
  return types;
}

/** The types at a name, in windows of 256. */
export const typeBitmap: Field<readonly RRType[], readonly TypeInput[]> = {
  read: (reader) => {
    const types: RRType[] = [];
    let previous = -1;
    while (reader.remaining > 0) {
      const at = reader.offset;
      const window = reader.u8();
      if (window <= previous) throw new WireError(at, 'type bitmap windows not in ascending order');
      previous = window;
      const bytes = reader.u8();
      if (bytes === 0 || bytes > 32) {
        throw new WireError(at + 1, `a type bitmap window of ${bytes} octets; 1 to 32 are allowed`);
      }
      types.push(...readBitmap(reader, bytes, window * 256));
    }
    return types;
  },
  write: (writer, value) => {
    const numbers = value.map(numberOf);
    for (let start = 0; start < numbers.length; ) {
      const window = (numbers[start] as number) >>> 8;
      let end = start;
      while (end < numbers.length && (numbers[end] as number) >>> 8 === window) end++;
      const bitmap = bitmapOf(numbers.slice(start, end), window * 256);
      writer.u8(window);
      writer.u8(bitmap.length);
      writer.octets(bitmap);
      start = end;
    }
  },
  parse: parseTypes,
  print: (value) => value.join(' '),
  check: checkTypes,
};

/** Highest type of the bitmap of NXT; bit 0 would mean another form, which was never defined. */
const maxNxtType = 127;

/** The types at a name as NXT has them: one bitmap of types 1 to 127. */
export const nxtBitmap: Field<readonly RRType[], readonly TypeInput[]> = {
  read: (reader) => {
    const at = reader.offset;
    const bytes = reader.remaining;
    if (bytes > (maxNxtType + 1) / 8) throw new WireError(at, `an NXT bitmap of ${bytes} octets`);
    const types = readBitmap(reader, bytes, 0);
    if (types[0] === 'TYPE0') throw new WireError(at, 'an NXT bitmap of another form (bit 0 set)');
    return types;
  },
  write: (writer, value) => writer.octets(bitmapOf(value.map(numberOf), 0)),
  parse: (tokens) => nxtBitmap.check(parseTypes(tokens)),
  print: (value) => value.join(' '),
  check: (value) => {
    const types = checkTypes(value);
    const beyond = types.find((type) => numberOf(type) > maxNxtType || numberOf(type) === 0);
    if (beyond !== undefined) throw new FieldError(`NXT has no place for ${beyond}`);
    return types;
  },
};
