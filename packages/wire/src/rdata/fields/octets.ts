/**
 * Octets that are no text: digests in hexadecimal, keys and signatures in base64. They run to the
 * end of the rdata, and their text to the end of the line, in any number of words.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { parseBase64, printBase64 } from '../../octets/base64.ts';
import { parseHex, printHex } from '../../octets/hex.ts';
import { parseGeneric, printGeneric } from '../generic.ts';
import { type Field, FieldError } from './field.ts';
import { TokenReader } from './token-reader.ts';

/** Octets, or their text in the encoding of the field. */
export type OctetsInput = Uint8Array | string;

/** A way to write octets as text. */
export interface Encoding {
  readonly what: string;
  readonly parse: (text: string) => Uint8Array | undefined;
  readonly print: (octets: Uint8Array) => string;
}

export const hexadecimal: Encoding = {
  what: 'hexadecimal digits',
  parse: parseHex,
  print: printHex,
};

export const base64: Encoding = { what: 'base64', parse: parseBase64, print: printBase64 };

/** @throws {FieldError} when the text is not whole octets in this encoding */
export function decodeText(encoding: Encoding, text: string): Uint8Array {
  const octets = encoding.parse(text);
  if (octets === undefined) {
    throw new FieldError(`${quote(text)} is not whole octets of ${encoding.what}`);
  }
  return octets;
}

/** A copy of octets, or those that a text stands for. @throws {FieldError} */
export function checkOctets(encoding: Encoding, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (typeof value === 'string') return decodeText(encoding, value);
  throw new FieldError(`${quote(value)} is neither octets nor ${encoding.what}`);
}

function octetsToEnd(
  encoding: Encoding,
  mayBeEmpty = false,
): Field<Uint8Array, Uint8Array | string> {
  return {
    read: (reader) => reader.rest(),
    write: (writer, value) => writer.octets(value),
    parse: (tokens) => {
      if (tokens.remaining === 0 && !mayBeEmpty) throw new FieldError(`${encoding.what} missing`);
      return decodeText(encoding, tokens.joinedWords(encoding.what));
    },
    print: (value) => (value.length === 0 && !mayBeEmpty ? undefined : encoding.print(value)),
    check: (value) => checkOctets(encoding, value),
    toJson: (value) => encoding.print(value),
  };
}

/** A digest. */
export const hexToEnd: Field<Uint8Array, OctetsInput> = octetsToEnd(hexadecimal);

/** A key, a certificate or a signature. */
export const base64ToEnd: Field<Uint8Array, OctetsInput> = octetsToEnd(base64);

/** A key that is all of the data, and has octets (RFC 4701 section 3.1, RFC 7929 section 2.2). */
export const base64Data: Field<Uint8Array, OctetsInput> = {
  ...base64ToEnd,
  read: (reader) => {
    if (reader.remaining === 0) throw new WireError(reader.offset, 'no octets');
    return reader.rest();
  },
  check: (value) => {
    const octets = checkOctets(base64, value);
    if (octets.length === 0) throw new FieldError('no octets');
    return octets;
  },
};

/** A key that may be absent: a KEY that says that there is none (RFC 2535 section 3.1.2). */
export const optionalBase64ToEnd: Field<Uint8Array, OctetsInput> = octetsToEnd(base64, true);

/** Octets without a text of their own: NULL (RFC 1035 section 3.3.10). */
export const opaque: Field<Uint8Array> = {
  read: (reader) => reader.rest(),
  write: (writer, value) => writer.octets(value),
  parse: () => {
    throw new FieldError('this type has no text of its own; write \\# length hex (RFC 3597)');
  },
  print: () => undefined,
  check: (value) => {
    if (value instanceof Uint8Array) return Uint8Array.from(value);
    throw new FieldError(`${quote(value)} is no octets`);
  },
  toJson: (value) => printGeneric(value),
  fromJson: (json) => {
    if (typeof json !== 'string') return json;
    const tokens = json
      .split(' ')
      .map((text) => ({ kind: 'word', text, line: 1, column: 1 }) as const);
    const reader = new TokenReader(tokens, '.');
    return parseGeneric(reader);
  },
};

/** An NSAP address: `0x` and hexadecimal digits, which dots may group (RFC 1706 section 7). */
export const nsapAddress: Field<Uint8Array, OctetsInput> = {
  read: (reader) => {
    if (reader.remaining === 0) throw new WireError(reader.offset, 'no NSAP address');
    return reader.rest();
  },
  write: (writer, value) => writer.octets(value),
  parse: (tokens) => nsapAddress.check(tokens.word('an NSAP address')),
  print: (value) => `0x${printHex(value)}`,
  check: (value) => {
    if (value instanceof Uint8Array && value.length > 0) return Uint8Array.from(value);
    const digits = typeof value === 'string' ? /^0x([\da-f.]+)$/i.exec(value)?.[1] : undefined;
    const octets = digits === undefined ? undefined : parseHex(digits.replaceAll('.', ''));
    if (octets === undefined || octets.length === 0) {
      throw new FieldError(`${quote(value)} is no NSAP address such as 0x47.0005`);
    }
    return octets;
  },
  toJson: (value) => `0x${printHex(value)}`,
};
