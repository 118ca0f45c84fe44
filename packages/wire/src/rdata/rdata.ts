/**
 * The data of a record as octets, from values and back. A type without a declaration has the octets
 * themselves as its data (RFC 3597).
 */

import { InvalidRdataError, MessageTooLargeError } from '../errors/invalid.ts';
import { Reader } from '../octets/reader.ts';
import { Writer } from '../octets/writer.ts';
import { maxRdataBytes, takeRdata } from './check-rdata.ts';
import type { WriteOptions } from './fields/field.ts';
import { readRdata, writeRdata } from './rdata-wire.ts';
import { normalType } from './refused.ts';
import type { RdataInput, RdataOf } from './rrtype.ts';

export { checkRdata } from './check-rdata.ts';
export { readRdata, writeRdata } from './rdata-wire.ts';

/**
 * Encodes data as octets, names whole. Data that was decoded is always taken, whatever rules of its
 * type it breaks.
 *
 * @throws {InvalidRdataError} when the data does not fit the type
 *
 * @example
 * ```ts
 * import { encodeRdata } from '@zonewright/wire';
 *
 * encodeRdata('A', '192.0.2.1'); // => Uint8Array.of(192, 0, 2, 1)
 * ```
 */
export function encodeRdata<Type extends string>(
  type: Type,
  data: RdataInput<NoInfer<Type>>,
): Uint8Array;
export function encodeRdata(typeText: string, data: unknown): Uint8Array {
  const type = normalType(typeText);
  return writeOctets(type, takeRdata(type, data));
}

/**
 * The octets of checked data.
 *
 * @throws {InvalidRdataError} when they are too many
 */
export function writeOctets(type: string, data: unknown, options?: WriteOptions): Uint8Array {
  const writer = new Writer({ limitBytes: maxRdataBytes });
  try {
    writeRdata(type, data, writer, options);
  } catch (error) {
    if (!(error instanceof MessageTooLargeError)) throw error;
    throw new InvalidRdataError(type, data, `over ${maxRdataBytes} octets`);
  }
  return writer.finish();
}

/**
 * Decodes octets that hold the data of one record and nothing else. Names in them are whole: a
 * compression pointer would point into a message that is not there.
 *
 * @throws {WireError} when they do not
 * @throws {InvalidRdataError} when there is no such type
 *
 * @example
 * ```ts
 * import { decodeRdata } from '@zonewright/wire';
 *
 * decodeRdata('A', Uint8Array.of(192, 0, 2, 1)); // => '192.0.2.1'
 * decodeRdata('A', Uint8Array.of(192, 0, 2)); // => throws WireError
 * ```
 */
export function decodeRdata<Type extends string>(type: Type, bytes: Uint8Array): RdataOf<Type>;
export function decodeRdata(type: string, bytes: Uint8Array): unknown {
  return readRdata(normalType(type), new Reader(bytes));
}
