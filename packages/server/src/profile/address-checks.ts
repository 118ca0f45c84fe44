/**
 * BIND's integrity checks of a changed zone: name servers of the apex and mail exchanges inside the zone
 * have addresses (SERVERS.md: "post update name server sanity check failed").
 */

import { canonicalName, isInZone, type Rcode } from '@zonewright/wire';
import { lookup, type Zone, type ZoneChange } from '@zonewright/zone';

/** REFUSED for a new NS of the apex, or a new MX, whose target in the zone has no address. */
export function checkAddresses(zone: Zone, { added }: ZoneChange): Rcode {
  const apex = canonicalName(zone.name);
  for (const record of added) {
    const target =
      record.type === 'MX'
        ? record.data.exchange
        : record.type === 'NS' && canonicalName(record.name) === apex
          ? record.data
          : undefined;
    if (target !== undefined && !hasAddress(zone, target)) return 'REFUSED';
  }
  return 'NOERROR';
}

/**
 * Whether a name has an address, or BIND cannot tell: it does not mind an empty non-terminal, unless
 * that is below a DNAME.
 */
function hasAddress(zone: Zone, name: string): boolean {
  if (!isInZone(name, zone.name)) return true;
  const looks = (['A', 'AAAA'] as const).map((type) => ({ type, ...lookup(zone, name, type) }));
  if (looks.some(({ answers }) => answers[0]?.type === 'DNAME')) return false;
  if (zone.isEmptyNonTerminal(name)) return true;
  return looks.some(
    ({ type, status, answers }) =>
      status === 'referral' || (status === 'answer' && answers[0]?.type === type),
  );
}
