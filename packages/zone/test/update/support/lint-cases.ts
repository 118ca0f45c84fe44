/**
 * Updates of which servers skip a part, and ones that look alike and are carried out. `lint.test.ts`
 * holds the findings to them, `lint-servers.test.ts` holds both to the servers themselves.
 *
 * The zone has, beside its SOA: NS ns1 and ns2 and an MX at the apex; www with A 192.0.2.80 and AAAA;
 * alias, a CNAME.
 */

import type { Update } from '@zonewright/zone';

export type Server = 'BIND' | 'Knot' | 'PowerDNS';

const all: readonly Server[] = ['BIND', 'Knot', 'PowerDNS'];

export interface LintCase {
  readonly title: string;
  readonly build: (update: Update) => Update;
  /** Each as `operation name type`, the name relative. */
  readonly findings: readonly string[];
  /** The servers that skip. */
  readonly skippedBy: readonly Server[];
  /** Records that the zone has when all is carried out, as `name ttl type data`. */
  readonly present?: readonly string[];
  /** Beginnings of records that it does not have then. */
  readonly absent?: readonly string[];
  /** Servers that refuse the update aloud, or that stop over it. */
  readonly loud?: readonly Server[];
}

const digest = 'a'.repeat(64);
const ds = `\\# 36 0001 08 02 ${digest}`;
const soa = (serial: number) => `ns1.example.test. mail.example.test. ${serial} 3600 600 86400 300`;
const template = 'ns1.example.test. hostmaster.example.test. 1 3600 600 86400 300';

export const lintCases: readonly LintCase[] = [
  {
    title: 'other data after a CNAME of the same update (L1)',
    build: (u) => u.insert('new', 60, 'CNAME', 'x.example').insert('new', 60, 'A', '192.0.2.9'),
    findings: ['insert new A'],
    skippedBy: ['BIND', 'Knot'],
    present: ['new 60 A 192.0.2.9'],
    loud: ['PowerDNS'],
  },
  {
    title: 'a CNAME after other data of the same update (L2)',
    build: (u) => u.insert('new', 60, 'A', '192.0.2.9').insert('new', 60, 'CNAME', 'x.example'),
    findings: ['insert new CNAME'],
    skippedBy: ['BIND', 'Knot'],
    present: ['new 60 CNAME x.example.'],
    loud: ['PowerDNS'],
  },
  {
    title: 'a CNAME beside other data that a prerequisite says is there (L2)',
    build: (u) => u.rrsetUsed('www', 'A').insert('www', 60, 'CNAME', 'x.example'),
    findings: ['insert www CNAME'],
    skippedBy: ['BIND', 'Knot'],
    present: ['www 60 CNAME x.example.'],
    loud: ['PowerDNS'],
  },
  {
    title: 'a CNAME beside other data of which a prerequisite has the values (L2)',
    build: (u) =>
      u
        .used('www', 'A', '192.0.2.80')
        .removeRRset('www', 'AAAA')
        .insert('www', 60, 'CNAME', 'x.example'),
    findings: ['insert www CNAME'],
    skippedBy: ['BIND', 'Knot'],
    present: ['www 60 CNAME x.example.'],
    loud: ['PowerDNS'],
  },
  {
    title: 'other data beside a CNAME that a prerequisite says is there (L1)',
    build: (u) => u.rrsetUsed('alias', 'CNAME').insert('alias', 60, 'A', '192.0.2.9'),
    findings: ['insert alias A'],
    skippedBy: ['BIND', 'Knot'],
    present: ['alias 60 A 192.0.2.9'],
    loud: ['PowerDNS'],
  },
  {
    title: 'a CNAME after the removal of what a prerequisite says is there (L4)',
    build: (u) =>
      u
        .used('www', 'A', '192.0.2.80')
        .rrsetUsed('www', 'AAAA')
        .remove('www', 'A', '192.0.2.80')
        .removeRRset('www', 'AAAA')
        .insert('www', 60, 'CNAME', 'x.example'),
    findings: [],
    skippedBy: [],
    present: ['www 60 CNAME x.example.'],
    absent: ['www 300 A', 'www 300 AAAA'],
  },
  {
    title: 'other data after the removal of the CNAME that a prerequisite says is there (L4)',
    build: (u) =>
      u
        .rrsetUsed('alias', 'CNAME')
        .remove('alias', 'CNAME', 'www.example.test.')
        .insert('alias', 60, 'A', '192.0.2.9'),
    findings: [],
    skippedBy: [],
    present: ['alias 60 A 192.0.2.9'],
    absent: ['alias 300 CNAME'],
  },
  {
    title: 'a CNAME at the apex (L2)',
    build: (u) => u.insert('@', 60, 'CNAME', 'x.example'),
    findings: ['insert @ CNAME'],
    skippedBy: ['BIND', 'Knot'],
    present: ['@ 60 CNAME x.example.'],
    loud: ['PowerDNS'],
  },
  {
    title: 'other data before the CNAME there is removed (L3)',
    build: (u) => u.insert('alias', 60, 'A', '192.0.2.9').removeRRset('alias', 'CNAME'),
    findings: ['insert alias A'],
    skippedBy: ['BIND', 'Knot'],
    present: ['alias 60 A 192.0.2.9'],
    absent: ['alias 300 CNAME'],
  },
  {
    title: 'other data before the CNAME there is removed by its data (L3)',
    build: (u) =>
      u.replaceRRset('alias', 60, 'A', '192.0.2.9').remove('alias', 'CNAME', 'www.example.test.'),
    findings: ['replaceRRset alias A'],
    skippedBy: ['BIND', 'Knot'],
    present: ['alias 60 A 192.0.2.9'],
    absent: ['alias 300 CNAME'],
  },
  {
    title: 'other data after the CNAME there is removed (L4)',
    build: (u) => u.removeRRset('alias', 'CNAME').insert('alias', 60, 'A', '192.0.2.9'),
    findings: [],
    skippedBy: [],
    present: ['alias 60 A 192.0.2.9'],
    absent: ['alias 300 CNAME'],
  },
  {
    title: 'a CNAME before the other data there is removed (L3)',
    build: (u) =>
      u.insert('www', 60, 'CNAME', 'x.example').removeRRset('www', 'A').removeRRset('www', 'AAAA'),
    findings: ['insert www CNAME'],
    skippedBy: ['BIND', 'Knot'],
    present: ['www 60 CNAME x.example.'],
    absent: ['www 300 A', 'www 300 AAAA'],
  },
  {
    title: 'a CNAME after the name is removed (L4)',
    build: (u) => u.removeName('www').insert('www', 60, 'CNAME', 'x.example'),
    findings: [],
    skippedBy: [],
    present: ['www 60 CNAME x.example.'],
    absent: ['www 300 A', 'www 300 AAAA'],
  },
  {
    title: 'a second CNAME at a name',
    build: (u) => u.insert('new', 60, 'CNAME', 'x.example').insert('new', 60, 'CNAME', 'y.example'),
    findings: ['insert new CNAME'],
    skippedBy: all,
    present: ['new 60 CNAME x.example.'],
  },
  {
    title: 'the NS RRset of the apex removed (L5)',
    build: (u) => u.removeRRset('@', 'NS'),
    findings: ['removeRRset @ NS'],
    skippedBy: all,
    absent: ['@ 300 NS'],
  },
  {
    title: 'the NS RRset of the apex removed and another added (L6)',
    build: (u) => u.removeRRset('@', 'NS').insert('@', 300, 'NS', 'mail.example.test.'),
    findings: ['removeRRset @ NS'],
    skippedBy: all,
    present: ['@ 300 NS mail.example.test.'],
    absent: ['@ 300 NS ns1', '@ 300 NS ns2'],
  },
  {
    title: 'the name servers of the apex exchanged, the new one first (L7)',
    build: (u) =>
      u
        .used('@', 'NS', 'ns1.example.test.', 'ns2.example.test.')
        .insert('@', 300, 'NS', 'mail.example.test.')
        .remove('@', 'NS', 'ns1.example.test.', 'ns2.example.test.'),
    findings: [],
    skippedBy: [],
    present: ['@ 300 NS mail.example.test.'],
    absent: ['@ 300 NS ns1', '@ 300 NS ns2'],
  },
  {
    title: 'the name servers of the apex exchanged, the new one last (L8)',
    build: (u) =>
      u
        .used('@', 'NS', 'ns1.example.test.', 'ns2.example.test.')
        .remove('@', 'NS', 'ns1.example.test.', 'ns2.example.test.')
        .insert('@', 300, 'NS', 'mail.example.test.'),
    findings: ['remove @ NS'],
    skippedBy: ['BIND', 'Knot'],
    present: ['@ 300 NS mail.example.test.'],
    absent: ['@ 300 NS ns1', '@ 300 NS ns2'],
  },
  {
    title: 'all name servers of the apex removed one by one (L8)',
    build: (u) =>
      u
        .used('@', 'NS', 'ns1.example.test.', 'ns2.example.test.')
        .remove('@', 'NS', 'ns1.example.test.')
        .remove('@', 'NS', 'ns2.example.test.'),
    findings: ['remove @ NS'],
    skippedBy: all,
    absent: ['@ 300 NS'],
  },
  {
    title: 'the apex removed but for its SOA and NS records (RFC 2136 section 3.4.2.3)',
    build: (u) => u.removeName('@'),
    findings: [],
    skippedBy: [],
    absent: ['@ 300 MX'],
  },
  {
    title: 'the SOA RRset removed (L9)',
    build: (u) => u.removeRRset('@', 'SOA'),
    findings: ['removeRRset @ SOA'],
    skippedBy: all,
    absent: ['@ 300 SOA'],
  },
  {
    title: 'the SOA record removed (L9)',
    build: (u) => u.remove('@', 'SOA', template),
    findings: ['remove @ SOA'],
    skippedBy: all,
    absent: ['@ 300 SOA'],
  },
  {
    title: 'a SOA whose serial does not move on (L9)',
    build: (u) => u.used('@', 'SOA', template).insert('@', 300, 'SOA', soa(1)),
    findings: ['insert @ SOA'],
    skippedBy: all,
    present: [`@ 300 SOA ${soa(1)}`],
  },
  {
    title: 'a SOA whose serial moves back (L9, RFC 1982)',
    build: (u) => u.used('@', 'SOA', template).insert('@', 300, 'SOA', soa(2 ** 32 - 5)),
    findings: ['insert @ SOA'],
    skippedBy: all,
    present: [`@ 300 SOA ${soa(2 ** 32 - 5)}`],
  },
  {
    title: 'a SOA whose serial moves on',
    build: (u) => u.used('@', 'SOA', template).replaceRRset('@', 300, 'SOA', soa(2030010101)),
    findings: [],
    skippedBy: [],
    present: [`@ 300 SOA ${soa(2030010101)}`],
  },
  {
    title: 'a SOA below the apex',
    build: (u) => u.insert('sub', 300, 'SOA', soa(1)),
    findings: ['insert sub SOA'],
    skippedBy: all,
    present: [`sub 300 SOA ${soa(1)}`],
    loud: ['Knot'],
  },
  {
    title: 'the same record with two TTLs (L10)',
    build: (u) => u.insert('new', 60, 'A', '192.0.2.9').insert('new', 600, 'A', '192.0.2.9'),
    findings: ['insert new A'],
    skippedBy: ['Knot'],
    present: ['new 600 A 192.0.2.9'],
  },
  {
    title: 'a TTL changed by removing the RRset first (L12)',
    build: (u) => u.replaceRRset('www', 600, 'A', '192.0.2.80'),
    findings: [],
    skippedBy: [],
    present: ['www 600 A 192.0.2.80'],
  },
  {
    title: 'a record added and removed again',
    build: (u) => u.insert('new', 60, 'A', '192.0.2.9').remove('new', 'A', '192.0.2.9'),
    findings: ['remove new A'],
    skippedBy: ['PowerDNS'],
    absent: ['new 60 A'],
  },
  {
    title: 'a record added before its RRset is replaced',
    build: (u) =>
      u.insert('www', 300, 'A', '192.0.2.9').replaceRRset('www', 300, 'A', '192.0.2.10'),
    findings: ['replaceRRset www A'],
    skippedBy: ['PowerDNS'],
    present: ['www 300 A 192.0.2.10'],
    absent: ['www 300 A 192.0.2.9'],
  },
  {
    title: 'a record added before its name is removed',
    build: (u) => u.insert('www', 300, 'TXT', 'x').removeName('www'),
    findings: ['removeName www TXT'],
    skippedBy: ['PowerDNS'],
    absent: ['www 300 TXT', 'www 300 A'],
  },
  {
    title: 'a record added, removed and added once more',
    build: (u) =>
      u
        .insert('new', 60, 'A', '192.0.2.9')
        .removeRRset('new', 'A')
        .insert('new', 60, 'A', '192.0.2.9'),
    findings: [],
    skippedBy: [],
    present: ['new 60 A 192.0.2.9'],
  },
  {
    title: 'a DS at the apex',
    build: (u) => u.insert('@', 300, 'DS', ds),
    findings: ['insert @ DS'],
    skippedBy: ['BIND'],
    present: [`@ 300 DS 1 8 2 ${digest.toUpperCase()}`],
  },
  {
    title: 'a DS where there is no delegation',
    build: (u) => u.nameNotUsed('new').insert('new', 300, 'DS', ds),
    findings: ['insert new DS'],
    skippedBy: ['BIND'],
    present: [`new 300 DS 1 8 2 ${digest.toUpperCase()}`],
  },
  {
    title: 'a DS before its delegation is added',
    build: (u) =>
      u.nameNotUsed('new').insert('new', 300, 'DS', ds).insert('new', 300, 'NS', 'ns.example.'),
    findings: [],
    skippedBy: [],
    present: [`new 300 DS 1 8 2 ${digest.toUpperCase()}`, 'new 300 NS ns.example.'],
  },
];
