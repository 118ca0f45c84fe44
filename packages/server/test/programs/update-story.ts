/**
 * One zone and what is done to it, step by step: RFC 2136 section 3 with the special cases that BIND's
 * and Knot's suites look at, in the language of nsupdate. `Z` stands for the zone's name. The same story
 * is told by several programs to several servers.
 */

export interface Step {
  /** The rule, with the section of RFC 2136 where no other is named. */
  readonly rule: string;
  readonly script: readonly string[];
  /** @default 'NOERROR' */
  readonly rcode?: string;
  /** What BIND says in its place, and why; neither changes the zone then. */
  readonly bind?: { readonly rcode: string; readonly why: string };
  /** Records that come and go, the SOA aside. @default none */
  readonly come?: readonly string[];
  readonly gone?: readonly string[];
  /** The serial afterwards. @default one more where records come or go */
  readonly serial?: number;
}

export const startText = `$TTL 300
@ IN SOA ns1 hostmaster 100 3600 600 86400 60
@ IN NS ns1
@ IN NS ns2
ns1 IN A 192.0.2.1
ns2 IN A 192.0.2.2
ns3 IN A 192.0.2.3
`;

const soa = (serial: number, ttl = 300) =>
  `update add Z ${ttl} SOA ns1.Z hostmaster.Z ${serial} 3600 600 86400 60`;
const hold = (rule: string, ...prerequisites: string[]): Step => ({
  rule,
  script: prerequisites.map((line) => `prereq ${line}`),
});
const fail = (rcode: string, rule: string, ...prerequisites: string[]): Step => ({
  ...hold(rule, ...prerequisites),
  script: [...prerequisites.map((line) => `prereq ${line}`), 'update add never.Z 60 A 192.0.2.99'],
  rcode,
});
const pair = ['p.Z 300 IN A 192.0.2.11', 'p.Z 300 IN A 192.0.2.12'] as const;

export const story: readonly Step[] = [
  // Prerequisites where nothing is.
  fail('NXDOMAIN', '3.2.1 a name without records is not in use', 'yxdomain p.Z'),
  fail('NXRRSET', '3.2.1 an RRset without records does not exist', 'yxrrset p.Z A'),
  fail('NXRRSET', '3.2.3 nor does one with a value', 'yxrrset p.Z A 192.0.2.11'),
  hold('3.2.2 a name without records is not in use', 'nxdomain p.Z'),
  hold('3.2.2 an RRset without records does not exist', 'nxrrset p.Z A'),
  {
    rule: '3.4.2.2 what is not there is added, on condition that it is not',
    script: ['prereq nxdomain p.Z', 'update add p.Z 300 A 192.0.2.11'],
    come: [pair[0]],
  },
  {
    ...fail('YXDOMAIN', '3.2.2 and the same once more is not', 'nxdomain p.Z'),
    script: ['prereq nxdomain p.Z', 'update add p.Z 300 A 192.0.2.11'],
  },
  // Prerequisites where something is.
  hold('3.2.1 a name in use', 'yxdomain p.Z', 'yxdomain Z', 'yxdomain P.Z'),
  hold('3.2.1 an RRset that exists', 'yxrrset p.Z A', 'yxrrset Z SOA', 'nxrrset p.Z TXT'),
  hold('3.2.3 one with its value', 'yxrrset p.Z A 192.0.2.11'),
  fail('NXRRSET', '3.2.3 one with another value', 'yxrrset p.Z A 192.0.2.12'),
  fail('YXRRSET', '3.2.2 an RRset that exists', 'nxrrset p.Z A'),
  { rule: '3.4.2.2 a second value', script: ['update add p.Z 300 A 192.0.2.12'], come: [pair[1]] },
  hold('3.2.3 both values', 'yxrrset p.Z A 192.0.2.11', 'yxrrset p.Z A 192.0.2.12'),
  hold('3.2.3 in any order', 'yxrrset p.Z A 192.0.2.12', 'yxrrset p.Z A 192.0.2.11'),
  fail('NXRRSET', '3.2.3 a subset is another set', 'yxrrset p.Z A 192.0.2.11'),
  fail(
    'NXRRSET',
    '3.2.3 a superset is another set',
    'yxrrset p.Z A 192.0.2.11',
    'yxrrset p.Z A 192.0.2.12',
    'yxrrset p.Z A 192.0.2.13',
  ),
  fail(
    'NXRRSET',
    '3.2.3 as many, one of them another',
    'yxrrset p.Z A 192.0.2.11',
    'yxrrset p.Z A 192.0.2.13',
  ),
  {
    ...hold('3.2.3 listed twice', 'yxrrset ns1.Z A 192.0.2.1', 'yxrrset ns1.Z A 192.0.2.1'),
    bind: { rcode: 'NXRRSET', why: 'SERVERS.md, BIND: "RRset exists (value) listed twice"' },
  },
  // Three RRsets of two names, interleaved.
  {
    rule: '3.4.2.2 RRsets of two names and two types in one message',
    script: [
      'update add q.Z 300 TXT "one"',
      'update add r.Z 300 MX 10 ns1.Z',
      'update add q.Z 300 TXT "two" "parts"',
      'update add r.Z 300 MX 20 ns2.Z',
      'update add q.Z 300 AAAA 2001:db8::1',
    ],
    come: [
      'q.Z 300 IN AAAA 2001:db8::1',
      'q.Z 300 IN TXT "one"',
      'q.Z 300 IN TXT "two" "parts"',
      'r.Z 300 IN MX 10 ns1.Z',
      'r.Z 300 IN MX 20 ns2.Z',
    ],
  },
  hold(
    '3.2.3 eight values of four RRsets, interleaved',
    'yxrrset p.Z A 192.0.2.12',
    'yxrrset q.Z TXT "one"',
    'yxrrset r.Z MX 20 ns2.Z',
    'yxrrset q.Z AAAA 2001:db8::1',
    'yxrrset q.Z TXT "two" "parts"',
    'yxrrset p.Z A 192.0.2.11',
    'yxrrset r.Z MX 10 ns1.Z',
    'yxrrset ns1.Z A 192.0.2.1',
  ),
  fail(
    'NXRRSET',
    '3.2.3 the same, one of them incomplete',
    'yxrrset p.Z A 192.0.2.12',
    'yxrrset q.Z TXT "one"',
    'yxrrset p.Z A 192.0.2.11',
  ),
  hold(
    '1.1.2 names compare without regard to case',
    'yxrrset R.Z MX 10 NS1.Z',
    'yxrrset r.Z MX 20 ns2.Z',
  ),
  fail('NXRRSET', '1.1.2 text does not', 'yxrrset q.Z TXT "ONE"', 'yxrrset q.Z TXT "two" "parts"'),
  fail('NOTZONE', '3.2.3 a prerequisite outside the zone', 'yxdomain host.example.org.'),
  fail('NOTZONE', '3.2.3 the same of an RRset', 'nxrrset host.example.org. A'),
  {
    rule: '3.4.1.3 an addition outside the zone: nothing of the message is done',
    script: ['update add p.Z 300 A 192.0.2.13', 'update add host.example.org. 300 A 192.0.2.13'],
    rcode: 'NOTZONE',
  },
  {
    rule: '3.4.1.3 a deletion outside the zone: nothing of the message is done',
    script: ['update delete p.Z', 'update delete host.example.org.'],
    rcode: 'NOTZONE',
  },
  hold(
    '5.7 the SOA as a lock of the zone',
    'yxrrset Z SOA ns1.Z hostmaster.Z 103 3600 600 86400 60',
  ),
  fail(
    'NXRRSET',
    '5.7 a lock that is stale',
    'yxrrset Z SOA ns1.Z hostmaster.Z 100 3600 600 86400 60',
  ),
  // Deletion.
  {
    rule: '3.4.2.4 by value, in letters of another case',
    script: ['update delete R.Z MX 10 NS1.Z'],
    gone: ['r.Z 300 IN MX 10 ns1.Z'],
  },
  {
    rule: '3.4.2.4 the last value: the name is gone',
    script: ['update delete r.Z MX 20 ns2.Z', 'update delete r.Z MX 20 ns2.Z'],
    gone: ['r.Z 300 IN MX 20 ns2.Z'],
  },
  hold('7.7 and no longer in use', 'nxdomain r.Z'),
  {
    rule: '3.4.2.4 text in other character-strings is not there',
    script: ['update delete q.Z TXT "twoparts"'],
  },
  {
    rule: '3.4.2.3 an RRset',
    script: ['update delete q.Z TXT'],
    gone: ['q.Z 300 IN TXT "one"', 'q.Z 300 IN TXT "two" "parts"'],
  },
  {
    rule: '3.4.2.3 a name',
    script: ['update delete p.Z', 'update delete q.Z'],
    gone: [...pair, 'q.Z 300 IN AAAA 2001:db8::1'],
  },
  {
    rule: '3.4.2 what is not there',
    script: ['update delete p.Z', 'update delete q.Z TXT', 'update delete ns1.Z SRV 0 0 1 ns1.Z'],
  },
  // Order, and what comes out even.
  {
    rule: '3.4.2 added and deleted with its RRset',
    script: ['update add p.Z 300 A 192.0.2.11', 'update delete p.Z A'],
  },
  {
    rule: '3.4.2 deleted with its RRset and added',
    script: ['update delete p.Z A', 'update add p.Z 300 A 192.0.2.11'],
    come: [pair[0]],
  },
  { rule: '3.4.2.2 what is there, again', script: ['update add p.Z 300 A 192.0.2.11'] },
  {
    rule: '3.6 deleted and added as it was',
    script: ['update delete p.Z A', 'update add p.Z 300 A 192.0.2.11'],
  },
  {
    rule: '3.4.2 added and deleted by value, another stays',
    script: ['update add p.Z 300 A 192.0.2.12', 'update delete p.Z A 192.0.2.11'],
    come: [pair[1]],
    gone: [pair[0]],
  },
  // TTL.
  {
    rule: 'RFC 2181 5.2 another TTL with other data takes the RRset along',
    script: ['update add p.Z 302 A 192.0.2.11'],
    gone: [pair[1]],
    come: ['p.Z 302 IN A 192.0.2.11', 'p.Z 302 IN A 192.0.2.12'],
  },
  {
    rule: 'RFC 2181 5.2 of two TTLs in one message the last counts',
    script: ['update add p.Z 400 A 192.0.2.13', 'update add p.Z 303 A 192.0.2.14'],
    gone: ['p.Z 302 IN A 192.0.2.11', 'p.Z 302 IN A 192.0.2.12'],
    come: [11, 12, 13, 14].map((host) => `p.Z 303 IN A 192.0.2.${host}`),
  },
  {
    rule: '3.4.2.2 equal data with another TTL takes it',
    script: ['update add p.Z 60 A 192.0.2.13'],
    gone: [11, 12, 13, 14].map((host) => `p.Z 303 IN A 192.0.2.${host}`),
    come: [11, 12, 13, 14].map((host) => `p.Z 60 IN A 192.0.2.${host}`),
  },
  {
    rule: '3.4.2 deleted and added with another TTL',
    script: ['update delete p.Z A', 'update add p.Z 777 A 192.0.2.11'],
    gone: [11, 12, 13, 14].map((host) => `p.Z 60 IN A 192.0.2.${host}`),
    come: ['p.Z 777 IN A 192.0.2.11'],
  },
  // CNAME.
  {
    rule: '3.4.2.2 a CNAME comes, and other data beside it is ignored',
    script: ['update add c.Z 300 CNAME p.Z', 'update add c.Z 300 A 192.0.2.1'],
    come: ['c.Z 300 IN CNAME p.Z'],
  },
  {
    rule: '3.4.2.2 a CNAME beside other data is ignored',
    script: ['update add p.Z 300 CNAME ns1.Z'],
  },
  {
    rule: '3.4.2.2 a CNAME takes the place of a CNAME; of two the last',
    script: ['update add c.Z 300 CNAME ns1.Z', 'update add c.Z 300 CNAME ns2.Z'],
    gone: ['c.Z 300 IN CNAME p.Z'],
    come: ['c.Z 300 IN CNAME ns2.Z'],
  },
  {
    rule: '3.4.2 other data, then the deletion of the CNAME: the name is gone',
    script: ['update add c.Z 300 A 192.0.2.1', 'update delete c.Z CNAME'],
    gone: ['c.Z 300 IN CNAME ns2.Z'],
  },
  {
    rule: '3.4.2 the deletion of other data, then a CNAME',
    script: ['update delete p.Z', 'update add p.Z 300 CNAME ns1.Z'],
    gone: ['p.Z 777 IN A 192.0.2.11'],
    come: ['p.Z 300 IN CNAME ns1.Z'],
  },
  fail('NXRRSET', '1.1.4 a prerequisite follows no CNAME', 'yxrrset p.Z A'),
  {
    rule: '3.4.2 the deletion of the CNAME, then other data',
    script: ['update delete p.Z CNAME', 'update add p.Z 300 A 192.0.2.11'],
    gone: ['p.Z 300 IN CNAME ns1.Z'],
    come: [pair[0]],
  },
  // The apex.
  { rule: '3.4.2.3 the NS of the apex stay, as an RRset', script: ['update delete Z NS'] },
  { rule: '3.4.2.3 the NS and the SOA stay, as all of the name', script: ['update delete Z'] },
  {
    rule: '3.4.2.4 the last NS of the apex stays',
    script: ['update delete Z NS ns2.Z', 'update delete Z NS ns1.Z'],
    gone: ['Z 300 IN NS ns2.Z'],
  },
  {
    rule: '3.4.2.4 new ones come, then the old one goes',
    script: ['update add Z 300 NS ns2.Z', 'update add Z 300 NS ns3.Z', 'update delete Z NS ns1.Z'],
    gone: ['Z 300 IN NS ns1.Z'],
    come: ['Z 300 IN NS ns2.Z', 'Z 300 IN NS ns3.Z'],
  },
  {
    rule: '3.4.2.3 the RRset deleted and another added: the old ones stay',
    script: ['update delete Z NS', 'update add Z 300 NS ns1.Z'],
    come: ['Z 300 IN NS ns1.Z'],
  },
  { rule: '3.4.2.3 the SOA stays', script: ['update delete Z SOA'] },
  {
    rule: '3.4.2.4 the SOA stays, by value',
    script: ['update delete Z SOA ns1.Z hostmaster.Z 121 3600 600 86400 60'],
  },
  {
    rule: '3.4.2.3 text at the apex comes, and goes with the name',
    script: ['update add Z 300 TXT "apex"', 'update add p.Z 300 TXT "p"', 'update delete Z'],
    come: ['p.Z 300 IN TXT "p"'],
  },
  { rule: '3.4.2.2 an SOA with a higher serial is taken', script: [soa(200)], serial: 200 },
  { rule: '3.4.2.2 an equal serial is not', script: [soa(200)] },
  { rule: '3.4.2.2 a lower one is not', script: [soa(190)] },
  { rule: '3.4.2.2 nor one that is lower by RFC 1982', script: [soa(2_147_483_900)] },
  {
    rule: '3.6 with an SOA that is taken the serial is its own',
    script: ['update add q.Z 300 TXT "with"', soa(210)],
    come: ['q.Z 300 IN TXT "with"'],
    serial: 210,
  },
  {
    rule: '3.6 with one that is not the serial moves by one',
    script: ['update delete q.Z TXT "with"', soa(205)],
    gone: ['q.Z 300 IN TXT "with"'],
  },
  // Delegations and what lies below them.
  {
    rule: '7.18 a delegation with its glue',
    script: ['update add d.Z 300 NS ns.d.Z', 'update add ns.d.Z 300 A 192.0.2.40'],
    come: ['d.Z 300 IN NS ns.d.Z', 'ns.d.Z 300 IN A 192.0.2.40'],
  },
  hold('7.18 glue is there to be asked for', 'yxrrset ns.d.Z A 192.0.2.40', 'yxrrset d.Z NS'),
  {
    rule: '7.18 data below a delegation is stored',
    script: ['update add x.d.Z 300 TXT "below"'],
    come: ['x.d.Z 300 IN TXT "below"'],
  },
  {
    rule: '3.4.2.4 the last NS of another name goes, the glue stays',
    script: ['update delete d.Z NS ns.d.Z'],
    gone: ['d.Z 300 IN NS ns.d.Z'],
  },
  {
    rule: '3.4.2.3 a delegation over names that are there, and its end as an RRset',
    script: ['update add d.Z 300 NS ns1.Z', 'update add d.Z 300 NS ns2.Z', 'update delete d.Z NS'],
  },
  {
    rule: '3.4.2.3 and as a name',
    script: ['update add d.Z 300 NS ns1.Z', 'update delete d.Z', 'update delete x.d.Z'],
    gone: ['x.d.Z 300 IN TXT "below"'],
  },
  hold('7.7 an empty non-terminal is not in use', 'nxdomain d.Z'),
  fail('NXDOMAIN', '7.7 an empty non-terminal is not in use', 'yxdomain d.Z'),
  // Wildcards.
  {
    rule: '1.1.3 a wildcard is a name like any other',
    script: ['prereq nxdomain *.w.Z', 'update add *.w.Z 300 A 192.0.2.50'],
    come: ['*.w.Z 300 IN A 192.0.2.50'],
  },
  hold(
    '1.1.3 a wildcard makes no name',
    'nxdomain x.w.Z',
    'nxrrset y.w.Z A',
    'yxrrset *.w.Z A 192.0.2.50',
  ),
  fail('NXDOMAIN', '1.1.3 a wildcard makes no name', 'yxdomain x.w.Z'),
  fail('NXRRSET', '1.1.3 a wildcard makes no RRset', 'yxrrset x.w.Z A'),
  { rule: '1.1.3 what a wildcard would make is not deleted', script: ['update delete x.w.Z A'] },
  {
    rule: '1.1.3 the wildcard is',
    script: ['update delete *.w.Z A 192.0.2.50'],
    gone: ['*.w.Z 300 IN A 192.0.2.50'],
  },
  // Types.
  {
    rule: 'RFC 3597 unknown types come',
    script: ['update add t.Z 300 TYPE65280 \\# 3 010203', 'update add t.Z 300 TYPE65280 \\# 1 04'],
    come: ['t.Z 300 IN TYPE65280 \\# 1 04', 't.Z 300 IN TYPE65280 \\# 3 010203'],
  },
  hold(
    'RFC 3597 unknown types are compared by their octets',
    'yxrrset t.Z TYPE65280 \\# 1 04',
    'yxrrset t.Z TYPE65280 \\# 3 010203',
  ),
  {
    rule: 'RFC 3597 unknown types go by value',
    script: ['update delete t.Z TYPE65280 \\# 3 010203'],
    gone: ['t.Z 300 IN TYPE65280 \\# 3 010203'],
  },
  {
    rule: 'RFC 2782, RFC 6672 SRV and DNAME come; a DNAME takes the place of another',
    script: [
      'update add _s._tcp.Z 300 SRV 0 0 80 p.Z',
      'update add u.Z 300 DNAME a.example.net.',
      'update add u.Z 300 DNAME b.example.net.',
    ],
    come: ['_s._tcp.Z 300 IN SRV 0 0 80 p.Z', 'u.Z 300 IN DNAME b.example.net.'],
  },
  { rule: '3.4.2 no update at all', script: ['prereq yxdomain p.Z'] },
];
