/** The octets of an IP address in text (RFC 4291 section 2.2). */

import { encodeRdata, InvalidRdataError, parseRdata } from '@zonewright/wire';

/** Of `::ffff:0:0/96`, whose addresses stand for IPv4 ones (RFC 4291 section 2.5.5.2). */
const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] as const;

/** Four or sixteen octets; of an IPv4-mapped address the four. `undefined` for what is no address. */
export function addressOctets(text: string): Uint8Array | undefined {
  // What is read as rdata may be in its general form, `\# 4 …`, and have blanks around it.
  if (!/^[\da-fA-F:.]+$/.test(text)) return undefined;
  try {
    if (!text.includes(':')) return encodeRdata('A', parseRdata('A', text));
    const octets = encodeRdata('AAAA', parseRdata('AAAA', text));
    const isMapped = mappedPrefix.every((octet, index) => octets[index] === octet);
    return isMapped ? octets.slice(mappedPrefix.length) : octets;
  } catch (error) {
    if (error instanceof InvalidRdataError) return undefined;
    throw error;
  }
}
