/**
 * The update section as the calls made it (RFC 2136 section 2.5). The records are what goes on the
 * wire; the method that asked for them is kept for people and for `lint`.
 */

import {
  canonicalName,
  createRecord,
  type ResourceRecord,
  type RRType,
  sameName,
  type UpdateRecord,
} from '@zonewright/wire';
import type { ChangeMethod } from '../errors/lint-finding.ts';

/** What one call put into the update section. */
export interface Change {
  readonly method: ChangeMethod;
  readonly records: readonly UpdateRecord[];
}

/** The data of a record of any type. */
export type RecordData = ResourceRecord['data'];

/** One thing that an update asks for: an RRset's records, or what is to go. */
export interface Operation {
  readonly method: ChangeMethod;
  /** Owner, absolute, in lower case, with the final dot. */
  readonly name: string;
  /** Absent for `removeName`. */
  readonly type?: RRType;
  /** Seconds; of `insert` and `replaceRRset`. */
  readonly ttl?: number;
  /** One element for each record; absent where whole RRsets or names are removed. */
  readonly data?: readonly RecordData[];
}

/**
 * The record as it is handed out: frozen, and with octets of its own, which cannot be frozen.
 */
export function copyRecord<Copied extends UpdateRecord>(record: Copied): Copied {
  const { data } = record;
  if (typeof data !== 'object') return Object.freeze(record);
  const holdsOctets =
    data instanceof Uint8Array || Object.values(data).some((part) => part instanceof Uint8Array);
  // A copy of a record of one type has the same type, which a union does not show.
  return holdsOctets
    ? (createRecord({ ...record, data } as never) as unknown as Copied)
    : Object.freeze(record);
}

/** The operations of some calls: records of one RRset that follow each other are one. */
export function describeChanges(changes: readonly Change[]): readonly Operation[] {
  return Object.freeze(changes.flatMap(describeChange));
}

function describeChange({ method, records }: Change): Operation[] {
  if (method === 'removeName') {
    return records.map(({ name }) => Object.freeze({ method, name: canonicalName(name) }));
  }
  const operations: Operation[] = [];
  let group: ResourceRecord[] = [];
  const endGroup = (): void => {
    const [first] = group;
    if (first === undefined) return;
    operations.push(
      Object.freeze({
        method,
        name: canonicalName(first.name),
        type: first.type,
        ...(method === 'remove' ? {} : { ttl: first.ttl }),
        data: Object.freeze(group.map((record) => copyRecord(record).data)),
      }),
    );
    group = [];
  };
  for (const record of records) {
    if (record.data === undefined) {
      // A replacement removes the RRset first, which goes without saying.
      if (method === 'replaceRRset') continue;
      const { name, type } = record;
      operations.push(Object.freeze({ method, name: canonicalName(name), type }));
    } else {
      const [first] = group;
      const belongs =
        first !== undefined &&
        first.type === record.type &&
        first.ttl === record.ttl &&
        sameName(first.name, record.name);
      if (!belongs) endGroup();
      group.push(record);
    }
  }
  endGroup();
  return operations;
}
