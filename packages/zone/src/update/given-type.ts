/** The record types and TTLs that the methods of `Update` are given. */

import {
  isMetaType,
  type KnownType,
  type MetaType,
  maxTtl,
  type RdataInput,
  type RRType,
  rrTypes,
} from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';

/** A string of any text, which leaves the literals beside it to an editor's completion. */
type AnyText = string & Record<never, never>;

/**
 * The name of a record type: a mnemonic of IANA's registry or `TYPEn`, in letters of either case.
 * A name that is none is refused when it is used.
 */
export type TypeName = KnownType | Exclude<RRType, KnownType | MetaType> | AnyText;

/** What may be given as data of a type, however the type's name is written. */
export type DataInput<Type extends string> = RdataInput<Uppercase<Type>>;

/** What was read last: most records of an update are of one type. It spares 9 ns of 80 a record. */
let lastGiven: unknown;
let lastType: RRType | undefined;

/**
 * Reads the name of a type that a zone can hold.
 *
 * @throws {InvalidUpdateError} for what is no type, and for meta types (RFC 2136 section 3.4.1.2)
 */
export function readType(given: unknown): RRType {
  if (lastType !== undefined && given === lastGiven) return lastType;
  lastType = readOtherType(given);
  lastGiven = given;
  return lastType;
}

function readOtherType(given: unknown): RRType {
  if (typeof given !== 'string') {
    throw new InvalidUpdateError('record type', given, 'a string is needed');
  }
  const type = rrTypes.normalise(given);
  if (type === undefined) {
    throw new InvalidUpdateError(
      'record type',
      given,
      'no such type; unknown ones are written TYPEn',
    );
  }
  if (isMetaType(type)) {
    throw new InvalidUpdateError(
      'record type',
      given,
      'a meta type, which no zone holds (RFC 6895 section 3.1)',
    );
  }
  return type;
}

/**
 * Makes sure of a TTL in seconds.
 *
 * @throws {InvalidUpdateError} for what is no integer from 0 to 2147483647 (RFC 2181 section 8)
 */
export function readTtl(given: unknown): number {
  if (given === undefined) {
    throw new InvalidUpdateError('TTL', given, 'it is missing, and there is no default');
  }
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 0 || given > maxTtl) {
    throw new InvalidUpdateError(
      'TTL',
      given,
      `an integer from 0 to ${maxTtl} is needed (RFC 2181 section 8)`,
    );
  }
  return given;
}
