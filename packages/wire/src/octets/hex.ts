/** Hexadecimal text and octets. */

import { hex } from '#dependencies';

/** Prints octets as lower-case hexadecimal digits. */
export function printHex(octets: Uint8Array): string {
  return hex.encode(octets);
}

/** Reads hexadecimal digits of either case; undefined where the text is not whole octets of them. */
export function parseHex(text: string): Uint8Array | undefined {
  try {
    return hex.decode(text.toLowerCase());
  } catch {
    return undefined;
  }
}
