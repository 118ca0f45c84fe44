/**
 * A zone in memory: what a master file says, found by name and type, and changed as a whole or not
 * at all. The lookup of queries and the processing of updates work on it.
 */

import {
  canonicalName,
  classes,
  InvalidOptionError,
  parseName,
  type RecordOf,
  type ResourceRecord,
  type RRClass,
  type RRType,
  rrTypes,
} from '@zonewright/wire';
import { rdataKey } from '../masterfile/canonical-order.ts';
import { type MasterFileOptions, parseMasterFile } from '../masterfile/parse-master-file.ts';
import { printMasterFile } from '../masterfile/print-master-file.ts';
import { checkMember, gatherRecords } from './gather-records.ts';
import { InvalidZoneError } from './invalid-zone-error.ts';
import type { RRset, RRsetOf, StoredRRset } from './rrset.ts';
import type { ZoneChange } from './zone-change.ts';
import type { ZoneContents, ZoneNode } from './zone-contents.ts';
import { compareContents, tellChange, ZoneDraft } from './zone-draft.ts';

/** How a zone is made. */
export interface ZoneOptions {
  /** The class of the zone and of every record in it. @default 'IN' */
  readonly class?: string | undefined;
}

let contentsOfZone: (zone: Zone) => ZoneContents;

/**
 * A zone: exactly one SOA at the apex, every record in the zone and of its class, no other data
 * beside a CNAME but DNSSEC's. Name servers at the apex are not asked for, so that a test can do
 * without. Names are compared without regard to the case of letters and keep the case in which they
 * were stored first; equal records are stored once; an RRset has the TTL of its first record.
 *
 * @example
 * ```ts
 * import { Zone } from '@zonewright/zone';
 *
 * const zone = Zone.parse(
 *   'example.com',
 *   `
 * $TTL 300
 * @    SOA ns1 hostmaster 1 3600 600 86400 300
 * @    NS  ns1
 * ns1  A   192.0.2.1
 * www  A   192.0.2.80
 * www  A   192.0.2.81
 * `,
 * );
 * zone.serial; // => 1
 * zone.rrset('WWW.example.com.', 'A')?.data; // => ['192.0.2.80', '192.0.2.81']
 * ```
 */
export class Zone {
  /** Absolute, in the case in which it was given. */
  readonly name: string;
  readonly class: RRClass;
  #contents: ZoneContents;
  /** Those who are told of changes, and behind them those who keep what nobody has refused. */
  readonly #observers = new Set<(change: ZoneChange) => void>();
  readonly #keepers = new Set<(change: ZoneChange) => void>();
  #isTelling = false;

  static {
    contentsOfZone = (zone) => {
      if (typeof zone === 'object' && zone !== null && #contents in zone) return zone.#contents;
      throw new InvalidOptionError('zone', zone, 'a Zone is needed');
    };
  }

  /**
   * @throws {InvalidZoneError} where the records are no zone
   * @throws {InvalidNameError | InvalidRdataError | InvalidMessageError} where one is no record
   */
  constructor(name: string, records: Iterable<ResourceRecord>, options: ZoneOptions = {}) {
    this.name = parseName(name);
    const rrClass = classes.normalise(options.class ?? 'IN');
    if (rrClass === undefined || rrClass === 'ANY' || rrClass === 'NONE') {
      throw new InvalidZoneError(this.name, this.name, undefined, `no class: ${options.class}`);
    }
    this.class = rrClass;
    this.#contents = gatherRecords({ name: this.name, class: rrClass }, records);
  }

  /**
   * Makes a zone of master-file text (RFC 1035 section 5). Relative names are relative to the zone.
   *
   * @param options `class`, and `include`, which gives the text of the files that `$INCLUDE` names
   * @throws {MasterFileError} where the text is wrong
   * @throws {InvalidZoneError} where its records are no zone
   */
  static parse(
    name: string,
    masterFileText: string,
    options: ZoneOptions & Pick<MasterFileOptions, 'include'> = {},
  ): Zone {
    const records = parseMasterFile(masterFileText, { ...options, origin: name });
    return new Zone(name, records, options);
  }

  get soa(): RecordOf<'SOA'> {
    // A zone that has been made always has its SOA.
    return this.#contents.get(this.#contents.apex, 'SOA')?.first as RecordOf<'SOA'>;
  }

  /** The SOA's serial. */
  get serial(): number {
    return this.soa.data.serial;
  }

  /** Number of records. */
  get size(): number {
    return this.#contents.size;
  }

  /**
   * The RRset of a name and type as it is now; later changes of the zone do not change it.
   *
   * @throws {InvalidNameError | InvalidOptionError} for what is no name or no type
   */
  rrset<Type extends RRType>(name: string, type: Type): RRsetOf<Type> | undefined;
  rrset(name: string, type: RRType): RRset | undefined {
    return this.#node(name)?.rrsets.get(checkType(type))?.rrset;
  }

  /** The RRsets of a name, the SOA first, then by the number of the type. */
  rrsets(name: string): readonly RRset[] {
    return inTypeOrder(this.#node(name)).map(({ rrset }) => rrset);
  }

  /** Whether a name owns records; an empty non-terminal does not (RFC 2136 section 2.4.4). */
  hasName(name: string): boolean {
    return (this.#node(name)?.rrsets.size ?? 0) > 0;
  }

  /** Whether a name exists because names below it do, without records of its own (RFC 4592 2.2.2). */
  isEmptyNonTerminal(name: string): boolean {
    return this.#node(name)?.rrsets.size === 0;
  }

  /** The names that own records, in canonical order (RFC 4034 section 6.1). */
  *names(): Generator<string, void, undefined> {
    for (const name of this.#contents.sortedNames()) {
      const [stored] = this.#contents.node(name)?.rrsets.values() ?? [];
      if (stored !== undefined) yield stored.first.name;
    }
  }

  /**
   * All records, the SOA first, names in canonical order. Who takes them over a time in which the
   * zone may change takes a copy: `[...zone.records()]`.
   */
  *records(): Generator<ResourceRecord, void, undefined> {
    for (const name of this.#contents.sortedNames()) {
      for (const { records } of inTypeOrder(this.#contents.node(name))) yield* records;
    }
  }

  [Symbol.iterator](): Generator<ResourceRecord, void, undefined> {
    return this.records();
  }

  /** The zone as a master file, the same text for the same records. */
  toString(): string {
    return printMasterFile(this, { origin: this.name });
  }

  /**
   * Takes the zone from one version to the next, as one who is told of a change by IXFR does. It
   * works as a whole or not at all.
   *
   * @throws {InvalidZoneError} where it does not start from this version, takes away what is not
   *   there, adds what is, or leaves no zone
   */
  apply(change: ZoneChange): void {
    const draft = new ZoneDraft(this.#contents);
    const refuse = ({ name, type }: ResourceRecord, rule: string): never => {
      throw new InvalidZoneError(this.name, name, type, rule);
    };
    if (change.from !== this.serial) {
      refuse(this.soa, `the change starts from serial ${change.from}, not from ${this.serial}`);
    }
    for (const record of change.removed) {
      const { type, ttl, data } = record;
      const name = canonicalName(record.name);
      const key = rdataKey(type, data);
      if (!draft.byData(name, type)?.has(key) || draft.ttl(name, type) !== ttl) {
        refuse(record, 'the change removes a record that is not there');
      }
      draft.remove(name, type, key);
    }
    for (const record of change.added) {
      const { type, ttl, data } = record;
      const name = canonicalName(record.name);
      if (draft.byData(name, type)?.has(rdataKey(type, data))) {
        refuse(record, 'the change adds a record that is there');
      }
      if ((draft.ttl(name, type) ?? ttl) !== ttl) {
        refuse(record, 'the change gives an RRset two TTLs (RFC 2181 section 5.2)');
      }
      draft.put(checkMember(record, this));
    }
    const [soa] = draft.byData(this.#contents.apex, 'SOA')?.values() ?? [];
    if (soa?.type === 'SOA' && soa.data.serial !== change.to) {
      refuse(soa, `the change ends at serial ${change.to}, not at ${soa.data.serial}`);
    }
    draft.commit();
  }

  /**
   * Puts other records in the place of all that there are, as one who has transferred the whole zone
   * does. Those who are told of changes are told of the difference.
   *
   * @throws as the constructor, where the records are no zone; it is as it was then
   */
  replace(records: Iterable<ResourceRecord>): void {
    const before = this.#contents;
    const after = gatherRecords(this, records);
    if (before.onChange !== undefined) tellChange(before, compareContents(before, after));
    after.onChange = before.onChange;
    this.#contents = after;
  }

  /**
   * Has a function told of each change, whoever makes it, before it is made: what the function throws
   * refuses the change, and goes to whoever wanted it. The function changes nothing itself: a change of
   * the zone while it is told of one is refused.
   *
   * @param options `keeps`: it is told behind all that do not keep, so that it keeps no change that
   *   one of them refuses, as a journal does. @default false
   * @returns a function that ends it
   * @throws {InvalidOptionError} for what is no function
   *
   * @example
   * ```ts
   * import { Zone } from '@zonewright/zone';
   *
   * const zone = Zone.parse('example.com', '@ 60 SOA ns1 hostmaster 7 3600 600 86400 60');
   * const serials: number[] = [];
   * zone.beforeChange(({ to }) => serials.push(to));
   * zone.replace(Zone.parse('example.com', '@ 60 SOA ns1 hostmaster 9 3600 600 86400 60'));
   * serials; // => [9]
   * ```
   */
  beforeChange(
    observer: (change: ZoneChange) => void,
    options: { readonly keeps?: boolean | undefined } = {},
  ): () => void {
    if (typeof observer !== 'function') {
      throw new InvalidOptionError('beforeChange', observer, 'a function is needed');
    }
    // The same function may be told twice, and each of them ends by itself.
    const told = (change: ZoneChange): void => observer(change);
    const among = options.keeps === true ? this.#keepers : this.#observers;
    among.add(told);
    this.#contents.onChange = (change) => this.#tell(change);
    return () => {
      among.delete(told);
      const isNobody = this.#observers.size + this.#keepers.size === 0;
      if (isNobody) this.#contents.onChange = undefined;
    };
  }

  #tell(change: ZoneChange): void {
    if (this.#isTelling) {
      const rule = 'it is changed by one who is told of a change before it is made';
      throw new InvalidZoneError(this.name, this.name, undefined, rule);
    }
    this.#isTelling = true;
    try {
      for (const told of [...this.#observers, ...this.#keepers]) told(change);
    } finally {
      this.#isTelling = false;
    }
  }

  #node(name: string): ZoneNode | undefined {
    return this.#contents.node(canonicalName(parseName(name)));
  }
}

/** The one way to write a type: `mx` and `TYPE15` are MX. @throws {InvalidOptionError} for none */
export function checkType(given: string): RRType {
  const type = rrTypes.normalise(given);
  if (type !== undefined) return type;
  throw new InvalidOptionError(
    'type',
    given,
    'no such record type; unknown ones are written TYPEn',
  );
}

/** What the zone holds, for the folders of this package that look names up and change them. */
export function contentsOf(zone: Zone): ZoneContents {
  return contentsOfZone(zone);
}

/** The RRsets of a name, the SOA first, then by the number of the type. */
function inTypeOrder(node: ZoneNode | undefined): StoredRRset[] {
  const rank = (type: string): number => (type === 'SOA' ? 0 : (rrTypes.number(type) as number));
  return [...(node?.rrsets ?? [])]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([, stored]) => stored);
}
