/**
 * What a zone should hold after an update: read off its operations in the caller's order, as RFC
 * 2136 section 3.4.2 carries them out. Nothing is known of what the zone held before, and so nothing
 * is said of data that the update does not touch. What servers are known to skip is expected all the
 * same: that it is skipped is what reading back is to find.
 */

import {
  canonicalName,
  type ResourceRecord,
  type RRClass,
  type RRType,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { dataKey, replaces, replacesAll } from './data-key.ts';

/** A question whose answer tells whether the zone holds what it should. */
interface Asked {
  /** The zone, absolute, in lower case. */
  readonly zone: string;
  /** Owner, absolute, in lower case. */
  readonly name: string;
  readonly class: RRClass;
}

/** What one RRset should hold. */
export interface RRsetExpectation extends Asked {
  readonly type: RRType;
  /** The records that must be there, by {@link dataKey}. */
  readonly present: ReadonlyMap<string, ResourceRecord>;
  /** The records that must not be there, by {@link dataKey}: each was removed and not added again. */
  readonly absent: ReadonlyMap<string, ResourceRecord>;
  /** Whether all that was there before was removed, so that `present` is all of it. */
  readonly isWhole: boolean;
  /** Seconds: that of the last record added, which the whole RRset takes; none to be present, none here. */
  readonly ttl: number | undefined;
}

/** What a name whose records were all removed may still hold. */
export interface NameExpectation extends Asked {
  readonly type: 'ANY';
  /** The types that were added again after it, and at the apex those that stay. */
  readonly remaining: ReadonlySet<string>;
}

/** All that an update leads to expect, each RRset and each name once, in the order they came up. */
export interface Expectation {
  readonly rrsets: readonly RRsetExpectation[];
  readonly names: readonly NameExpectation[];
}

/** Types that stay at the apex when its name is removed (section 3.4.2.3). */
export const apexTypes: ReadonlySet<RRType> = new Set<RRType>(['SOA', 'NS']);

/** Reads off a message what its zone should hold. */
export function expectationOf(message: Pick<UpdateMessage, 'zone' | 'updates'>): Expectation {
  const reader = new ExpectationReader(message.zone?.name ?? '.', message.zone?.class ?? 'IN');
  for (const update of message.updates) reader.read(update);
  return reader.finish();
}

/** An RRset's expectation while the operations are gone through. */
interface Draft extends RRsetExpectation {
  readonly present: Map<string, ResourceRecord>;
  readonly absent: Map<string, ResourceRecord>;
  isWhole: boolean;
  ttl: number | undefined;
}

/** Goes through the operations, one after the other. */
class ExpectationReader {
  readonly #zone: string;
  readonly #class: RRClass;
  readonly #drafts = new Map<string, Draft>();
  /** Made for the first name whose records are all removed: most updates have none. */
  #draftsByName: Map<string, Draft[]> | undefined;
  readonly #cleared = new Set<string>();

  constructor(zone: string, rrClass: RRClass) {
    this.#zone = canonicalName(zone);
    this.#class = rrClass;
  }

  read(update: UpdateRecord): void {
    const name = canonicalName(update.name);
    if (update.class === 'ANY') {
      if (update.type === 'ANY') this.#clearName(name);
      else clear(this.#draft(name, update.type));
    } else if (update.class === 'NONE') {
      remove(this.#draft(name, update.type), withData(update));
    } else if (update.data !== undefined) {
      add(this.#draft(name, update.type), update);
    }
  }

  finish(): Expectation {
    const names = Array.from(this.#cleared, (name) => {
      const added = this.#draftsOf(name).filter(({ present }) => present.size > 0);
      const remaining = new Set<string>([
        ...(name === this.#zone ? apexTypes : []),
        ...added.map(({ type }) => type),
      ]);
      return { zone: this.#zone, name, class: this.#class, type: 'ANY', remaining } as const;
    });
    return { rrsets: [...this.#drafts.values()], names };
  }

  #draft(name: string, type: RRType): Draft {
    const key = `${type} ${name}`;
    const known = this.#drafts.get(key);
    if (known !== undefined) return known;
    const draft = {
      zone: this.#zone,
      name,
      class: this.#class,
      type,
      present: new Map(),
      absent: new Map(),
      isWhole: this.#cleared.has(name) && !this.#staysAtApex(name, type),
      ttl: undefined,
    };
    this.#drafts.set(key, draft);
    if (this.#draftsByName !== undefined) addByName(this.#draftsByName, draft);
    return draft;
  }

  #clearName(name: string): void {
    this.#cleared.add(name);
    for (const draft of this.#draftsOf(name)) {
      if (!this.#staysAtApex(name, draft.type)) clear(draft);
    }
  }

  #draftsOf(name: string): readonly Draft[] {
    if (this.#draftsByName === undefined) {
      this.#draftsByName = new Map();
      for (const draft of this.#drafts.values()) addByName(this.#draftsByName, draft);
    }
    return this.#draftsByName.get(name) ?? [];
  }

  #staysAtApex(name: string, type: RRType): boolean {
    return name === this.#zone && apexTypes.has(type);
  }
}

function addByName(drafts: Map<string, Draft[]>, draft: Draft): void {
  const beside = drafts.get(draft.name);
  if (beside === undefined) drafts.set(draft.name, [draft]);
  else beside.push(draft);
}

/** What was added before is removed by name, so that it stays known as such. */
function clear(draft: Draft): void {
  for (const [key, record] of draft.present) draft.absent.set(key, record);
  draft.present.clear();
  draft.isWhole = true;
  draft.ttl = undefined;
}

function remove(draft: Draft, record: ResourceRecord): void {
  const key = dataKey(record);
  draft.present.delete(key);
  draft.absent.set(key, record);
  if (draft.present.size === 0) draft.ttl = undefined;
}

function add(draft: Draft, record: ResourceRecord): void {
  for (const [key, other] of draft.present) {
    if (!replaces(record, other)) continue;
    draft.present.delete(key);
    draft.absent.set(key, other);
  }
  if (replacesAll(record)) draft.isWhole = true;
  const key = dataKey(record);
  draft.absent.delete(key);
  draft.present.set(key, record);
  draft.ttl = record.ttl;
}

/** A decoded removal of data of no octets looks like a record without any (RFC 2136 section 2.5.4). */
function withData(update: UpdateRecord): ResourceRecord {
  if (update.data !== undefined) return update;
  // Octets are the data of the types that can have none of them.
  return { ...update, data: new Uint8Array() } as ResourceRecord;
}
