/**
 * What must hold at every name of a zone. The constructor checks all names, a change those that it
 * touches.
 */

import {
  isInZone,
  isMetaType,
  type ResourceRecord,
  type RRClass,
  sameName,
} from '@zonewright/wire';
import { InvalidZoneError } from './invalid-zone-error.ts';

/** The zone that records are checked for. */
export interface ZoneIdentity {
  /** Absolute. */
  readonly name: string;
  readonly class: RRClass;
}

/** Types that may stand beside a CNAME (RFC 4034 section 3, RFC 4035 section 2.5, RFC 2181 10.1). */
const besideCname: ReadonlySet<string> = new Set(['RRSIG', 'NSEC', 'SIG', 'NXT', 'KEY']);

/** Whether records of a type may have the same owner as a CNAME. */
export function mayStandBesideCname(type: string): boolean {
  return type === 'CNAME' || besideCname.has(type);
}

/** The types of which an owner has one record at most, with the section that says so. */
const singletons: ReadonlyMap<string, string> = new Map([
  ['SOA', 'RFC 1035 section 5.2'],
  ['CNAME', 'RFC 2181 section 10.1'],
  ['DNAME', 'RFC 6672 section 2.4'],
]);

/** Whether an owner has at most one record of a type, so that another takes its place. */
export function isSingleton(type: string): boolean {
  return singletons.has(type);
}

/** @throws {InvalidZoneError} where a record cannot be part of the zone at all */
export function checkMembership(record: ResourceRecord, zone: ZoneIdentity): void {
  const { name, type } = record;
  const refuse = (rule: string): never => {
    throw new InvalidZoneError(zone.name, name, type, rule);
  };
  if (record.class !== zone.class) {
    refuse(`class ${record.class} in a zone of class ${zone.class} (RFC 1035 section 5.2)`);
  }
  if (isMetaType(type)) refuse('no zone holds a meta type (RFC 6895 section 3.1)');
  if (!isInZone(name, zone.name)) refuse('the owner is not in the zone (RFC 1034 section 4.2)');
  if (type === 'SOA' && !sameName(name, zone.name)) {
    refuse('an SOA stands at the apex alone (RFC 1035 section 5.2)');
  }
}

/**
 * Checks the RRsets of one name together.
 *
 * @param sizes the number of records by type; 0 for none
 * @throws {InvalidZoneError}
 */
export function checkNode(
  owner: string,
  sizes: Iterable<readonly [type: string, records: number]>,
  zone: ZoneIdentity,
): void {
  let hasCname = false;
  let hasSoa = false;
  let stranger: string | undefined;
  for (const [type, records] of sizes) {
    if (records === 0) continue;
    const section = singletons.get(type);
    if (records > 1 && section !== undefined) {
      throw new InvalidZoneError(
        zone.name,
        owner,
        type,
        `${records} records, one allowed (${section})`,
      );
    }
    if (type === 'CNAME') hasCname = true;
    else if (!mayStandBesideCname(type)) stranger = type;
    if (type === 'SOA') hasSoa = true;
  }
  if (hasCname && stranger !== undefined) {
    throw new InvalidZoneError(
      zone.name,
      owner,
      'CNAME',
      `a CNAME beside ${stranger} (RFC 1034 section 3.6.2)`,
    );
  }
  if (!hasSoa && sameName(owner, zone.name)) {
    throw new InvalidZoneError(zone.name, owner, 'SOA', 'a zone has an SOA (RFC 1035 section 5.2)');
  }
}
