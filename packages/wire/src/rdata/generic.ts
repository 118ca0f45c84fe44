/** The generic text of rdata that every type has: `\# length hex` (RFC 3597 section 5). */

import { quote } from '../errors/quote.ts';
import { parseHex, printHex } from '../octets/hex.ts';
import { FieldError } from './fields/field.ts';
import type { TokenReader } from './fields/token-reader.ts';

/** Reads the tokens `\#`, the length in octets, and hexadecimal digits in any number of words. */
export function parseGeneric(tokens: TokenReader): Uint8Array {
  tokens.next('\\#');
  const length = tokens.word('the length');
  if (!/^\d{1,5}$/.test(length) || Number(length) > 65_535) {
    throw new FieldError(`length ${quote(length)} is no integer from 0 to 65535`);
  }
  const words: string[] = [];
  while (tokens.remaining > 0) words.push(tokens.word('hexadecimal digits'));
  const octets = parseHex(words.join(''));
  if (octets === undefined) throw new FieldError('not whole octets of hexadecimal digits');
  if (octets.length !== Number(length)) {
    throw new FieldError(`length ${length} stands before ${octets.length} octets`);
  }
  return octets;
}

/** Prints octets in the generic form. */
export function printGeneric(octets: Uint8Array): string {
  return octets.length === 0 ? '\\# 0' : `\\# ${octets.length} ${printHex(octets)}`;
}
