/**
 * What a field of rdata can do: wire in and out, text in and out, and check a value that came from
 * outside. The record-type table names its fields' kinds; everything else derives from these.
 */

import type { Reader } from '../../octets/reader.ts';
import type { Writer } from '../../octets/writer.ts';
import type { TokenReader } from './token-reader.ts';

/** A value that does not fit its field; the caller adds the type and the whole text. */
export class FieldError extends Error {
  override readonly name: string = 'FieldError';
}

/** How rdata is written. */
export interface WriteOptions {
  /** Names in lower case: the canonical form of RFC 4034 section 6.2, made for comparing. */
  readonly canonical: boolean;
}

/** One kind of field. */
export interface Field<Value> {
  /** @throws {WireError} */
  read(reader: Reader): Value;
  write(writer: Writer, value: Value, options: WriteOptions): void;
  /** @throws {FieldError} or an error of the value's own, such as {@link InvalidNameError} */
  parse(tokens: TokenReader): Value;
  /**
   * Reads a whole text that is nothing but this value, as most are; undefined leaves it to `parse`.
   * It spares the cutting of a text into tokens.
   */
  readonly parseWord?: (text: string) => Value | undefined;
  print(value: Value): string;
  /**
   * Takes a value from outside for what it claims to be, or refuses it. The result is a copy:
   * changing what was passed in does not change it.
   *
   * @throws {FieldError} or an error of the value's own
   */
  check(value: unknown): Value;
}
