/**
 * The records that `used`, `insert` and `remove` are given as one argument: a record, text, or an
 * iterable of these. They come out checked against the zone; what is done with them is the method's.
 */

import type { KnownType, RdataInput, RRType } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import { readData } from './given-data.ts';
import { readTtl, readType } from './given-type.ts';
import { readRecordText } from './record-text.ts';
import { maxSectionRecords } from './update-message.ts';
import { checkClass, readOwner, type UpdateZone } from './update-zone.ts';

interface RecordFields<Type, Data> {
  /** Owner: relative to the zone, or absolute. */
  readonly name: string;
  readonly type: Type;
  /** The zone's, where it is given. */
  readonly class?: string | undefined;
  /** Seconds. Only `insert` needs one. */
  readonly ttl?: number | undefined;
  readonly data: Data;
}

/** A record whose `type` tells what `data` may be. */
export type GivenRecord =
  | {
      readonly [Type in KnownType]: RecordFields<Type | Lowercase<Type>, RdataInput<Type>>;
    }[KnownType]
  | RecordFields<Exclude<RRType, KnownType>, Uint8Array | string>;

/** A record with a TTL, as `insert` needs it. */
export type GivenInsert = GivenRecord & { readonly ttl: number };

/** One record or many, as values or text. */
export type RecordSource<Given> = Given | string | Iterable<Given | string>;

/** A record that was read and checked; its data may still be in the form it was given in. */
export interface ReadRecord {
  /** Absolute. */
  readonly name: string;
  readonly type: RRType;
  readonly ttl: number | undefined;
  readonly data: unknown;
}

/**
 * Reads records from a record, text, or an iterable of these.
 *
 * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
 */
export function readSource(zone: UpdateZone, source: unknown): ReadRecord[] {
  const records: ReadRecord[] = [];
  let items = 0;
  for (const item of itemsOf(source)) {
    items += 1;
    for (const record of readItem(zone, item)) records.push(record);
    // An iterable may never end.
    if (items > maxSectionRecords || records.length > maxSectionRecords) {
      throw new InvalidUpdateError('records', source, `they are more than ${maxSectionRecords}`);
    }
  }
  if (records.length === 0) throw new InvalidUpdateError('records', source, 'there are none');
  return records;
}

function itemsOf(source: unknown): Iterable<unknown> {
  if (typeof source !== 'object' || source === null) return [source];
  if (Symbol.iterator in source) return source as Iterable<unknown>;
  if (Symbol.asyncIterator in source) {
    throw new InvalidUpdateError('records', source, 'an async iterable is to be collected first');
  }
  return [source];
}

function* readItem(zone: UpdateZone, item: unknown): Generator<ReadRecord, void, undefined> {
  if (typeof item === 'string') {
    for (const { owner, ttl, class: rrClass, type, data } of readRecordText(item)) {
      checkClass(zone, rrClass);
      yield { name: readOwner(zone, owner), type, ttl: checkedTtl(ttl), data };
    }
    return;
  }
  if (typeof item !== 'object' || item === null || Symbol.iterator in item) {
    throw new InvalidUpdateError('record', item, 'it is neither a record nor text');
  }
  const given: { readonly [Part in keyof GivenRecord]?: unknown } = item;
  const name = readOwner(zone, given.name);
  const type = readType(given.type);
  checkClass(zone, given.class);
  const ttl = checkedTtl(given.ttl);
  yield { name, type, ttl, data: readData(type, given.type as string, given.data) };
}

function checkedTtl(ttl: unknown): number | undefined {
  return ttl === undefined ? undefined : readTtl(ttl);
}
