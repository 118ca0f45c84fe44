/**
 * Updates (RFC 2136 section 3): whose zone it is, who may change it, whether it takes changes now;
 * the rest is the zone's.
 */

import type { Rcode, UpdateMessage } from '@zonewright/wire';
import { checkZoneSection, processUpdate } from '@zonewright/zone';
import type { Request } from './request.ts';
import type { ServedZones } from './served-zones.ts';

/**
 * Carries out an update, or nothing of it.
 *
 * Who may is asked before the prerequisites, as BIND does and RFC 2136 section 3.3 leaves open: a
 * prerequisite that fails would tell what the zone holds to whoever asks.
 */
export function answerUpdate(
  { message, verdict }: Request<UpdateMessage>,
  zones: ServedZones,
): Rcode {
  const served =
    message.zone === undefined ? undefined : zones.exactly(message.zone.name, message.zone.class);
  const rcode = checkZoneSection(served?.zone, message);
  if (served === undefined || rcode !== 'NOERROR') return rcode;
  if (verdict.status !== 'verified' || served.frozen) return 'REFUSED';
  return processUpdate(served.zone, message).rcode;
}
