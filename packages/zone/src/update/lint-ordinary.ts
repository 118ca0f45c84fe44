/** What no rule of `lint` has anything to say of, told at a glance. */

import type { RRType, UpdateRecord } from '@zonewright/wire';
import type { UpdateZone } from './update-zone.ts';

/** Types whose insertion alone can be in vain. */
function hasRule(type: RRType): boolean {
  return type === 'CNAME' || type === 'DNAME' || type === 'SOA' || type === 'DS';
}

/**
 * Whether all records are insertions, of types that have no rules of their own, with one TTL: the
 * rules are about what is removed, about those types, and about one record with two TTLs. What the
 * prerequisites say matters to removals and to those types alone, but for a CNAME that is there.
 */
export function areOrdinary(
  zone: UpdateZone,
  prerequisites: readonly UpdateRecord[],
  records: readonly UpdateRecord[],
): boolean {
  if (prerequisites.some((r) => r.type === 'CNAME' && r.class !== 'NONE')) return false;
  const ttl = records[0]?.ttl;
  for (const record of records) {
    if (record.class !== zone.class || hasRule(record.type) || record.ttl !== ttl) return false;
  }
  return true;
}
