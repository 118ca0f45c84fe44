/**
 * A zone as it would be after a change. It lies over the zone, copies only the names that are
 * touched, and is put into the zone as a whole, or never: what a failed update has done so far is
 * dropped with its draft (RFC 2136 section 3.7). Names are in canonical form here.
 */

import {
  canonicalName,
  checkRecord,
  isInZone,
  type RecordOf,
  type ResourceRecord,
} from '@zonewright/wire';
import { rdataKey } from '../masterfile/canonical-order.ts';
import { type RecordsByData, StoredRRset } from './rrset.ts';
import type { ZoneContents } from './zone-contents.ts';
import { checkNode } from './zone-rules.ts';

/** An RRset that was touched; its records get their owner and TTL when the draft is compared. */
interface DraftRRset {
  ttl: number;
  readonly byData: Map<string, ResourceRecord>;
}

interface DraftNode {
  /** The owner in the case in which it is stored; undefined for a name that owned nothing yet. */
  owner: string | undefined;
  readonly rrsets: Map<string, StoredRRset | DraftRRset>;
}

/** What a draft changes. */
export interface Difference {
  /** The old SOA first. */
  readonly removed: readonly ResourceRecord[];
  /** The new SOA first. */
  readonly added: readonly ResourceRecord[];
}

interface RRsetDifference extends Difference {
  readonly name: string;
  readonly type: string;
  /** What is to be stored; undefined for nothing. */
  readonly stored: StoredRRset | undefined;
}

export class ZoneDraft {
  readonly #contents: ZoneContents;
  readonly #nodes = new Map<string, DraftNode>();

  constructor(contents: ZoneContents) {
    this.#contents = contents;
  }

  /** The types of the RRsets at a name. */
  types(name: string): Iterable<string> {
    return (this.#nodes.get(name) ?? this.#contents.node(name))?.rrsets.keys() ?? [];
  }

  /** The records of an RRset by the key of their data. Their TTL may still be the one before. */
  byData(name: string, type: string): RecordsByData | undefined {
    return this.#rrset(name, type)?.byData;
  }

  /** The TTL of an RRset in seconds. */
  ttl(name: string, type: string): number | undefined {
    const rrset = this.#rrset(name, type);
    return rrset instanceof StoredRRset ? rrset.first.ttl : rrset?.ttl;
  }

  /** Whether names below this one own RRsets. */
  hasNamesBelow(name: string): boolean {
    let count = this.#contents.node(name)?.namesBelow ?? 0;
    for (const [touched, { rrsets }] of this.#nodes) {
      if (touched === name || !isInZone(touched, name)) continue;
      const owned = (this.#contents.node(touched)?.rrsets.size ?? 0) > 0;
      count += Number(rrsets.size > 0) - Number(owned);
    }
    return count > 0;
  }

  /** Adds a record; its RRset takes its TTL. Data that is there already stays as it is written. */
  put(record: ResourceRecord): void {
    const { name: owner, type, ttl, data } = record;
    const rrset = this.#touchRRset(canonicalName(owner), owner, type, ttl);
    const key = rdataKey(type, data);
    rrset.ttl = ttl;
    if (!rrset.byData.has(key)) rrset.byData.set(key, record);
  }

  /** Takes a record away, by the key of its data. */
  remove(name: string, type: string, key: string): void {
    const record = this.byData(name, type)?.get(key);
    if (record === undefined) return;
    const { byData } = this.#touchRRset(name, record.name, type, record.ttl);
    byData.delete(key);
    if (byData.size === 0) this.removeRRset(name, type);
  }

  removeRRset(name: string, type: string): void {
    if (this.#rrset(name, type) !== undefined) this.#touchNode(name).rrsets.delete(type);
  }

  /** What differs from the zone: nothing, where the operations came out even. */
  difference(): Difference {
    return inOne(this.#compare());
  }

  /**
   * Puts the draft into the zone. Its records are the zone's: who puts them has checked that.
   *
   * @throws {InvalidZoneError} where the result would be no zone; nothing has changed then
   * @throws what those throw who are told of the change: nothing has changed then either
   */
  commit(): Difference {
    const { identity } = this.#contents;
    const compared = this.#compare();
    const difference = inOne(compared);
    for (const [name, { owner, rrsets }] of this.#nodes) {
      checkNode(owner ?? name, sizesOf(rrsets), identity);
    }
    tellChange(this.#contents, difference);
    // From here on nothing throws.
    for (const { name, type, stored } of compared) this.#contents.set(name, type, stored);
    this.#nodes.clear();
    return difference;
  }

  #rrset(name: string, type: string): StoredRRset | DraftRRset | undefined {
    return (this.#nodes.get(name) ?? this.#contents.node(name))?.rrsets.get(type);
  }

  #touchNode(name: string): DraftNode {
    let node = this.#nodes.get(name);
    if (node === undefined) {
      const stored = this.#contents.node(name)?.rrsets;
      node = { owner: stored?.values().next().value?.first.name, rrsets: new Map(stored) };
      this.#nodes.set(name, node);
    }
    return node;
  }

  /** The RRset as one that can be changed; `owner` and `ttl` are for one that is new. */
  #touchRRset(name: string, owner: string, type: string, ttl: number): DraftRRset {
    const node = this.#touchNode(name);
    node.owner ??= owner;
    const before = node.rrsets.get(type);
    if (before !== undefined && !(before instanceof StoredRRset)) return before;
    const rrset = { ttl: before?.first.ttl ?? ttl, byData: new Map(before?.byData) };
    node.rrsets.set(type, rrset);
    return rrset;
  }

  /** The RRsets that differ from the zone's. */
  #compare(): RRsetDifference[] {
    const compared: RRsetDifference[] = [];
    for (const [name, { owner = name, rrsets }] of this.#nodes) {
      const before = this.#contents.node(name)?.rrsets;
      for (const type of new Set([...(before?.keys() ?? []), ...rrsets.keys()])) {
        const now = rrsets.get(type);
        if (now instanceof StoredRRset) continue;
        const difference = compareRRset(before?.get(type), now, owner);
        if (difference.removed.length === 0 && difference.added.length === 0) continue;
        compared.push({ name, type, ...difference });
      }
    }
    return compared;
  }
}

/** Tells of a change that is about to be made; of nothing where nothing differs. */
export function tellChange(contents: ZoneContents, { removed, added }: Difference): void {
  if (contents.onChange === undefined || removed.length + added.length === 0) return;
  const before = contents.get(contents.apex, 'SOA')?.first as RecordOf<'SOA'>;
  const [after = before] = added;
  const from = before.data.serial;
  const to = after.type === 'SOA' ? after.data.serial : from;
  contents.onChange({ from, to, removed, added });
}

/** What leads from the contents of a zone to other contents of it. */
export function compareContents(before: ZoneContents, after: ZoneContents): Difference {
  const differences: Difference[] = [];
  const compareName = (name: string): void => {
    const old = before.node(name)?.rrsets;
    const fresh = after.node(name)?.rrsets;
    for (const type of new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])) {
      const was = old?.get(type)?.records;
      const now = fresh?.get(type);
      if (was === undefined) differences.push({ removed: [], added: now?.records ?? [] });
      else if (now === undefined) differences.push({ removed: was, added: [] });
      else {
        const draft = { ttl: now.first.ttl, byData: new Map(now.byData) };
        differences.push(compareRRset(old?.get(type), draft, now.first.name));
      }
    }
  };
  for (const [name] of before.nodes()) compareName(name);
  for (const [name] of after.nodes()) if (before.node(name) === undefined) compareName(name);
  return inOne(differences);
}

function inOne(differences: readonly Difference[]): Difference {
  return {
    removed: soaFirst(differences.flatMap(({ removed }) => removed)),
    added: soaFirst(differences.flatMap(({ added }) => added)),
  };
}

function compareRRset(
  before: StoredRRset | undefined,
  now: DraftRRset | undefined,
  owner: string,
): Omit<RRsetDifference, 'name' | 'type'> {
  const removed: ResourceRecord[] = [];
  const added: ResourceRecord[] = [];
  const records: ResourceRecord[] = [];
  const sameTtl = before?.first.ttl === now?.ttl;
  for (const [key, record] of before?.byData ?? []) {
    if (!sameTtl || now?.byData.has(key) !== true) removed.push(record);
  }
  for (const [key, record] of now?.byData ?? []) {
    const settled = withOwnerAndTtl(record, owner, now?.ttl ?? record.ttl);
    records.push(settled);
    if (!sameTtl || before?.byData.has(key) !== true) added.push(settled);
  }
  return { removed, added, stored: records.length === 0 ? undefined : new StoredRRset(records) };
}

/** The record with another owner, in case alone, and another TTL; itself where it has them. */
export function withOwnerAndTtl(record: ResourceRecord, name: string, ttl: number): ResourceRecord {
  if (record.name === name && record.ttl === ttl) return record;
  // Type and data stay together, which the compiler does not see in the spread of a union.
  return checkRecord({ ...record, name, ttl } as ResourceRecord) as ResourceRecord;
}

function soaFirst(records: readonly ResourceRecord[]): ResourceRecord[] {
  return [
    ...records.filter(({ type }) => type === 'SOA'),
    ...records.filter(({ type }) => type !== 'SOA'),
  ];
}

function* sizesOf(
  rrsets: ReadonlyMap<string, StoredRRset | DraftRRset>,
): Iterable<readonly [type: string, records: number]> {
  for (const [type, rrset] of rrsets) {
    yield [type, rrset instanceof StoredRRset ? rrset.records.length : rrset.byData.size];
  }
}
