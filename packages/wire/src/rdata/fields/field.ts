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

/** How the names in rdata are written. */
export interface WriteOptions {
  /** Names in lower case where RFC 4034 section 6.2 says so: the canonical form. */
  readonly canonical: boolean;
  /** All names in lower case: made for telling whether two records hold the same data. */
  readonly foldCase?: boolean;
}

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * One kind of field.
 *
 * What `read` takes, `check` takes too, so that decoded data can be written again. What only a
 * person who writes a record is held to stands in `parse` and in the rules of the type.
 */
export interface Field<Value, Input = Value> {
  /** What a caller may give in place of the value: never set, for the compiler alone. */
  readonly input?: Input;
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
  /** Undefined where the value has no text: the data is then printed in the form of RFC 3597. */
  print(value: Value): string | undefined;
  /**
   * Takes a value from outside for what it claims to be, or refuses it. The result is a copy:
   * changing what was passed in does not change it.
   *
   * @throws {FieldError} or an error of the value's own
   */
  check(value: unknown): Value;
  /** What stands for a field that was left out; without it the field cannot be. */
  readonly absent?: () => Value;
  /** The value in JSON, where it is not JSON itself. */
  toJson?(value: Value): JsonValue;
  /** The value that `toJson` made it from, for `check`; where `check` would not take it as it is. */
  fromJson?(json: unknown): unknown;
}
