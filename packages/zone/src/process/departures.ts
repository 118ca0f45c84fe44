/** Steps that RFC 2136 does not have, for the rules of servers that take them. */

import {
  canonicalName,
  encodeRdata,
  equalOctets,
  parentName,
  type ResourceRecord,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { rdataKey } from '../masterfile/canonical-order.ts';
import type { ZoneChange } from '../zone/zone-change.ts';
import type { ZoneContents } from '../zone/zone-contents.ts';
import type { ZoneDraft } from '../zone/zone-draft.ts';
import type { UpdateRules } from './update-rules.ts';

/** Whether an RRset to which something came has more records than the rules allow. */
export function hasTooMany(
  draft: ZoneDraft,
  added: readonly ResourceRecord[],
  { maxRecordsPerType = Infinity }: UpdateRules,
): boolean {
  return added.some(({ name, type }) => {
    return (draft.byData(canonicalName(name), type)?.size ?? 0) > maxRecordsPerType;
  });
}

/** Whether an update that left every record as it was counts as a change by the rules. */
export function isStillChange(
  contents: ZoneContents,
  { updates }: Pick<UpdateMessage, 'updates'>,
  rules: UpdateRules,
): boolean {
  return (
    (rules.countsReplacement === true &&
      updates.some((record) => isDeleted(contents, record, rules))) ||
    (rules.countsCase === true && updates.some((record) => isRespelled(contents, record)))
  );
}

/** Whether a record of an update deletes what is there. */
function isDeleted(
  contents: ZoneContents,
  record: UpdateRecord,
  { deletesByCase = false }: UpdateRules,
): boolean {
  const { type, class: rrClass, data } = record;
  const name = canonicalName(record.name);
  const stays = (one: string) => name === contents.apex && (one === 'SOA' || one === 'NS');
  if (rrClass === 'ANY' && type === 'ANY') {
    return [...(contents.node(name)?.rrsets.keys() ?? [])].some((one) => !stays(one));
  }
  const present = stays(type) ? undefined : contents.get(name, type);
  if (rrClass === 'ANY') return present !== undefined;
  if (rrClass !== 'NONE' || data === undefined) return false;
  const stored = present?.byData.get(rdataKey(type, data));
  return stored !== undefined && (!deletesByCase || isSpelledAlike(type, stored.data, data));
}

/** Whether a record of an update adds data that is there in other letters. */
function isRespelled(contents: ZoneContents, record: UpdateRecord): boolean {
  const { name, type, class: rrClass, data } = record;
  if (rrClass === 'ANY' || rrClass === 'NONE' || data === undefined) return false;
  const stored = contents.get(canonicalName(name), type)?.byData.get(rdataKey(type, data));
  if (stored === undefined) return false;
  // The data of a CNAME is compared without regard to case even so.
  return stored.name !== name || (type !== 'CNAME' && !isSpelledAlike(type, stored.data, data));
}

/** Whether data that is equal is so to the letter. */
export function isSpelledAlike(type: string, a: unknown, b: unknown): boolean {
  // The data is of the type, which the compiler does not see in what varies.
  return equalOctets(encodeRdata(type, a as never), encodeRdata(type, b as never));
}

/** Takes away the DS of each owner whose last NS went, or that has none and was given a DS. */
export function dropOrphanedDs(
  draft: ZoneDraft,
  { removed, added }: Pick<ZoneChange, 'removed' | 'added'>,
): void {
  const touched = [
    ...removed.filter(({ type }) => type === 'NS'),
    ...added.filter(({ type }) => type === 'DS'),
  ];
  for (const { name: owner } of touched) {
    const name = canonicalName(owner);
    if (draft.byData(name, 'NS') === undefined) draft.removeRRset(name, 'DS');
  }
}

/** Whether a record would stand below a DNAME, or is one with names below it (RFC 6672 section 2.4). */
export function isAboutDname(
  draft: ZoneDraft,
  apex: string,
  { name: owner, type }: ResourceRecord,
): boolean {
  const name = canonicalName(owner);
  if (type === 'DNAME' && draft.hasNamesBelow(name)) return true;
  for (let above = name; above !== apex; ) {
    // Names are in the zone, so that the apex is met before the root is passed.
    above = parentName(above) as string;
    if (draft.byData(above, 'DNAME') !== undefined) return true;
  }
  return false;
}
