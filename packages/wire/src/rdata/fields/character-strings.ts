/**
 * The character-strings of TXT (RFC 1035 section 3.3.14) and of the types that are like it. A value from outside may be the text
 * itself, its octets, or the exact strings; inside it is always the exact strings, as octets.
 */

import { InvalidRdataError } from '../../errors/invalid.ts';
import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { encodeUtf8 } from '../../octets/utf8.ts';
import { maxCharacterStringBytes, printQuoted } from '../../text/character-string.ts';
import { type Field, FieldError } from './field.ts';
import { parseOctets, textFromJson, textOf, textToJson } from './text-octets.ts';

/** What a caller may give for character-strings. */
export type CharacterStringsInput = string | Uint8Array | readonly (string | Uint8Array)[];

/** Largest rdata: its length has 16 bits (RFC 1035 section 3.2.1). */
const maxRdataBytes = 65_535;

function octetsOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (typeof value !== 'string') {
    throw new FieldError(`${quote(value)} is neither a string nor octets`);
  }
  const octets = encodeUtf8(value);
  if (octets === undefined) {
    throw new FieldError(`${quote(value)} holds half a surrogate pair, which UTF-8 cannot`);
  }
  return octets;
}

/** Cuts a value into strings of 255 octets; the empty value is one empty string. */
function cut(octets: Uint8Array): Uint8Array[] {
  const strings: Uint8Array[] = [];
  for (let start = 0; start === 0 || start < octets.length; start += maxCharacterStringBytes) {
    strings.push(octets.slice(start, start + maxCharacterStringBytes));
  }
  return strings;
}

/** Octets of the strings on the wire, each behind its own length. */
function lengthOf(strings: readonly Uint8Array[]): number {
  let bytes = strings.length;
  for (const { length } of strings) bytes += length;
  return bytes;
}

function checkLengths(strings: readonly Uint8Array[]): readonly Uint8Array[] {
  if (strings.length === 0) throw new FieldError('no character-string: at least one is needed');
  for (const { length } of strings) {
    if (length > maxCharacterStringBytes) {
      throw new FieldError(
        `a character-string of ${length} octets, at most ${maxCharacterStringBytes} allowed`,
      );
    }
  }
  const bytes = lengthOf(strings);
  if (bytes > maxRdataBytes) {
    throw new FieldError(`${bytes} octets, a record holds ${maxRdataBytes}`);
  }
  return strings;
}

/** An empty string needs no memory, and 65,000 of them fit in one record. */
const empty = new Uint8Array(0);

export const characterStrings: Field<readonly Uint8Array[], CharacterStringsInput> = {
  read: (reader) => {
    if (reader.remaining === 0) throw new WireError(reader.offset, 'no character-string');
    const { offset } = reader;
    // The strings share one copy of the rdata: a copy for each would cost more than the octets.
    const rdata = reader.rest();
    const strings: Uint8Array[] = [];
    for (let at = 0; at < rdata.length; ) {
      const start = at + 1;
      const end = start + (rdata[at] as number);
      if (end > rdata.length) {
        throw new WireError(offset + at, 'a character-string runs past its rdata');
      }
      strings.push(end === start ? empty : rdata.subarray(start, end));
      at = end;
    }
    return strings;
  },
  write: (writer, value) => {
    for (const string of value) {
      const at = writer.reserve(string.length + 1);
      writer.buffer[at] = string.length;
      writer.buffer.set(string, at + 1);
    }
  },
  parse: (tokens) => {
    const strings: Uint8Array[] = [];
    do {
      strings.push(parseOctets(tokens, 'a character-string'));
    } while (tokens.remaining > 0);
    return checkLengths(strings);
  },
  print: (value) => value.map((string) => printQuoted(string)).join(' '),
  check: (value) =>
    checkLengths(
      // Array.from also visits the holes of a sparse array, which map passes over.
      Array.isArray(value) ? Array.from(value, octetsOf) : cut(octetsOf(value)),
    ),
  toJson: (value) => value.map((string) => textToJson(textOf(string))),
  fromJson: (json) => (Array.isArray(json) ? json.map(textFromJson) : json),
};

/**
 * The value of a TXT record as one text: its character-strings joined and read as UTF-8, with
 * U+FFFD for what is none.
 *
 * @throws {InvalidRdataError} for what is no data of a TXT record
 *
 * @example
 * ```ts
 * import { parseRdata, textValue } from '@zonewright/wire';
 *
 * textValue(parseRdata('TXT', '"v=spf1 " "-all"')); // => 'v=spf1 -all'
 * ```
 */
export function textValue(data: readonly Uint8Array[]): string {
  if (!Array.isArray(data) || !data.every((string) => string instanceof Uint8Array)) {
    throw new InvalidRdataError('TXT', data, 'its character-strings are a list of octets');
  }
  const octets = Uint8Array.from(data.flatMap((string) => Array.from(string)));
  return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(octets);
}
