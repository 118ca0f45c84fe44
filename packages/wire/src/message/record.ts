/**
 * Resource records as values (RFC 1035 section 3.2), and the records without data that stand in
 * the sections of an UPDATE (RFC 2136 sections 2.4 and 2.5).
 */

import { InvalidMessageError } from '../errors/invalid.ts';
import { parseName } from '../name/name.ts';
import { isMarked, mark } from '../rdata/mark.ts';
import { checkRdata } from '../rdata/rdata.ts';
import {
  type KnownType,
  type RdataInput,
  type RdataOf,
  type RRType,
  rrTypes,
} from '../rdata/rrtype.ts';
import { classes, type RRClass } from '../registry/class.ts';
import { maxTtl } from '../text/ttl.ts';

/** A record of one type; its data has the fields of that type. */
export interface RecordOf<Type extends RRType> {
  /** Owner, absolute, with the final dot. */
  readonly name: string;
  readonly type: Type;
  readonly class: RRClass;
  /** Time to live in seconds. */
  readonly ttl: number;
  readonly data: RdataOf<Type>;
}

/** A record of any type: `type` tells which fields `data` has. */
export type ResourceRecord =
  | { readonly [Type in KnownType]: RecordOf<Type> }[KnownType]
  | RecordOf<Exclude<RRType, KnownType>>;

/** A record without data: class ANY or NONE, RDLENGTH 0. */
export interface EmptyRecord {
  readonly name: string;
  readonly type: RRType;
  readonly class: RRClass;
  readonly ttl: number;
  readonly data?: undefined;
}

/** A record of the prerequisite or update section. */
export type UpdateRecord = ResourceRecord | EmptyRecord;

/** A question, or the zone of an UPDATE (RFC 1035 section 4.1.2, RFC 2136 section 2.3). */
export interface Question {
  readonly name: string;
  readonly type: RRType;
  readonly class: RRClass;
}

/** What a caller may give as a record: text for data, relative to the root, class IN by default. */
export interface RecordInput<Type extends string = string> {
  readonly name: string;
  readonly type: Type;
  readonly class?: string | undefined;
  readonly ttl: number;
  readonly data: RdataInput<Type>;
}

/**
 * Freezes and marks a record whose parts are known to be right: a name from {@link parseName}, data
 * from {@link checkRdata} or {@link parseRdata}. What is not right in it goes out on the wire.
 */
export function trusted<Record extends UpdateRecord>(record: Record): Record {
  trustedData(record.data);
  return mark(record);
}

/**
 * Freezes and marks the data of {@link trusted} alone: for a record of a trusted section, which its
 * maker freezes before it hands it out.
 */
export function trustedData<Data>(data: Data): Data {
  // Octets cannot be frozen, and no change of them makes a record that cannot be written.
  if (typeof data === 'object' && data !== null && !(data instanceof Uint8Array)) mark(data);
  return data;
}

/**
 * Takes a record from a caller and gives a frozen copy in the one form.
 *
 * @throws {InvalidNameError | InvalidRdataError | InvalidMessageError}
 *
 * @example
 * ```ts
 * import { createRecord } from '@zonewright/wire';
 *
 * createRecord({ name: 'www.example', type: 'A', ttl: 60, data: '192.0.2.1' });
 * // => { name: 'www.example.', type: 'A', class: 'IN', ttl: 60, data: '192.0.2.1' }
 * ```
 */
export function createRecord<Type extends string>(
  input: RecordInput<Type>,
): Type extends RRType ? RecordOf<Type> : ResourceRecord;
export function createRecord(input: RecordInput): UpdateRecord {
  return checkRecord(input);
}

/** As {@link createRecord}, and passes records through that were checked before. */
export function checkRecord(input: RecordInput | UpdateRecord): UpdateRecord {
  if (typeof input !== 'object' || input === null) {
    throw new InvalidMessageError(
      'record',
      input,
      'an object with name, type, ttl and data is needed',
    );
  }
  if (isMarked(input)) return input as UpdateRecord;
  const name = parseName(input.name);
  const { type, rrClass } = checkTypeAndClass(input.type, input.class ?? 'IN');
  if (type === 'OPT' || type === 'TSIG') {
    throw new InvalidMessageError(
      'record',
      type,
      'edns and tsig of the message are the place for it',
    );
  }
  const ttl = checkTtl(input.ttl);
  if (input.data === undefined) {
    if (rrClass !== 'ANY' && rrClass !== 'NONE') {
      throw new InvalidMessageError(
        'record',
        name,
        'only records of class ANY or NONE have no data',
      );
    }
    return trusted({ name, type, class: rrClass, ttl });
  }
  // The data was checked for this type, which the compiler cannot see for a type that varies.
  const data = checkRdata<string>(type, input.data as never);
  return trusted({ name, type, class: rrClass, ttl, data } as ResourceRecord);
}

/** @throws {InvalidMessageError} */
export function checkTypeAndClass(
  typeText: string,
  classText: string,
): { readonly type: RRType; readonly rrClass: RRClass } {
  const type = typeof typeText === 'string' ? rrTypes.normalise(typeText) : undefined;
  if (type === undefined) {
    throw new InvalidMessageError(
      'record type',
      typeText,
      'no such type; unknown ones are written TYPEn',
    );
  }
  const rrClass = typeof classText === 'string' ? classes.normalise(classText) : undefined;
  if (rrClass === undefined) {
    throw new InvalidMessageError(
      'class',
      classText,
      'no such class; unknown ones are written CLASSn',
    );
  }
  return { type, rrClass };
}

/** @throws {InvalidMessageError} */
function checkTtl(ttl: unknown): number {
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 0 || ttl > maxTtl) {
    throw new InvalidMessageError(
      'TTL',
      ttl,
      `an integer from 0 to ${maxTtl} is needed (RFC 2181)`,
    );
  }
  return ttl;
}
