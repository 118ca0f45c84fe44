/** An update as the rules of `lint` look at it: name by name, each with its operations in order. */

import { canonicalName, type RRType, rdataIdentity, type UpdateRecord } from '@zonewright/wire';
import type { ChangeMethod, LintServer } from '../errors/lint-finding.ts';
import type { Change } from './change.ts';
import type { UpdateZone } from './update-zone.ts';

/** One record of the update section. */
export class LintStep {
  /** Its place in the section. */
  readonly index: number;
  /** The place of the call that it comes from. */
  readonly change: number;
  readonly method: ChangeMethod;
  /** Owner in lower case. */
  readonly name: string;
  readonly kind: 'insert' | 'remove' | 'removeRRset' | 'removeName';
  readonly record: UpdateRecord;
  #dataKey: string | undefined;

  constructor(
    zone: UpdateZone,
    index: number,
    change: number,
    method: ChangeMethod,
    record: UpdateRecord,
  ) {
    this.index = index;
    this.change = change;
    this.method = method;
    this.name = canonicalName(record.name);
    this.kind = kindOf(zone, record);
    this.record = record;
  }

  /** ANY for `removeName`. */
  get type(): RRType {
    return this.record.type;
  }

  get ttl(): number {
    return this.record.ttl;
  }

  /** What tells the data from other data of the type; empty where there is none. */
  get dataKey(): string {
    // Of most records nobody asks for it, and it takes longer than all else here.
    this.#dataKey ??= dataKey(this.record);
    return this.#dataKey;
  }
}

/** All that an update says of one name. */
export interface LintSubject {
  readonly isApex: boolean;
  readonly steps: readonly LintStep[];
  /** Whether the prerequisites say that there is no RRset of this type here. */
  hasNo(type: RRType): boolean;
  /** Types of which the prerequisites say that there is an RRset here. */
  readonly present: ReadonlySet<RRType>;
  /** The data that the prerequisites say an RRset has; undefined where they do not. */
  dataOf(type: RRType): readonly UpdateRecord[] | undefined;
}

/** What a rule finds: the step that is skipped. */
export interface RawFinding {
  readonly step: LintStep;
  /** Where it is not the step's own. */
  readonly type?: RRType;
  readonly reason: string;
  readonly servers: readonly LintServer[];
}

/** What tells a record's data from other data of its type, whatever the case of names in it. */
export function dataKey(record: UpdateRecord): string {
  return record.data === undefined ? '' : rdataIdentity(record.type, record.data).join();
}

/** The names of an update with what it says of each, in the order in which they come up. */
export function lintSubjects(
  zone: UpdateZone,
  prerequisites: readonly UpdateRecord[],
  changes: readonly Change[],
): LintSubject[] {
  const stepsByName = groupBy(stepsOf(zone, changes), ({ name }) => name);
  const known = groupBy(prerequisites, ({ name }) => canonicalName(name));
  const apex = canonicalName(zone.name);
  return Array.from(stepsByName, ([name, steps]) => {
    const here = known.get(name) ?? [];
    const absent = new Set(here.filter((r) => r.class === 'NONE').map((r) => r.type));
    const existing = here.filter((r) => r.class !== 'NONE' && r.type !== 'ANY');
    const present = new Set(existing.map((r) => r.type));
    // Where other data is there is no CNAME (RFC 1034 section 3.6.2).
    if ([...present].some(isOtherData)) absent.add('CNAME');
    return {
      isApex: name === apex,
      steps,
      present,
      hasNo: (type) => absent.has('ANY') || absent.has(type),
      dataOf: (type) => {
        const members = here.filter((r) => r.class === zone.class && r.type === type);
        return members.length === 0 ? undefined : members;
      },
    };
  });
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function stepsOf(zone: UpdateZone, changes: readonly Change[]): LintStep[] {
  const steps: LintStep[] = [];
  for (const [change, { method, records }] of changes.entries()) {
    for (const record of records) {
      steps.push(new LintStep(zone, steps.length, change, method, record));
    }
  }
  return steps;
}

function kindOf(zone: UpdateZone, { class: rrClass, type }: UpdateRecord): LintStep['kind'] {
  if (rrClass === zone.class) return 'insert';
  if (rrClass === 'NONE') return 'remove';
  return type === 'ANY' ? 'removeName' : 'removeRRset';
}

/** What may stand beside a CNAME (RFC 2136 section 3.4.2.2, RFC 4034 section 3). */
const besideCname: ReadonlySet<RRType> = new Set<RRType>(['SIG', 'KEY', 'NXT', 'RRSIG', 'NSEC']);

/** Whether a record of this type and a CNAME exclude each other. */
export function isOtherData(type: RRType): boolean {
  return type !== 'CNAME' && !besideCname.has(type);
}
