/**
 * The update section, record by record in its order, on a draft of the zone (RFC 2136 section
 * 3.4.2). What the RFC has ignored is ignored here, without an error.
 */

import {
  canonicalName,
  checkRecord,
  maxTtl,
  type Rcode,
  type RecordOf,
  type ResourceRecord,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { rdataKey } from '../masterfile/canonical-order.ts';
import { serialCompare } from '../zone/serial.ts';
import type { ZoneDraft } from '../zone/zone-draft.ts';
import { isSingleton, mayStandBesideCname, type ZoneIdentity } from '../zone/zone-rules.ts';
import { isAboutDname, isSpelledAlike } from './departures.ts';
import { rfcRules, type UpdateRules } from './update-rules.ts';

/** Octets of address and protocol, by which WKS records are told apart (section 3.4.2.2). */
const wksIdentityBytes = 5;

/**
 * Carries out updates that passed the prescan.
 *
 * @returns NOERROR; with rules also another RCODE, on which the draft is to be dropped
 */
export function applyUpdates(
  draft: ZoneDraft,
  zone: ZoneIdentity,
  message: Pick<UpdateMessage, 'updates'>,
  rules: UpdateRules = rfcRules,
): Rcode {
  const apex = canonicalName(zone.name);
  const isLast = ({ class: rrClass, type, name }: UpdateRecord): boolean =>
    rules.deletesApexNsTogether === true &&
    rrClass === 'NONE' &&
    type === 'NS' &&
    canonicalName(name) === apex;
  const ordered = rules.deletesFirst ? deletesFirst(message.updates) : message.updates;
  for (const record of ordered) {
    if (isLast(record)) continue;
    if (record.class === 'ANY') deleteRRsets(draft, apex, record);
    else if (record.class === 'NONE') deleteRecord(draft, apex, record, rules);
    else if (record.data !== undefined && rules.ignoresAdd?.(record, zone) !== true) {
      if (rules.refusesBelowDname && isAboutDname(draft, apex, record)) return 'REFUSED';
      if (!addRecord(draft, record, rules)) return rules.cnameConflict ?? 'NOERROR';
    }
  }
  const last = ordered.filter(isLast);
  if (last.length < (draft.byData(apex, 'NS')?.size ?? 0)) {
    for (const record of last) deleteRecord(draft, apex, record, rules);
  }
  return 'NOERROR';
}

function deletesFirst(updates: readonly UpdateRecord[]): readonly UpdateRecord[] {
  const rank = ({ class: rrClass, type }: UpdateRecord): number => {
    if (rrClass === 'ANY' || rrClass === 'NONE') return 0;
    return type === 'CNAME' ? 1 : 2;
  };
  return [...updates].sort((a, b) => rank(a) - rank(b));
}

/**
 * Section 3.4.2.2. DNSSEC's records may stand beside a CNAME (RFC 4035 section 2.5); a DNAME takes
 * the place of another (RFC 6672 section 5.2). Equal data takes the new TTL, and so does the whole
 * RRset (RFC 2181 section 5.2).
 *
 * @returns false for a CNAME beside other data where rules have another RCODE for it
 */
function addRecord(draft: ZoneDraft, input: ResourceRecord, rules: UpdateRules): boolean {
  const record = withSoundTtl(input);
  const { type } = record;
  const name = canonicalName(record.name);
  if (isCnameConflict(draft, name, type)) return rules.cnameConflict === undefined;
  if (record.type === 'SOA' && !raisesSerial(draft, name, record)) return true;
  if (
    rules.keepsTtlOfEqualData?.(type) &&
    draft.byData(name, type)?.has(rdataKey(type, record.data))
  ) {
    return true;
  }
  for (const key of replacedBy(draft, name, record)) draft.remove(name, type, key);
  draft.put(record);
  return true;
}

function isCnameConflict(draft: ZoneDraft, name: string, type: string): boolean {
  if (type !== 'CNAME') {
    return !mayStandBesideCname(type) && draft.byData(name, 'CNAME') !== undefined;
  }
  for (const other of draft.types(name)) if (!mayStandBesideCname(other)) return true;
  return false;
}

function raisesSerial(draft: ZoneDraft, name: string, { data }: RecordOf<'SOA'>): boolean {
  const [current] = draft.byData(name, 'SOA')?.values() ?? [];
  return current?.type === 'SOA' && serialCompare(data.serial, current.data.serial) === 1;
}

/** The keys of the data that goes when a record comes; data equal to its own is not among it. */
function replacedBy(draft: ZoneDraft, name: string, { type, data }: ResourceRecord): string[] {
  if (!isSingleton(type) && type !== 'WKS') return [];
  const own = rdataKey(type, data);
  const bytes = type === 'WKS' ? wksIdentityBytes : 0;
  return [...(draft.byData(name, type)?.keys() ?? [])].filter(
    (key) => key !== own && key.slice(0, bytes) === own.slice(0, bytes),
  );
}

/** Section 3.4.2.3. SOA and NS of the apex stay, whatever is asked for. */
function deleteRRsets(draft: ZoneDraft, apex: string, { name: owner, type }: UpdateRecord): void {
  const name = canonicalName(owner);
  for (const present of type === 'ANY' ? [...draft.types(name)] : [type]) {
    if (name !== apex || (present !== 'SOA' && present !== 'NS')) draft.removeRRset(name, present);
  }
}

/** Section 3.4.2.4. The SOA stays, and so does the last NS of the apex. */
function deleteRecord(
  draft: ZoneDraft,
  apex: string,
  record: UpdateRecord,
  { deletesByCase = false }: UpdateRules,
): void {
  const { type } = record;
  const name = canonicalName(record.name);
  if (type === 'SOA') return;
  const present = draft.byData(name, type);
  if (type === 'NS' && name === apex && present?.size === 1) return;
  // Without data it is rdata of no octets, which the prescan allowed for types of opaque data alone.
  const key = record.data === undefined ? '' : rdataKey(type, record.data);
  const stored = present?.get(key);
  if (deletesByCase && stored !== undefined && !isSpelledAlike(type, stored.data, record.data))
    return;
  draft.remove(name, type, key);
}

/** A TTL with the top bit set is taken for 0 (RFC 2181 section 8). */
function withSoundTtl(record: ResourceRecord): ResourceRecord {
  if (record.ttl <= maxTtl) return checkRecord(record) as ResourceRecord;
  // Type and data stay together, which the compiler does not see in the spread of a union.
  return checkRecord({ ...record, ttl: 0 } as ResourceRecord) as ResourceRecord;
}
