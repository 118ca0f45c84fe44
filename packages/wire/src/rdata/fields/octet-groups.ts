/**
 * Addresses of a fixed number of octets with a text of their own, which is also their value: EUI-48
 * and EUI-64 (RFC 7043), and the 64-bit identifiers and locators of ILNP (RFC 6742).
 */

import { quote } from '../../errors/quote.ts';
import { parseHex, printHex } from '../../octets/hex.ts';
import { type Field, FieldError } from './field.ts';

interface Grouping {
  readonly what: string;
  readonly text: RegExp;
  readonly separator: string;
  /** Digits of a group, as they are printed. */
  readonly digits: number;
  readonly groups: number;
}

function grouped({ what, text, separator, digits, groups }: Grouping): Field<string> {
  const bytes = (digits * groups) / 2;
  const field: Field<string> = {
    read: (reader) => {
      const all = printHex(reader.octets(bytes));
      return Array.from({ length: groups }, (_, i) => all.slice(i * digits, (i + 1) * digits)).join(
        separator,
      );
    },
    // Only checked values come here: whole octets of digits.
    write: (writer, value) =>
      writer.octets(parseHex(value.replaceAll(separator, '')) as Uint8Array),
    parse: (tokens) => field.check(tokens.word(what)),
    print: (value) => value,
    check: (value) => {
      if (typeof value !== 'string' || !text.test(value)) {
        throw new FieldError(`${quote(value)} is not ${what}`);
      }
      return value
        .toLowerCase()
        .split(separator)
        .map((group) => group.padStart(digits, '0'))
        .join(separator);
    },
  };
  return field;
}

/** Six octets: `00-00-5e-00-53-2a`. */
export const eui48: Field<string> = grouped({
  what: 'six octets such as 00-00-5e-00-53-2a',
  text: /^[\da-f]{2}(?:-[\da-f]{2}){5}$/i,
  separator: '-',
  digits: 2,
  groups: 6,
});

/** Eight octets: `00-00-5e-ef-10-00-00-2a`. */
export const eui64: Field<string> = grouped({
  what: 'eight octets such as 00-00-5e-ef-10-00-00-2a',
  text: /^[\da-f]{2}(?:-[\da-f]{2}){7}$/i,
  separator: '-',
  digits: 2,
  groups: 8,
});

/** Four groups of 16 bits: `0014:4fff:ff20:ee64`. */
export const ilnp64: Field<string> = grouped({
  what: 'four groups such as 0014:4fff:ff20:ee64',
  text: /^[\da-f]{1,4}(?::[\da-f]{1,4}){3}$/i,
  separator: ':',
  digits: 4,
  groups: 4,
});
