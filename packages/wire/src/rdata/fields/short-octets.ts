/** Octets behind a length octet: the salt and the hashed owner of NSEC3 (RFC 5155 section 3). */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { printHex } from '../../octets/hex.ts';
import { parseBase32Hex, printBase32Hex } from '../base32hex.ts';
import { type Field, FieldError } from './field.ts';
import { checkOctets, decodeText, type Encoding, hexadecimal, type OctetsInput } from './octets.ts';

/** Most octets that a length octet can say. */
const maxBytes = 255;

function checkLength(octets: Uint8Array): Uint8Array {
  if (octets.length > maxBytes) {
    throw new FieldError(`${octets.length} octets, at most ${maxBytes} allowed`);
  }
  return octets;
}

/** A salt: hexadecimal digits, or `-` for none. */
export const salt: Field<Uint8Array, OctetsInput> = {
  read: (reader) => reader.octets(reader.u8()),
  write: (writer, value) => {
    writer.u8(value.length);
    writer.octets(value);
  },
  parse: (tokens) => salt.check(tokens.word('a salt')),
  print: (value) => (value.length === 0 ? '-' : printHex(value)),
  check: (value) => {
    if (value === '-') return new Uint8Array(0);
    return checkLength(checkOctets(hexadecimal, value));
  },
  toJson: (value) => (value.length === 0 ? '-' : printHex(value)),
};

const base32: Encoding = {
  what: 'base32hex (RFC 4648 section 7)',
  parse: parseBase32Hex,
  print: printBase32Hex,
};

/** A hash of an owner name: base32hex without padding. */
export const hashedName: Field<Uint8Array, OctetsInput> = {
  read: (reader) => {
    const length = reader.u8();
    if (length === 0) throw new WireError(reader.offset - 1, 'a hash of no octets');
    return reader.octets(length);
  },
  write: (writer, value) => {
    writer.u8(value.length);
    writer.octets(value);
  },
  parse: (tokens) => hashedName.check(decodeText(base32, tokens.word('a hashed name'))),
  print: printBase32Hex,
  check: (value) => {
    const octets = checkLength(checkOctets(base32, value));
    if (octets.length === 0) throw new FieldError(`${quote(value)} is a hash of no octets`);
    return octets;
  },
  toJson: printBase32Hex,
};
