/** Addresses and prefixes of addresses, as a policy names who asks (RFC 4632, RFC 4291). */

import { encodeRdata, InvalidOptionError, InvalidRdataError } from '@zonewright/wire';

/** The addresses whose first bits are these. */
export interface AddressPrefix {
  /** Four octets, or sixteen. */
  readonly octets: Uint8Array;
  readonly bits: number;
}

const rule = "an IP address is needed, or a prefix such as '192.0.2.0/24' or '2001:db8::/32'";

/** @throws {InvalidOptionError} also where bits behind the prefix are set: it says two things then */
export function parsePrefix(option: string, given: unknown): AddressPrefix {
  if (typeof given !== 'string') throw new InvalidOptionError(option, given, rule);
  const [address = '', length, ...more] = given.split('/');
  const octets = addressOctets(address);
  if (octets === undefined || more.length > 0) throw new InvalidOptionError(option, given, rule);
  const most = octets.length * 8;
  const bits = length === undefined ? most : Number(length);
  if ((length !== undefined && !/^\d{1,3}$/.test(length)) || bits > most) {
    throw new InvalidOptionError(option, given, `the length of the prefix is 0 to ${most}`);
  }
  for (let bit = bits; bit < most; bit++) {
    if (bitOf(octets, bit) !== 0) {
      throw new InvalidOptionError(option, given, `bits are set behind the first ${bits}`);
    }
  }
  return { octets, bits };
}

/** Whether a sender, as `host:port`, has an address of the prefix; one that is not known has none. */
export function isFrom(sender: string, { octets, bits }: AddressPrefix): boolean {
  const host = /^\[?([^\]%]*)(?:%[^\]]*)?\]?:\d+$/.exec(sender)?.[1];
  const address = host === undefined ? undefined : addressOctets(host);
  if (address === undefined || address.length !== octets.length) return false;
  for (let bit = 0; bit < bits; bit++) {
    if (bitOf(address, bit) !== bitOf(octets, bit)) return false;
  }
  return true;
}

function bitOf(octets: Uint8Array, bit: number): number {
  return ((octets[bit >>> 3] as number) >>> (7 - (bit & 7))) & 1;
}

/** The octets of an address; undefined for what is none. */
function addressOctets(text: string): Uint8Array | undefined {
  try {
    return encodeRdata(text.includes(':') ? 'AAAA' : 'A', text);
  } catch (error) {
    if (error instanceof InvalidRdataError) return undefined;
    throw error;
  }
}
