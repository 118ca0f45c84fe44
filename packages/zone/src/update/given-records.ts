/**
 * The records that `used`, `insert` and `remove` are given as one argument: a record, text, or an
 * iterable of these. They come out checked against the zone; what is done with them is the method's.
 */

import type { KnownType, RdataInput, RRClass, RRType } from '@zonewright/wire';
import { InvalidUpdateError } from '../errors/invalid-update-error.ts';
import { createDraft, type Draft } from './draft.ts';
import { readData } from './given-data.ts';
import { readTtl, readType } from './given-type.ts';
import { readRecordText } from './record-text.ts';
import { maxSectionRecords } from './update-message.ts';
import { checkClass, readLabel, readOwner, type UpdateZone } from './update-zone.ts';

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

/** Where the records of a source go, and what they become. */
interface Reading {
  readonly zone: UpdateZone;
  readonly class: RRClass;
  readonly needsTtl: boolean;
  readonly drafts: Draft[];
}

/**
 * Reads records from a record, text, or an iterable of these.
 *
 * @param rrClass the class that they have on the wire
 * @param needsTtl whether each has a TTL; else it is checked where it is given, and becomes 0
 * @throws {InvalidUpdateError | InvalidNameError | InvalidRdataError}
 */
export function readSource(
  zone: UpdateZone,
  source: unknown,
  rrClass: RRClass,
  needsTtl: boolean,
): Draft[] {
  const drafts: Draft[] = [];
  const reading: Reading = { zone, class: rrClass, needsTtl, drafts };
  let items = 0;
  for (const item of itemsOf(source)) {
    items += 1;
    readItem(reading, item);
    // An iterable may never end.
    if (items > maxSectionRecords || drafts.length > maxSectionRecords) {
      throw new InvalidUpdateError('records', source, `they are more than ${maxSectionRecords}`);
    }
  }
  if (drafts.length === 0) throw new InvalidUpdateError('records', source, 'there are none');
  return drafts;
}

function itemsOf(source: unknown): Iterable<unknown> {
  if (typeof source !== 'object' || source === null) return [source];
  if (Symbol.iterator in source) return source as Iterable<unknown>;
  if (Symbol.asyncIterator in source) {
    throw new InvalidUpdateError('records', source, 'an async iterable is to be collected first');
  }
  return [source];
}

function readItem(reading: Reading, item: unknown): void {
  const { zone, drafts } = reading;
  if (typeof item === 'string') {
    for (const { owner, ttl, class: rrClass, type, data } of readRecordText(item)) {
      checkClass(zone, rrClass);
      const label = readLabel(zone, owner);
      const name = readOwner(zone, owner, label);
      drafts.push(createDraft(label, name, type, reading.class, ttlOf(reading, ttl), data));
    }
    return;
  }
  if (typeof item !== 'object' || item === null || Symbol.iterator in item) {
    throw new InvalidUpdateError('record', item, 'it is neither a record nor text');
  }
  const given: { readonly [Part in keyof GivenRecord]?: unknown } = item;
  const owner = given.name;
  const label = readLabel(zone, owner);
  const name = readOwner(zone, owner, label);
  const type = readType(given.type);
  checkClass(zone, given.class);
  const ttl = ttlOf(reading, given.ttl);
  const data = readData(type, given.type as string, given.data);
  drafts.push(createDraft(label, name, type, reading.class, ttl, data));
}

function ttlOf({ needsTtl }: Reading, given: unknown): number {
  if (given === undefined && !needsTtl) return 0;
  const ttl = readTtl(given);
  return needsTtl ? ttl : 0;
}
