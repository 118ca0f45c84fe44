/** The tag and the value of CAA (RFC 8659 section 4.1). */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeUtf8, encodeUtf8 } from '../../octets/utf8.ts';
import { printQuoted, unescape } from '../../text/character-string.ts';
import { type Field, FieldError } from './field.ts';

const tagText = /^[A-Za-z0-9]{1,255}$/;

/** A tag: ASCII letters and digits behind a length octet. */
export const caaTag: Field<string> = {
  read: (reader) => {
    const at = reader.offset;
    const tag = decodeUtf8(reader.octets(reader.u8()));
    if (tag === undefined || !tagText.test(tag)) {
      throw new WireError(at, 'a CAA tag is letters and digits (RFC 8659 section 4.1)');
    }
    return tag;
  },
  write: (writer, value) => {
    writer.u8(value.length);
    // The check allows letters and digits alone.
    writer.octets(encodeUtf8(value) as Uint8Array);
  },
  parse: (tokens) => caaTag.check(tokens.word('a tag')),
  print: (value) => value,
  check: (value) => {
    if (typeof value !== 'string' || !tagText.test(value)) {
      throw new FieldError(`tag ${quote(value)} is not 1 to 255 letters and digits`);
    }
    return value;
  },
};

/** Octets up to the end of the rdata: text where they are UTF-8, else the octets themselves. */
export const textToEnd: Field<string | Uint8Array> = {
  read: (reader) => {
    const octets = reader.rest();
    return decodeUtf8(octets) ?? octets;
  },
  write: (writer, value) => writer.octets(octetsOfText(value)),
  parse: (tokens) => {
    const octets = unescape(tokens.next('a value').text);
    if (!(octets instanceof Uint8Array)) throw new FieldError(octets.rule);
    return decodeUtf8(octets) ?? octets;
  },
  print: (value) => printQuoted(octetsOfText(value)),
  check: (value) => {
    if (value instanceof Uint8Array) return decodeUtf8(value) ?? Uint8Array.from(value);
    if (typeof value !== 'string' || !value.isWellFormed()) {
      throw new FieldError(`value ${quote(value)} is neither text nor octets`);
    }
    return value;
  },
};

function octetsOfText(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? (encodeUtf8(value) as Uint8Array) : value;
}
