/** The tag and the value of CAA (RFC 8659 section 4.1); the target of URI is like the value. */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeUtf8, encodeUtf8 } from '../../octets/utf8.ts';
import { printQuoted } from '../../text/character-string.ts';
import { type Field, FieldError } from './field.ts';
import {
  checkText,
  octetsOfText,
  parseOctets,
  type TextOctets,
  textFromJson,
  textOf,
  textToJson,
} from './text-octets.ts';

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
export const textToEnd: Field<TextOctets> = {
  read: (reader) => textOf(reader.rest()),
  write: (writer, value) => writer.octets(octetsOfText(value)),
  parse: (tokens) => textOf(parseOctets(tokens, 'a value')),
  print: (value) => printQuoted(octetsOfText(value)),
  check: (value) => checkText('value', value),
  toJson: textToJson,
  fromJson: textFromJson,
};
