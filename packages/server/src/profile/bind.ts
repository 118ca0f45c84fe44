/** BIND 9.18: where it departs from RFC 2136, as measured. */

import {
  type Rcode,
  type ResourceRecord,
  sameName,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import type { ZoneIdentity } from '@zonewright/zone';
import { checkAddresses } from './address-checks.ts';
import { checkNames } from './check-names.ts';
import type { Profile } from './profile.ts';

/** DNSSEC's records that the server alone makes. */
const ofTheServer: ReadonlySet<string> = new Set(['RRSIG', 'NSEC', 'NSEC3']);

function prescan(record: UpdateRecord): Rcode {
  return ofTheServer.has(record.type) ? 'REFUSED' : checkNames(record);
}

/** Wildcards with NS or DNAME (RFC 4592 sections 4.2 and 4.4), and a DS of the zone itself. */
function ignoresAdd({ name, type }: ResourceRecord, zone: ZoneIdentity): boolean {
  if (type === 'DS') return sameName(name, zone.name);
  return (type === 'NS' || type === 'DNAME') && name.startsWith('*.');
}

/** What is decided before the zone is looked for. A TSIG error in a request stops all but the reply. */
function refusal({ zone, tsig }: UpdateMessage): Rcode | undefined {
  if (isMetaClass(zone?.class)) return 'FORMERR';
  if (zone?.class === 'CH') return 'NOTIMP';
  return tsig !== undefined && tsig.error !== 0 ? 'NOERROR' : undefined;
}

const isMetaClass = (rrClass: string | undefined) => rrClass === 'ANY' || rrClass === 'NONE';

/** A message that BIND cannot parse, so that it does not come to the signature. */
function isUnparsable({ zone, prerequisites, updates }: UpdateMessage): boolean {
  if (zone === undefined || isMetaClass(zone.class)) return true;
  const isForeign = (record: UpdateRecord) =>
    record.class !== zone.class && !isMetaClass(record.class);
  const hasData = ({ data }: UpdateRecord) => data !== undefined;
  return (
    [...prerequisites, ...updates].some(isForeign) ||
    prerequisites.some((record) => isMetaClass(record.class) && hasData(record)) ||
    updates.some((record) => record.class === 'ANY' && hasData(record))
  );
}

export const bind: Profile = {
  updates: {
    countsRepeatedValues: true,
    prescan,
    ignoresAdd,
    countsCase: true,
    maxRecordsPerType: 100,
    dropsOrphanedDs: true,
    inspect: checkAddresses,
  },
  replies: {
    refusal,
    leavesUnsigned: (message, rcode) => rcode === 'FORMERR' && isUnparsable(message),
    leavesOutZone: ({ zone }) => isMetaClass(zone?.class),
  },
};
