/**
 * Names of the reverse tree: the owner of an address's PTR records (RFC 1035 section 3.5, RFC 3596
 * section 2.5), the zone of a prefix, and the classless form of RFC 2317. Pure.
 */

import { InvalidOptionError } from '@zonewright/wire';
import { InvalidAddressError } from '../errors/invalid-address.ts';
import { addressOctets } from './address-octets.ts';

/** How a name of the reverse tree is made. */
export interface ReverseNameOptions {
  /**
   * Gives the owner in the classless zone of the network with this prefix length, from 25 to 31: that
   * is where the CNAME at the address's own name points to.
   */
  readonly classless?: number | undefined;
  /** What stands between the first address and the length in the zone's label. @default '/' */
  readonly separator?: '/' | '-' | undefined;
}

/**
 * The name in `in-addr.arpa.` or `ip6.arpa.` of an address, or of the zone for a prefix. For an IPv4
 * prefix longer than 24 bits that is the zone of RFC 2317, `0/25.2.0.192.in-addr.arpa.`. An
 * IPv4-mapped IPv6 address counts as the IPv4 address that it stands for.
 *
 * @param address `192.0.2.1`, `2001:db8::1`, `192.0.2.0/25` or `2001:db8::/32`
 * @throws {InvalidAddressError} for what is neither, for a prefix with bits set behind its length, and
 *   for one that is no single zone: IPv4 by octets up to 24 bits, IPv6 by four bits
 * @throws {InvalidOptionError}
 *
 * @example
 * ```ts
 * import { reverseName } from 'zonewright';
 *
 * reverseName('192.0.2.5'); // => '5.2.0.192.in-addr.arpa.'
 * reverseName('192.0.2.0/24'); // => '2.0.192.in-addr.arpa.'
 * reverseName('2001:db8::/32'); // => '8.b.d.0.1.0.0.2.ip6.arpa.'
 * reverseName('192.0.2.128/26'); // => '128/26.2.0.192.in-addr.arpa.'
 * reverseName('192.0.2.130', { classless: 26 }); // => '130.128/26.2.0.192.in-addr.arpa.'
 * reverseName('192.0.2.256'); // => throws InvalidAddressError
 * ```
 */
export function reverseName(address: string, options: ReverseNameOptions = {}): string {
  if (options === null) {
    throw new InvalidOptionError('options', options, 'an object is needed');
  }
  const { classless, separator = '/' } = options;
  if (separator !== '/' && separator !== '-') {
    throw new InvalidOptionError('separator', separator, "it is '/' or '-'");
  }
  const { octets, bits } = readPrefix(address);
  const isWhole = bits === octets.length * 8;
  if (classless !== undefined) {
    if (!isWhole || octets.length !== 4) {
      throw new InvalidAddressError(address, 'in a classless zone there are IPv4 addresses alone');
    }
    if (!Number.isInteger(classless) || classless < 25 || classless > 31) {
      throw new InvalidOptionError('classless', classless, 'an integer from 25 to 31 is needed');
    }
    return `${octets[3]}.${classlessZone(octets, classless, separator)}`;
  }
  if (octets.length === 4 && bits > 24 && !isWhole) return classlessZone(octets, bits, separator);
  const labels = octets.length === 4 ? [...octets].map(String) : nibblesOf(octets);
  const bitsOfLabel = octets.length === 4 ? 8 : 4;
  if (bits % bitsOfLabel !== 0) {
    const rule = `a zone of the reverse tree ends after a multiple of ${bitsOfLabel} bits, and these are several`;
    throw new InvalidAddressError(address, rule);
  }
  const tree = octets.length === 4 ? 'in-addr.arpa.' : 'ip6.arpa.';
  return [...labels.slice(0, bits / bitsOfLabel).reverse(), tree].join('.');
}

/** RFC 2317 section 4: the first address and the length of the prefix, below the /24. */
function classlessZone(octets: Uint8Array, bits: number, separator: string): string {
  const [a, b, c, last = 0] = octets;
  const first = last & (0xff << (32 - bits));
  return `${first}${separator}${bits}.${c}.${b}.${a}.in-addr.arpa.`;
}

function nibblesOf(octets: Uint8Array): string[] {
  return [...octets].flatMap((octet) => [(octet >>> 4).toString(16), (octet & 15).toString(16)]);
}

/** @throws {InvalidAddressError} */
function readPrefix(text: unknown): { readonly octets: Uint8Array; readonly bits: number } {
  if (typeof text !== 'string') throw new InvalidAddressError(text, 'a string is needed');
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const octets = addressOctets(address);
  if (octets === undefined) {
    throw new InvalidAddressError(text, 'it is no IP address, nor one with a prefix length');
  }
  const all = octets.length * 8;
  // An IPv4-mapped prefix has its length from the start of the IPv6 address.
  const mappedBits = octets.length === 4 && address.includes(':') ? 96 : 0;
  const bits = length === undefined ? all : Number(length) - mappedBits;
  if (bits < 0 || bits > all) {
    const rule = `its prefix length is not from ${mappedBits} to ${all + mappedBits}`;
    throw new InvalidAddressError(text, rule);
  }
  const isClear = octets.every((octet, index) => {
    const own = Math.min(8, Math.max(0, bits - index * 8));
    return (octet & (0xff >>> own)) === 0;
  });
  if (!isClear) throw new InvalidAddressError(text, `bits are set behind the first ${bits}`);
  return { octets, bits };
}
