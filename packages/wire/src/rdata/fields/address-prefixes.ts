/**
 * The data of APL (RFC 3123): a list of address prefixes, any of which may be negated. Families
 * other than IPv4 and IPv6 have octets in place of an address, and no text.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { Reader } from '../../octets/reader.ts';
import { isIPv4, parseIPv6, printIPv6 } from './address.ts';
import { type Field, FieldError } from './field.ts';
import { checkNamed, fieldsOf } from './fields-of.ts';
import { u8, u16 } from './integer.ts';
import { checkOctets, hexadecimal } from './octets.ts';

/** A prefix of addresses. */
export interface AddressPrefix {
  /** Address family (IANA): 1 is IPv4, 2 is IPv6. */
  readonly family: number;
  readonly prefix: number;
  /** Whether it is taken out of the list. */
  readonly negate: boolean;
  /** The address as text; octets without trailing zeros for other families. */
  readonly address: string | Uint8Array;
}

/** A prefix; it is not negated unless it says so. */
export type AddressPrefixInput = Omit<AddressPrefix, 'negate'> & { readonly negate?: boolean };

/** Octets and bits of the families that have a text. */
const familyBytes = new Map([
  [1, 4],
  [2, 16],
]);

const maxAddressBytes = 127;

function readPrefix(reader: Reader): AddressPrefix {
  const at = reader.offset;
  const family = reader.u16();
  const prefix = reader.u8();
  const lengthOctet = reader.u8();
  const negate = lengthOctet >= 0x80;
  const octets = reader.octets(lengthOctet & 0x7f);
  if (octets.at(-1) === 0) {
    throw new WireError(at, 'an APL address ends in a zero octet (RFC 3123 section 4)');
  }
  const bytes = familyBytes.get(family);
  if (bytes === undefined) return { family, prefix, negate, address: octets };
  if (octets.length > bytes || prefix > bytes * 8) {
    throw new WireError(at, `an APL prefix of family ${family} is too long (RFC 3123 section 4)`);
  }
  const whole = new Uint8Array(bytes);
  whole.set(octets);
  return { family, prefix, negate, address: family === 1 ? whole.join('.') : printIPv6(whole) };
}

/** The octets of an address, trailing zeros left out; undefined where it is none of the family. */
function addressOctets(family: number, address: string | Uint8Array): Uint8Array | undefined {
  const octets =
    typeof address !== 'string'
      ? address
      : family === 2
        ? parseIPv6(address)
        : isIPv4(address)
          ? Uint8Array.from(address.split('.').map(Number))
          : undefined;
  if (octets === undefined) return undefined;
  let end = octets.length;
  while (end > 0 && octets[end - 1] === 0) end--;
  return octets.slice(0, end);
}

function checkPrefix(value: unknown): AddressPrefix {
  const given = { negate: false, ...fieldsOf(value, ['family', 'prefix', 'negate', 'address']) };
  const family = checkNamed(given, 'family', u16.check);
  const prefix = checkNamed(given, 'prefix', u8.check);
  const negate = checkNamed(given, 'negate', (flag) => {
    if (typeof flag !== 'boolean') throw new FieldError(`${quote(flag)} is no boolean`);
    return flag;
  });
  const bytes = familyBytes.get(family);
  const address = checkNamed(given, 'address', (one) => {
    if (bytes === undefined) {
      const octets = checkOctets(hexadecimal, one);
      if (octets.length > maxAddressBytes || octets.at(-1) === 0) {
        throw new FieldError(`at most ${maxAddressBytes} octets, and no zeros at their end`);
      }
      return octets;
    }
    const octets = typeof one === 'string' ? addressOctets(family, one) : undefined;
    if (octets === undefined) throw new FieldError(`${quote(one)} is not of family ${family}`);
    const whole = new Uint8Array(bytes);
    whole.set(octets);
    return family === 1 ? whole.join('.') : printIPv6(whole);
  });
  if (bytes !== undefined && prefix > bytes * 8) {
    throw new FieldError(`prefix: ${prefix} is over ${bytes * 8}`);
  }
  return { family, prefix, negate, address };
}

export const addressPrefixes: Field<readonly AddressPrefix[], readonly AddressPrefixInput[]> = {
  read: (reader) => {
    const list: AddressPrefix[] = [];
    while (reader.remaining > 0) list.push(readPrefix(reader));
    return list;
  },
  write: (writer, value) => {
    for (const { family, prefix, negate, address } of value) {
      // Only checked values come here, and their addresses parse.
      const octets = addressOctets(family, address) as Uint8Array;
      writer.u16(family);
      writer.u8(prefix);
      writer.u8((negate ? 0x80 : 0) | octets.length);
      writer.octets(octets);
    }
  },
  parse: (tokens) => {
    const list: AddressPrefix[] = [];
    while (tokens.remaining > 0) {
      const word = tokens.word('an address prefix');
      const parts = /^(!?)([12]):([^/]+)\/(\d{1,3})$/.exec(word);
      if (parts === null) throw new FieldError(`${quote(word)} is not like 1:192.0.2.0/24`);
      const [, negate, family, address, prefix] = parts;
      list.push(
        checkPrefix({
          family: Number(family),
          prefix: Number(prefix),
          negate: negate === '!',
          address,
        }),
      );
    }
    return list;
  },
  print: (value) => {
    const words: string[] = [];
    for (const { family, prefix, negate, address } of value) {
      if (typeof address !== 'string') return undefined;
      words.push(`${negate ? '!' : ''}${family}:${address}/${prefix}`);
    }
    return words.join(' ');
  },
  check: (value) => {
    if (!Array.isArray(value)) throw new FieldError(`${quote(value)} is no array of prefixes`);
    return Array.from(value, checkPrefix);
  },
  toJson: (value) =>
    value.map((prefix) => ({
      ...prefix,
      address:
        typeof prefix.address === 'string' ? prefix.address : hexadecimal.print(prefix.address),
    })),
};
