/**
 * One character-string with a meaning of its own (RFC 1035 section 3.3): text where its octets are
 * UTF-8, else the octets.
 */

import { maxCharacterStringBytes, printQuoted } from '../../text/character-string.ts';
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

function checkLength(value: TextOctets): TextOctets {
  const { length } = octetsOfText(value);
  if (length > maxCharacterStringBytes) {
    throw new FieldError(
      `a character-string of ${length} octets, at most ${maxCharacterStringBytes} allowed`,
    );
  }
  return value;
}

/** A character-string: HINFO, NAPTR, X25, … */
export const textString: Field<TextOctets> = {
  read: (reader) => textOf(reader.octets(reader.u8())),
  write: (writer, value) => {
    const octets = octetsOfText(value);
    writer.u8(octets.length);
    writer.octets(octets);
  },
  parse: (tokens) => checkLength(textOf(parseOctets(tokens, 'a character-string'))),
  print: (value) => printQuoted(octetsOfText(value)),
  check: (value) => checkLength(checkText('character-string', value)),
  toJson: textToJson,
  fromJson: textFromJson,
};

/** A character-string that may be left out at the end: the subaddress of ISDN (RFC 1183). */
export const optionalTextString: Field<TextOctets | undefined> = {
  read: (reader) => (reader.remaining === 0 ? undefined : textString.read(reader)),
  write: (writer, value, options) => {
    if (value !== undefined) textString.write(writer, value, options);
  },
  parse: (tokens) => (tokens.remaining === 0 ? undefined : textString.parse(tokens)),
  print: (value) => (value === undefined ? '' : textString.print(value)),
  check: (value) => textString.check(value),
  absent: () => undefined,
  // A value that is absent is left out of the JSON too.
  toJson: (value) => textToJson(value as TextOctets),
  fromJson: textFromJson,
};
