/** Base64 as RFC 4648 section 4 defines it: strict, with padding. */

import { base64 } from '#dependencies';

/** Prints octets as base64 with padding. */
export function printBase64(octets: Uint8Array): string {
  return base64.encode(octets);
}

/** Reads base64; undefined where the text is not exactly that. */
export function parseBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}
