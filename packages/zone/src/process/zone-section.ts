/**
 * The zone section of an update (RFC 2136 section 3.1). Which zone a message is for is the server's
 * to find; this says whether it is this one.
 */

import { type Rcode, sameName, type UpdateMessage } from '@zonewright/wire';
import type { ZoneIdentity } from '../zone/zone-rules.ts';

/**
 * Checks that a message is for a zone: NOERROR, FORMERR where the section is missing or its type is
 * not SOA, NOTAUTH for another zone or class.
 *
 * @param zone name and class suffice; undefined where there is no zone of the name
 */
export function checkZoneSection(
  zone: ZoneIdentity | undefined,
  message: Pick<UpdateMessage, 'zone'>,
): Rcode {
  if (message.zone === undefined || message.zone.type !== 'SOA') return 'FORMERR';
  if (zone === undefined || message.zone.class !== zone.class) return 'NOTAUTH';
  return sameName(message.zone.name, zone.name) ? 'NOERROR' : 'NOTAUTH';
}
