/** Knot DNS 3.2: where it departs from RFC 2136, as measured. */

import { isMetaType, type Rcode, type UpdateMessage } from '@zonewright/wire';
import type { Profile } from './profile.ts';

/** What is decided before the zone is looked for. */
function refusal({ zone }: UpdateMessage): Rcode | undefined {
  if (zone?.class === 'CH') return 'NOTIMP';
  return zone?.class === 'NONE' ? 'REFUSED' : undefined;
}

/** An answer that Knot gives before it has looked at the signature, or as if it had none. */
function leavesUnsigned({ zone, updates }: UpdateMessage, rcode: Rcode): boolean {
  switch (rcode) {
    case 'NOTAUTH':
    case 'NOTIMP':
      return true;
    case 'REFUSED':
      return zone?.class === 'NONE';
    case 'FORMERR':
      return (
        zone?.type !== 'SOA' ||
        updates.some((record) => record.class === zone.class && isMetaType(record.type))
      );
    default:
      return false;
  }
}

export const knot: Profile = {
  updates: { keepsTtlOfEqualData: (type) => type !== 'CNAME', refusesBelowDname: true },
  replies: {
    unsignedUpdate: 'NOTAUTH',
    refusal,
    leavesUnsigned,
    copiesHeader: true,
    leavesOutEdns: (rcode) => rcode !== 'BADVERS' && rcode !== 'NOTAUTH',
  },
};
