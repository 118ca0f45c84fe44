/**
 * The data that the methods of `Update` are given, with the two slips that wire cannot see: data
 * that is missing, which would turn into another operation (RFC 2136 section 2.5), and `@`.
 */

import {
  checkRdata,
  decodeRdata,
  InvalidRdataError,
  parseRdata,
  type RRType,
  WireError,
} from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';

const numbered = /^type\d+$/i;

/**
 * Reads data of one record: the fields, or text in presentation format. A type written `TYPEn` takes
 * octets and presentation text, also where its number has a mnemonic (RFC 3597 section 5).
 *
 * @throws {InvalidUpdateError | InvalidRdataError}
 */
export function readData(type: RRType, typeText: string, given: unknown): unknown {
  if (given === undefined || given === null) {
    throw new InvalidUpdateError(`${type} data`, given, 'it is missing');
  }
  const data =
    typeText !== type && numbered.test(typeText)
      ? readNumbered(type, given)
      : // The compiler cannot see what the data of a type that varies may be; checkRdata finds out.
        (checkRdata<string>(type, given as never) as unknown);
  refuseOrigin(type, given, data);
  return data;
}

function readNumbered(type: RRType, given: unknown): unknown {
  if (typeof given === 'string') return parseRdata<string>(type, given);
  if (!(given instanceof Uint8Array)) return checkRdata<string>(type, given as never);
  try {
    return decodeRdata<string>(type, given);
  } catch (error) {
    if (error instanceof WireError) throw new InvalidRdataError(type, given, error.rule);
    throw error;
  }
}

/**
 * Refuses `@` where a name is asked for. Names in rdata are absolute, so that it would be the root,
 * which nobody means who writes it.
 *
 * @throws {InvalidRdataError}
 */
export function refuseOrigin(type: string, given: unknown, data: unknown): void {
  if (typeof data === 'string' && data !== '.') return;
  const written =
    typeof given === 'string'
      ? given.includes('@') && /(?:^|\s)@(?:\s|$)/.test(given)
      : typeof given === 'object' && given !== null && Object.values(given).includes('@');
  if (!written) return;
  const values = typeof data === 'object' && data !== null ? Object.values(data) : [data];
  if (values.includes('.')) {
    throw new InvalidRdataError(type, given, 'names in rdata are absolute, so "@" stands for none');
  }
}
