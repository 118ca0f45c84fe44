/**
 * Updates (RFC 2136 section 3): whose zone it is, who may change it, whether it takes changes now;
 * the rest is the zone's. Then for how long what was added stays (RFC 9664).
 */

import {
  ednsOption,
  type Rcode,
  type UpdateLeaseOption,
  type UpdateMessage,
} from '@zonewright/wire';
import { checkZoneSection, processUpdate, type ZoneChange } from '@zonewright/zone';
import type { Profile } from '../profile/profiles.ts';
import type { Leases } from './leases.ts';
import { type CheckedPolicy, mayUpdate } from './policy.ts';
import type { Request } from './request.ts';
import { type ServedZones, takesChanges } from './served-zones.ts';

/** What an update is answered with. */
export interface UpdateAnswer {
  readonly rcode: Rcode;
  /** What it did to its zone; undefined for nothing. */
  readonly change?: ZoneChange | undefined;
  /** The lease that it was granted; undefined where it asked for none, or none is given. */
  readonly granted?: UpdateLeaseOption | undefined;
}

/** What decides about an update beside what it says. */
export interface UpdateContext {
  readonly policy: CheckedPolicy;
  /** The server that this one takes after. */
  readonly profile: Profile;
  /** Undefined where the server gives none: the option is passed over then. */
  readonly leases: Leases | undefined;
  /** Unix seconds, from which on a lease counts. */
  readonly now: number;
}

/**
 * Carries out an update, or nothing of it.
 *
 * Who may is asked before the prerequisites, as BIND does and RFC 2136 section 3.3 leaves open: a
 * prerequisite that fails would tell what the zone holds to whoever asks.
 */
export function answerUpdate(
  request: Request<UpdateMessage>,
  zones: ServedZones,
  { policy, leases, profile, now }: UpdateContext,
): UpdateAnswer {
  const { message, verdict } = request;
  const { updates, replies } = profile;
  const refusal = replies.refusal?.(message);
  if (refusal !== undefined) return { rcode: refusal };
  const served =
    message.zone === undefined ? undefined : zones.exactly(message.zone.name, message.zone.class);
  const rcode = checkZoneSection(served?.zone, message);
  if (served === undefined || rcode !== 'NOERROR') return { rcode };
  const { zone } = served;
  if (!mayUpdate(policy, request, zone)) {
    const isUnsigned = verdict.status !== 'verified';
    return { rcode: (isUnsigned ? replies.unsignedUpdate : undefined) ?? 'REFUSED' };
  }
  if (!takesChanges(served)) return { rcode: 'REFUSED' };
  const done = processUpdate(zone, message, { rules: updates, now });
  if (leases === undefined || done.rcode !== 'NOERROR') return done;
  const wanted = ednsOption(message.edns, 'UPDATE-LEASE');
  const granted = wanted && leases.grant(wanted);
  leases.note(zone, message, done.change, { granted, now });
  return { ...done, granted };
}
