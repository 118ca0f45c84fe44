/** Base32 with the extended hex alphabet (RFC 4648 section 7), without padding. */

import { base32hexnopad } from '#dependencies';

/** Prints octets as base32hex in lower case, as NSEC3 owner names are mostly written. */
export function printBase32Hex(octets: Uint8Array): string {
  return base32hexnopad.encode(octets).toLowerCase();
}

/** Reads base32hex of either case; undefined where the text is not exactly that. */
export function parseBase32Hex(text: string): Uint8Array | undefined {
  try {
    return base32hexnopad.decode(text.toUpperCase());
  } catch {
    return undefined;
  }
}
