/** The servers that can be imitated, by name. */

import { InvalidOptionError } from '@zonewright/wire';
import { bind } from './bind.ts';
import { knot } from './knot.ts';
import { powerdns } from './powerdns.ts';
import type { Profile } from './profile.ts';

export type { Profile } from './profile.ts';

/** A server to take after: BIND 9.18, Knot DNS 3.2 or PowerDNS Authoritative 4.7. */
export type ProfileName = 'bind' | 'knot' | 'powerdns';

const profiles: Readonly<Record<ProfileName, Profile>> = { bind, knot, powerdns };

/** Nothing is done otherwise than the RFCs say. */
const none: Profile = { updates: {}, replies: {} };

/** The profile of a name; that of the RFCs for undefined. @throws {InvalidOptionError} */
export function profileOf(name: ProfileName | undefined): Profile {
  if (name === undefined) return none;
  if (Object.hasOwn(profiles, name)) return profiles[name];
  throw new InvalidOptionError('profile', name, "'bind', 'knot' or 'powerdns' is needed");
}
