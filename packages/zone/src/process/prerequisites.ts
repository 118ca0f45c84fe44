/** The prerequisite section of an update (RFC 2136 section 3.2). */

import { canonicalName, isInZone, type Rcode, type UpdateMessage } from '@zonewright/wire';
import { rdataKey } from '../masterfile/canonical-order.ts';
import { contentsOf, type Zone } from '../zone/zone.ts';
import type { ZoneContents } from '../zone/zone-contents.ts';
import { rfcRules, type UpdateRules } from './update-rules.ts';

/**
 * Checks the prerequisites against the zone, in their order; those with data are gathered and
 * compared as whole RRsets at the end (section 3.2.3). Names are literal: no wildcard and no CNAME
 * is followed (sections 1.1.3 and 1.1.4), an empty non-terminal is not in use (section 7.7), a TTL
 * in the zone counts for nothing.
 *
 * @returns NOERROR where all hold; else FORMERR, NOTZONE, NXDOMAIN, YXDOMAIN, NXRRSET or YXRRSET
 */
export function checkPrerequisites(
  zone: Zone,
  message: Pick<UpdateMessage, 'prerequisites'>,
  { countsRepeatedValues = false }: UpdateRules = rfcRules,
): Rcode {
  const contents = contentsOf(zone);
  const wanted = new Map<string, { name: string; type: string; keys: Set<string> }>();
  for (const { name: owner, type, class: rrClass, ttl, data } of message.prerequisites) {
    if (ttl !== 0) return 'FORMERR';
    if (!isInZone(owner, zone.name)) return 'NOTZONE';
    const name = canonicalName(owner);
    if (rrClass === 'ANY') {
      if (data !== undefined) return 'FORMERR';
      if (!isUsed(contents, name, type)) return type === 'ANY' ? 'NXDOMAIN' : 'NXRRSET';
    } else if (rrClass === 'NONE') {
      if (data !== undefined) return 'FORMERR';
      if (isUsed(contents, name, type)) return type === 'ANY' ? 'YXDOMAIN' : 'YXRRSET';
    } else if (rrClass === zone.class && data !== undefined) {
      const rrset = `${name} ${type}`;
      const { keys } = wanted.get(rrset) ?? { keys: new Set<string>() };
      const key = rdataKey(type, data);
      // What is in no RRset makes the list another one.
      keys.add(countsRepeatedValues && keys.has(key) ? `${key} again` : key);
      wanted.set(rrset, { name, type, keys });
    } else {
      return 'FORMERR';
    }
  }
  for (const { name, type, keys } of wanted.values()) {
    if (!holdsExactly(contents, name, type, keys)) return 'NXRRSET';
  }
  return 'NOERROR';
}

/** Whether a name owns an RRset of the type; of any type where it is ANY. */
function isUsed(contents: ZoneContents, name: string, type: string): boolean {
  if (type === 'ANY') return (contents.node(name)?.rrsets.size ?? 0) > 0;
  return contents.get(name, type) !== undefined;
}

function holdsExactly(
  contents: ZoneContents,
  name: string,
  type: string,
  keys: ReadonlySet<string>,
): boolean {
  const stored = contents.get(name, type);
  if (stored === undefined || stored.records.length !== keys.size) return false;
  for (const key of keys) if (!stored.byData.has(key)) return false;
  return true;
}
