/**
 * Octets that are text for people: a string where they are UTF-8, and the octets themselves where
 * they are not, so that nothing is lost. In JSON the latter are `{ "base64": … }`.
 */

import { quote } from '../../errors/quote.ts';
import { parseBase64, printBase64 } from '../../octets/base64.ts';
import { decodeUtf8, encodeUtf8 } from '../../octets/utf8.ts';
import { unescape } from '../../text/character-string.ts';
import { FieldError, type JsonValue } from './field.ts';
import type { TokenReader } from './token-reader.ts';

/** A string where the octets are UTF-8, else the octets. */
export type TextOctets = string | Uint8Array;

/** The value of octets. */
export function textOf(octets: Uint8Array): TextOctets {
  return decodeUtf8(octets) ?? octets;
}

/** The octets of a value that was checked. */
export function octetsOfText(value: TextOctets): Uint8Array {
  return typeof value === 'string' ? (encodeUtf8(value) as Uint8Array) : value;
}

/** @throws {FieldError} */
export function checkText(what: string, value: unknown): TextOctets {
  if (value instanceof Uint8Array) return textOf(Uint8Array.from(value));
  if (typeof value !== 'string' || !value.isWellFormed()) {
    throw new FieldError(`${what} ${quote(value)} is neither text nor octets`);
  }
  return value;
}

/** The octets that the next token stands for, quoted or not. @throws {FieldError} */
export function parseOctets(tokens: TokenReader, what: string): Uint8Array {
  const octets = unescape(tokens.next(what).text);
  if (!(octets instanceof Uint8Array)) throw new FieldError(octets.rule);
  return octets;
}

export function textToJson(value: TextOctets): JsonValue {
  return typeof value === 'string' ? value : { base64: printBase64(value) };
}

/** @throws {FieldError} */
export function textFromJson(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('base64' in json)) return json;
  const octets = typeof json.base64 === 'string' ? parseBase64(json.base64) : undefined;
  if (octets === undefined) throw new FieldError(`${quote(json.base64)} is not base64`);
  return octets;
}
