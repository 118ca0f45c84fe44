/**
 * The update section, record by record in its order, on a draft of the zone (RFC 2136 section
 * 3.4.2). What the RFC has ignored is ignored here, without an error.
 */

import {
  canonicalName,
  checkRecord,
  maxTtl,
  type RecordOf,
  type ResourceRecord,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { rdataKey } from '../masterfile/canonical-order.ts';
import { serialCompare } from '../zone/serial.ts';
import type { ZoneDraft } from '../zone/zone-draft.ts';
import { isSingleton, mayStandBesideCname } from '../zone/zone-rules.ts';

/** Octets of address and protocol, by which WKS records are told apart (section 3.4.2.2). */
const wksIdentityBytes = 5;

/**
 * Carries out updates that passed the prescan.
 *
 * @param apex the zone's name in canonical form
 */
export function applyUpdates(
  draft: ZoneDraft,
  apex: string,
  message: Pick<UpdateMessage, 'updates'>,
): void {
  for (const record of message.updates) {
    if (record.class === 'ANY') deleteRRsets(draft, apex, record);
    else if (record.class === 'NONE') deleteRecord(draft, apex, record);
    else if (record.data !== undefined) addRecord(draft, record);
  }
}

/**
 * Section 3.4.2.2. DNSSEC's records may stand beside a CNAME (RFC 4035 section 2.5); a DNAME takes
 * the place of another (RFC 6672 section 5.2). Equal data takes the new TTL, and so does the whole
 * RRset (RFC 2181 section 5.2).
 */
function addRecord(draft: ZoneDraft, input: ResourceRecord): void {
  const record = withSoundTtl(input);
  const { type } = record;
  const name = canonicalName(record.name);
  if (type === 'CNAME') {
    for (const other of draft.types(name)) if (!mayStandBesideCname(other)) return;
  } else if (!mayStandBesideCname(type) && draft.byData(name, 'CNAME') !== undefined) {
    return;
  }
  if (record.type === 'SOA' && !raisesSerial(draft, name, record)) return;
  for (const key of replacedBy(draft, name, record)) draft.remove(name, type, key);
  draft.put(record);
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
function deleteRecord(draft: ZoneDraft, apex: string, record: UpdateRecord): void {
  const { type } = record;
  const name = canonicalName(record.name);
  if (type === 'SOA') return;
  if (type === 'NS' && name === apex && draft.byData(name, type)?.size === 1) return;
  // Without data it is rdata of no octets, which the prescan allowed for types of opaque data alone.
  draft.remove(name, type, record.data === undefined ? '' : rdataKey(type, record.data));
}

/** A TTL with the top bit set is taken for 0 (RFC 2181 section 8). */
function withSoundTtl(record: ResourceRecord): ResourceRecord {
  if (record.ttl <= maxTtl) return checkRecord(record) as ResourceRecord;
  // Type and data stay together, which the compiler does not see in the spread of a union.
  return checkRecord({ ...record, ttl: 0 } as ResourceRecord) as ResourceRecord;
}
