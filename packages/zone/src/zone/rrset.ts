/**
 * RRsets: the records of one owner, class and type (RFC 2181 section 5). A stored one never
 * changes; a change of the zone puts another in its place, so that who holds one keeps it whole.
 */

import type { KnownType, RdataOf, ResourceRecord, RRClass, RRType } from '@zonewright/wire';
import { rdataKey } from '../masterfile/canonical-order.ts';

/** An RRset of one type; its data has the fields of that type. */
export interface RRsetOf<Type extends RRType> {
  /** Owner, absolute, in the case in which it was stored first. */
  readonly name: string;
  readonly type: Type;
  readonly class: RRClass;
  /** Time to live in seconds; all records of an RRset have the same (RFC 2181 section 5.2). */
  readonly ttl: number;
  /** The data of each record; at least one, no two equal. */
  readonly data: readonly RdataOf<Type>[];
}

/** An RRset of any type: `type` tells which fields the data has. */
export type RRset =
  | { readonly [Type in KnownType]: RRsetOf<Type> }[KnownType]
  | RRsetOf<Exclude<RRType, KnownType>>;

/** Records by the key of their data. */
export type RecordsByData = ReadonlyMap<string, ResourceRecord>;

/** An RRset as the zone keeps it. */
export class StoredRRset {
  /** At least one; owner, class, type and TTL alike, no two with the same data. */
  readonly records: readonly ResourceRecord[];
  #byData: RecordsByData | undefined;
  #rrset: RRset | undefined;

  constructor(records: readonly ResourceRecord[], byData?: RecordsByData) {
    this.records = records;
    this.#byData = byData;
  }

  /** The first record, from which owner, class, type and TTL can be read. */
  get first(): ResourceRecord {
    return this.records[0] as ResourceRecord;
  }

  /** Made when it is first asked for: most RRsets are never changed nor compared. */
  get byData(): RecordsByData {
    this.#byData ??= recordsByData(this.records);
    return this.#byData;
  }

  get rrset(): RRset {
    const { name, type, class: rrClass, ttl } = this.first;
    // Each record has data of this one type, which the compiler cannot see for a type that varies.
    this.#rrset ??= Object.freeze({
      name,
      type,
      class: rrClass,
      ttl,
      data: Object.freeze(this.records.map(({ data }) => data)),
    }) as RRset;
    return this.#rrset;
  }
}

/** Records by the key of their data; of several with the same data the first. */
export function recordsByData(records: Iterable<ResourceRecord>): Map<string, ResourceRecord> {
  const byData = new Map<string, ResourceRecord>();
  for (const record of records) {
    const key = rdataKey(record.type, record.data);
    if (!byData.has(key)) byData.set(key, record);
  }
  return byData;
}
