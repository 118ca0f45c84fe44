/** Unsigned integers of 8, 16 and 32 bits, and times in seconds, which text may give in units. */

import { quote } from '../../errors/quote.ts';
import type { Reader } from '../../octets/reader.ts';
import type { Writer } from '../../octets/writer.ts';
import { parseTtl } from '../../text/ttl.ts';
import { type Field, FieldError } from './field.ts';

function integer(
  largest: number,
  read: (reader: Reader) => number,
  write: (writer: Writer, value: number) => void,
  parseWord: (text: string) => number | undefined,
): Field<number> {
  const check = (value: unknown): number => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > largest) {
      throw new FieldError(`${quote(value)} is no integer from 0 to ${largest}`);
    }
    return value;
  };
  return {
    read,
    write,
    check,
    print: String,
    parse: (tokens) => {
      const word = tokens.word(`an integer from 0 to ${largest}`);
      const value = parseWord(word);
      if (value === undefined) {
        throw new FieldError(`${quote(word)} is no integer from 0 to ${largest}`);
      }
      return check(value);
    },
  };
}

const parseDecimal = (text: string): number | undefined =>
  /^\d{1,20}$/.test(text) ? Number(text) : undefined;

export const u8: Field<number> = integer(
  255,
  (reader) => reader.u8(),
  (writer, value) => writer.u8(value),
  parseDecimal,
);

export const u16: Field<number> = integer(
  65_535,
  (reader) => reader.u16(),
  (writer, value) => writer.u16(value),
  parseDecimal,
);

export const u32: Field<number> = integer(
  4_294_967_295,
  (reader) => reader.u32(),
  (writer, value) => writer.u32(value),
  parseDecimal,
);

/** A time in seconds of 32 bits, as in SOA: `86400` or `1d`. */
export const seconds: Field<number> = integer(
  4_294_967_295,
  (reader) => reader.u32(),
  (writer, value) => writer.u32(value),
  parseTtl,
);
