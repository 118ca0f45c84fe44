/**
 * The rules by which BIND and Knot depart from RFC 2136, and where that is written. The random updates
 * hold each of them to the server: what differs from the RFC has to be one of these.
 */

import type { UpdateRules } from '@zonewright/zone';

const measured = 'not in SERVERS.md; found by the random updates';

export const departures: Readonly<
  Record<'bind' | 'knot', Readonly<Partial<Record<keyof UpdateRules, string>>>>
> = {
  bind: {
    countsRepeatedValues: 'SERVERS.md, BIND: "RRset exists (value) listed twice": NXRRSET',
    prescan: 'SERVERS.md, L24 (check-names), and BIND: RRSIG/NSEC from a client',
    ignoresAdd: `a DS at the apex (PEERS.md 4.3), NS and DNAME at a wildcard (${measured})`,
    countsCase: `equal data in other letters moves the serial; ${measured}`,
    dropsOrphanedDs: 'SERVERS.md, BIND: DS without a delegation: NOERROR, serial +1, dropped',
    maxRecordsPerType: 'SERVERS.md, L23',
    inspect: `SERVERS.md, BIND: "post update name server sanity check"; of an MX too: ${measured}`,
  },
  knot: {
    keepsTtlOfEqualData: 'SERVERS.md, L10; but a CNAME takes the TTL',
    refusesBelowDname: `REFUSED for a DNAME above names, and for names below one; ${measured}`,
  },
};
