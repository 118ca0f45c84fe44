/**
 * Updates and what must come of them by RFC 2136 section 3: once on the zone in memory, and once
 * on BIND, so that what is expected here is not our own opinion. The cases are those that BIND's
 * `update_test.pl` and Knot's `ddns` tests have, and what else the RFC says.
 */

/** Master-file text of the zone that every case starts from. */
export const caseZone = `$TTL 300
@ IN SOA ns1 hostmaster 100 3600 600 86400 60
@ IN NS ns1
@ IN NS ns2
@ IN TXT "apex"
ns1 IN A 192.0.2.1
ns2 IN A 192.0.2.2
ns3 IN A 192.0.2.3
host IN A 192.0.2.10
host IN A 192.0.2.11
host IN AAAA 2001:db8::10
host IN TXT "v1"
alias IN CNAME host
mx IN MX 10 Host
one 120 IN A 192.0.2.50
leaf.ent IN A 192.0.2.20
*.wild IN A 192.0.2.30
deleg IN NS ns.deleg
ns.deleg IN A 192.0.2.40
txt IN TXT "abc" "def"
dn IN DNAME target.example.net.
`;

export interface UpdateCase {
  /** The rule, with the section of RFC 2136 where no other is named. */
  readonly rule: string;
  readonly script: readonly string[];
  /** @default 'NOERROR' */
  readonly rcode?: string;
  /** Records that go and come, the SOA aside. @default none */
  readonly removed?: readonly string[];
  readonly added?: readonly string[];
  /** The serial afterwards. @default 101 where records go or come, else 100 */
  readonly serial?: number;
  /** Why BIND is not asked, or answers otherwise. */
  readonly notBind?: string;
}

const added = ['new.Z 60 IN A 192.0.2.180'];

/** Prerequisites before an add that shows whether they held. */
function when(rule: string, prerequisites: readonly string[], rcode = 'NOERROR'): UpdateCase {
  const script = [...prerequisites.map((line) => `prereq ${line}`), 'add new.Z 60 A 192.0.2.180'];
  return rcode === 'NOERROR' ? { rule, script, rcode, added } : { rule, script, rcode };
}

export const prerequisiteCases: readonly UpdateCase[] = [
  when('3.2.1 name in use: it owns records', ['yxdomain host.Z']),
  when('3.2.1 name in use: the apex does', ['yxdomain Z']),
  when('3.2.1 name in use: it owns none', ['yxdomain no.Z'], 'NXDOMAIN'),
  when('7.7 name in use: an empty non-terminal is not', ['yxdomain ent.Z'], 'NXDOMAIN'),
  when('3.2.2 name not in use: it owns none', ['nxdomain no.Z']),
  when('3.2.2 name not in use: it owns records', ['nxdomain host.Z'], 'YXDOMAIN'),
  when('7.7 name not in use: an empty non-terminal', ['nxdomain ent.Z']),
  when('3.2.1 RRset exists: it does', ['yxrrset host.Z A']),
  when('3.2.1 RRset exists: neither name nor type', ['yxrrset no.Z A'], 'NXRRSET'),
  when('3.2.1 RRset exists: the name without the type', ['yxrrset host.Z MX'], 'NXRRSET'),
  when('1.1.4 RRset exists: a CNAME is not followed', ['yxrrset alias.Z A'], 'NXRRSET'),
  when('3.2.2 RRset does not exist: no such name', ['nxrrset no.Z A']),
  when('3.2.2 RRset does not exist: the name without the type', ['nxrrset host.Z MX']),
  when('3.2.2 RRset does not exist: it does', ['nxrrset host.Z A'], 'YXRRSET'),
  when('3.2.3 value: one record', ['yxrrset one.Z A 192.0.2.50']),
  when('3.2.3 value: other data', ['yxrrset one.Z A 192.0.2.51'], 'NXRRSET'),
  when('3.2.3 value: no such RRset', ['yxrrset no.Z A 192.0.2.51'], 'NXRRSET'),
  when('3.2.3 value: the whole set', [
    'yxrrset host.Z A 192.0.2.10',
    'yxrrset host.Z A 192.0.2.11',
  ]),
  when('3.2.3 value: the whole set in another order', [
    'yxrrset host.Z A 192.0.2.11',
    'yxrrset host.Z A 192.0.2.10',
  ]),
  when('3.2.3 value: a subset', ['yxrrset host.Z A 192.0.2.10'], 'NXRRSET'),
  when(
    '3.2.3 value: a superset',
    ['yxrrset host.Z A 192.0.2.10', 'yxrrset host.Z A 192.0.2.11', 'yxrrset host.Z A 192.0.2.12'],
    'NXRRSET',
  ),
  when(
    '3.2.3 value: as many, one of them another',
    ['yxrrset host.Z A 192.0.2.10', 'yxrrset host.Z A 192.0.2.12'],
    'NXRRSET',
  ),
  when('3.2.3 value: sets of two names and three types, interleaved', [
    'yxrrset host.Z A 192.0.2.11',
    'yxrrset one.Z A 192.0.2.50',
    'yxrrset host.Z TXT "v1"',
    'yxrrset host.Z AAAA 2001:db8::10',
    'yxrrset host.Z A 192.0.2.10',
  ]),
  when(
    '3.2.3 value: interleaved, one of the sets incomplete',
    ['yxrrset host.Z A 192.0.2.11', 'yxrrset one.Z A 192.0.2.50', 'yxrrset host.Z TXT "v1"'],
    'NXRRSET',
  ),
  when('5.7 the SOA as a lock of the zone', [
    'yxrrset Z SOA ns1.Z hostmaster.Z 100 3600 600 86400 60',
  ]),
  when(
    '5.7 the SOA as a lock of the zone: it moved on',
    ['yxrrset Z SOA ns1.Z hostmaster.Z 99 3600 600 86400 60'],
    'NXRRSET',
  ),
  when('1.1.2 names compare without regard to case', ['yxrrset HOST.Z A', 'yxdomain hOsT.Z']),
  when('1.1.2 names in data compare without regard to case', ['yxrrset mx.Z MX 10 HOST.Z']),
  when('1.1.2 text in data does not', ['yxrrset host.Z TXT "V1"'], 'NXRRSET'),
  when('1.1.3 a wildcard makes no name', ['yxdomain x.wild.Z'], 'NXDOMAIN'),
  when('1.1.3 a wildcard makes no RRset', ['yxrrset x.wild.Z A'], 'NXRRSET'),
  when('1.1.3 a wildcard makes no value', ['yxrrset x.wild.Z A 192.0.2.30'], 'NXRRSET'),
  when('1.1.3 the wildcard itself is a name', ['yxdomain *.wild.Z', 'nxdomain *.host.Z']),
  when('1.1.3 the wildcard itself has RRsets', ['yxrrset *.wild.Z A', 'nxrrset *.wild.Z TXT']),
  when('1.1.3 the wildcard itself has values', ['yxrrset *.wild.Z A 192.0.2.30']),
  when('7.18 glue below a delegation is zone data', ['yxrrset ns.deleg.Z A 192.0.2.40']),
  when('3.2 name in use outside the zone', ['yxdomain host.example.org.'], 'NOTZONE'),
  when('3.2 name not in use outside the zone', ['nxdomain host.example.org.'], 'NOTZONE'),
  when('3.2 RRset exists outside the zone', ['yxrrset host.example.org. A'], 'NOTZONE'),
  when('3.2 RRset does not exist outside the zone', ['nxrrset host.example.org. A'], 'NOTZONE'),
  when('3.2 value outside the zone', ['yxrrset host.example.org. A 192.0.2.1'], 'NOTZONE'),
  when('3.2.5 the first that fails decides', ['nxrrset host.Z A', 'yxdomain no.Z'], 'YXRRSET'),
  when(
    '3.2.5 values are compared after all others were checked',
    ['yxrrset one.Z A 192.0.2.51', 'nxdomain host.Z'],
    'YXDOMAIN',
  ),
  {
    ...when('3.2.3 value: a record that is listed twice is one of the set', [
      'yxrrset one.Z A 192.0.2.50',
      'yxrrset one.Z A 192.0.2.50',
    ]),
    notBind: 'it counts records instead of comparing sets; Knot says NOERROR',
  },
];

export const updateCases: readonly UpdateCase[] = [
  {
    rule: '3.4.2.2 adds a record to a new name',
    script: ['add new.Z 60 A 192.0.2.180'],
    added,
  },
  {
    rule: '3.4.2.2 adds to an RRset, to a name, to the apex, and an RRset, in one message',
    script: [
      'add host.Z 300 A 192.0.2.12',
      'add host.Z 60 SRV 0 0 80 host.Z',
      'add Z 300 TXT "more"',
      'add new.Z 60 A 192.0.2.1',
      'add new.Z 60 A 192.0.2.2',
    ],
    added: [
      'Z 300 IN TXT "more"',
      'host.Z 300 IN A 192.0.2.12',
      'host.Z 60 IN SRV 0 0 80 host.Z',
      'new.Z 60 IN A 192.0.2.1',
      'new.Z 60 IN A 192.0.2.2',
    ],
  },
  {
    rule: '3.4.2.2 ignores an equal record',
    script: ['add one.Z 120 A 192.0.2.50', 'add mx.Z 300 MX 10 HOST.Z'],
    notBind: 'the case of a name in data counts for it as a change',
  },
  {
    rule: '3.4.2.2 ignores an equal record, twice',
    script: Array(2).fill('add one.Z 120 A 192.0.2.50'),
  },
  {
    rule: '3.4.2.2 an equal record with another TTL changes the TTL',
    script: ['add one.Z 121 A 192.0.2.50'],
    removed: ['one.Z 120 IN A 192.0.2.50'],
    added: ['one.Z 121 IN A 192.0.2.50'],
  },
  {
    rule: 'RFC 2181 5.2 a record with another TTL takes its RRset along',
    script: ['add host.Z 302 A 192.0.2.12'],
    removed: ['host.Z 300 IN A 192.0.2.10', 'host.Z 300 IN A 192.0.2.11'],
    added: [
      'host.Z 302 IN A 192.0.2.10',
      'host.Z 302 IN A 192.0.2.11',
      'host.Z 302 IN A 192.0.2.12',
    ],
  },
  {
    rule: 'RFC 2181 5.2 of two TTLs in one message the last counts',
    script: ['add one.Z 302 A 192.0.2.51', 'add one.Z 303 A 192.0.2.52'],
    removed: ['one.Z 120 IN A 192.0.2.50'],
    added: ['one.Z 303 IN A 192.0.2.50', 'one.Z 303 IN A 192.0.2.51', 'one.Z 303 IN A 192.0.2.52'],
  },
  {
    rule: '3.4.2 deleting and adding changes the TTL',
    script: ['delete one.Z A', 'add one.Z 777 A 192.0.2.50'],
    removed: ['one.Z 120 IN A 192.0.2.50'],
    added: ['one.Z 777 IN A 192.0.2.50'],
  },
  {
    rule: '3.6 an update that comes out even leaves the serial',
    script: ['delete one.Z A', 'add one.Z 120 A 192.0.2.50'],
  },
  {
    rule: '3.6 so does one whose adds are deleted again',
    script: ['add new.Z 60 A 192.0.2.1', 'delete new.Z'],
  },
  {
    rule: '3.6 so does a change of TTL and back',
    script: ['add one.Z 121 A 192.0.2.50', 'add one.Z 120 A 192.0.2.50'],
  },
  { rule: '3.4.2 no update at all changes nothing', script: ['prereq yxdomain host.Z'] },
  {
    rule: '3.4.2.4 deletes record after record, until the name is gone',
    script: [
      'delete host.Z A 192.0.2.10',
      'delete host.Z A 192.0.2.11',
      'delete host.Z AAAA 2001:db8::10',
      'delete host.Z TXT "v1"',
    ],
    removed: [
      'host.Z 300 IN A 192.0.2.10',
      'host.Z 300 IN A 192.0.2.11',
      'host.Z 300 IN AAAA 2001:db8::10',
      'host.Z 300 IN TXT "v1"',
    ],
  },
  {
    rule: '3.4.2.3 deletes an RRset, whatever the case',
    script: ['delete HOST.Z A'],
    removed: ['host.Z 300 IN A 192.0.2.10', 'host.Z 300 IN A 192.0.2.11'],
  },
  {
    rule: '3.4.2.3 deletes all RRsets of a name, but not what lies below it',
    script: ['delete host.Z', 'delete ent.Z'],
    removed: [
      'host.Z 300 IN A 192.0.2.10',
      'host.Z 300 IN A 192.0.2.11',
      'host.Z 300 IN AAAA 2001:db8::10',
      'host.Z 300 IN TXT "v1"',
    ],
  },
  {
    rule: '3.4.2 deleting what is not there is no error',
    script: [
      'delete no.Z',
      'delete host.Z MX',
      'delete no.Z PTR host.Z',
      'delete one.Z A 192.0.2.99',
      'delete one.Z SRV 0 0 80 host.Z',
    ],
  },
  {
    rule: '1.1.2 a name in data is deleted whatever the case',
    script: ['delete mx.Z MX 10 HOST.Z'],
    removed: ['mx.Z 300 IN MX 10 Host.Z'],
  },
  {
    rule: '3.4.2.4 text in other character-strings is another record',
    script: ['delete txt.Z TXT "abcdef"'],
  },
  {
    rule: '3.4.2.4 text in the same character-strings is deleted',
    script: ['delete txt.Z TXT "abc" "def"'],
    removed: ['txt.Z 300 IN TXT "abc" "def"'],
  },
  {
    rule: '3.4.2 the order counts: added, then deleted with its RRset',
    script: ['add one.Z 120 A 192.0.2.51', 'delete one.Z A'],
    removed: ['one.Z 120 IN A 192.0.2.50'],
  },
  {
    rule: '3.4.2 the order counts: deleted with its RRset, then added',
    script: ['delete one.Z A', 'add one.Z 120 A 192.0.2.51'],
    removed: ['one.Z 120 IN A 192.0.2.50'],
    added: ['one.Z 120 IN A 192.0.2.51'],
  },
  {
    rule: '3.4.2 the order counts: added and deleted by value',
    script: ['add new.Z 60 A 192.0.2.1', 'add new.Z 60 A 192.0.2.180', 'delete new.Z A 192.0.2.1'],
    added,
  },
  {
    rule: '3.4.2.2 a CNAME beside other data is ignored',
    script: ['add host.Z 300 CNAME one.Z', 'add new.Z 60 A 192.0.2.180'],
    added,
  },
  {
    rule: '3.4.2.2 other data beside a CNAME is ignored',
    script: ['add alias.Z 300 A 192.0.2.1', 'add alias.Z 300 DNAME a.example.net.'],
  },
  { rule: '3.4.2.2 a CNAME at the apex is ignored', script: ['add Z 300 CNAME host.Z'] },
  { rule: '3.4.2.2 an equal CNAME is ignored', script: ['add alias.Z 300 CNAME host.Z'] },
  {
    rule: '3.4.2.2 a CNAME takes the place of a CNAME',
    script: ['add alias.Z 300 CNAME one.Z'],
    removed: ['alias.Z 300 IN CNAME host.Z'],
    added: ['alias.Z 300 IN CNAME one.Z'],
  },
  {
    rule: '3.4.2.2 of two CNAMEs the last counts',
    script: ['add new.Z 60 CNAME one.Z', 'add new.Z 61 CNAME host.Z'],
    added: ['new.Z 61 IN CNAME host.Z'],
  },
  {
    rule: '3.4.2 a CNAME in the place of other data, deleted before',
    script: ['delete one.Z', 'add one.Z 60 CNAME host.Z'],
    removed: ['one.Z 120 IN A 192.0.2.50'],
    added: ['one.Z 60 IN CNAME host.Z'],
  },
  {
    rule: '3.4.2 other data in the place of a CNAME, deleted before',
    script: ['delete alias.Z CNAME', 'add alias.Z 60 A 192.0.2.1'],
    removed: ['alias.Z 300 IN CNAME host.Z'],
    added: ['alias.Z 60 IN A 192.0.2.1'],
  },
  {
    rule: '3.4.2 other data before the CNAME is deleted: ignored, and the CNAME deleted',
    script: ['add alias.Z 60 A 192.0.2.1', 'delete alias.Z CNAME'],
    removed: ['alias.Z 300 IN CNAME host.Z'],
  },
  {
    rule: 'RFC 6672 5.2 a DNAME takes the place of a DNAME',
    script: ['add dn.Z 300 DNAME b.example.net.'],
    removed: ['dn.Z 300 IN DNAME target.example.net.'],
    added: ['dn.Z 300 IN DNAME b.example.net.'],
  },
  {
    rule: 'RFC 6672 2.4 a DNAME may stand beside other data',
    script: ['add one.Z 60 DNAME b.example.net.'],
    added: ['one.Z 60 IN DNAME b.example.net.'],
  },
  {
    rule: '3.4.2.3 the NS RRset of the apex stays',
    script: ['delete Z NS'],
  },
  {
    rule: '3.4.2.3 the SOA and the NS of the apex stay when all is deleted',
    script: ['delete Z'],
    removed: ['Z 300 IN TXT "apex"'],
  },
  {
    rule: '3.4.2.4 the last NS of the apex stays',
    script: ['delete Z NS ns1.Z', 'delete Z NS ns2.Z'],
    removed: ['Z 300 IN NS ns1.Z'],
  },
  {
    rule: '3.4.2.4 which is the last depends on the order',
    script: ['delete Z NS ns2.Z', 'delete Z NS ns1.Z', 'add Z 300 NS ns3.Z'],
    removed: ['Z 300 IN NS ns2.Z'],
    added: ['Z 300 IN NS ns3.Z'],
  },
  {
    rule: '3.4.2.4 the NS of the apex are replaced by adding the new first',
    script: ['add Z 300 NS ns3.Z', 'delete Z NS ns1.Z', 'delete Z NS ns2.Z'],
    removed: ['Z 300 IN NS ns1.Z', 'Z 300 IN NS ns2.Z'],
    added: ['Z 300 IN NS ns3.Z'],
  },
  {
    rule: '3.4.2.3 deleting the NS RRset of the apex and adding another keeps the old',
    script: ['delete Z NS', 'add Z 300 NS ns3.Z'],
    added: ['Z 300 IN NS ns3.Z'],
  },
  {
    rule: '3.4.2.4 the last NS of another name goes',
    script: ['delete deleg.Z NS ns.deleg.Z'],
    removed: ['deleg.Z 300 IN NS ns.deleg.Z'],
  },
  {
    rule: '3.4.2.3 the NS RRset of another name goes',
    script: ['delete deleg.Z NS'],
    removed: ['deleg.Z 300 IN NS ns.deleg.Z'],
  },
  {
    rule: '3.4.2.3 a delegation goes with all of its name, its glue stays',
    script: ['delete deleg.Z'],
    removed: ['deleg.Z 300 IN NS ns.deleg.Z'],
  },
  {
    rule: '7.18 a delegation comes with its glue, and over data that is there',
    script: ['add cut.Z 60 NS ns.cut.Z', 'add ns.cut.Z 60 A 192.0.2.7', 'add ent.Z 60 NS ns1.Z'],
    added: ['cut.Z 60 IN NS ns.cut.Z', 'ent.Z 60 IN NS ns1.Z', 'ns.cut.Z 60 IN A 192.0.2.7'],
  },
  {
    rule: '7.18 data below a delegation is stored',
    script: ['add below.deleg.Z 60 A 192.0.2.8'],
    added: ['below.deleg.Z 60 IN A 192.0.2.8'],
  },
  { rule: '3.4.2.3 the SOA cannot be deleted', script: ['delete Z SOA'] },
  {
    rule: '3.4.2.4 the SOA cannot be deleted by value',
    script: ['delete Z SOA ns1.Z hostmaster.Z 100 3600 600 86400 60'],
  },
  {
    rule: '3.4.2.2 an SOA with a higher serial takes the place of the SOA; 3.6 the serial is its own',
    script: [
      'add Z 300 SOA ns1.Z hostmaster.Z 110 3600 600 86400 60',
      'add new.Z 60 A 192.0.2.180',
    ],
    added,
    serial: 110,
  },
  {
    rule: '3.4.2.2 an SOA alone is a change',
    script: ['add Z 300 SOA ns1.Z hostmaster.Z 110 3600 600 86400 60'],
    serial: 110,
  },
  {
    rule: '3.4.2.2 an SOA with an equal serial is ignored',
    script: ['add Z 300 SOA ns2.Z hostmaster.Z 100 3600 600 86400 60'],
  },
  {
    rule: '3.4.2.2 an SOA with a lower serial is ignored, the rest is done',
    script: ['add Z 300 SOA ns2.Z hostmaster.Z 90 3600 600 86400 60', 'add new.Z 60 A 192.0.2.180'],
    added,
  },
  {
    rule: '3.4.2.2 lower is by RFC 1982: 100 is above 4294967000',
    script: ['add Z 300 SOA ns2.Z hostmaster.Z 4294967000 3600 600 86400 60'],
  },
  {
    rule: '3.4.2.2 an SOA below the apex is ignored',
    script: ['add host.Z 300 SOA ns2.Z hostmaster.Z 200 3600 600 86400 60'],
  },
  {
    rule: '3.4.2 SOA added and deleted: it stays as added',
    script: [
      'add Z 300 SOA ns1.Z hostmaster.Z 110 3600 600 86400 60',
      'delete Z SOA ns1.Z hostmaster.Z 110 3600 600 86400 60',
    ],
    serial: 110,
  },
  {
    rule: '1.1.3 a wildcard owner is literal',
    script: ['delete *.wild.Z A 192.0.2.30', 'delete x.wild.Z', 'add *.new.Z 60 A 192.0.2.9'],
    removed: ['*.wild.Z 300 IN A 192.0.2.30'],
    added: ['*.new.Z 60 IN A 192.0.2.9'],
  },
  {
    rule: 'RFC 3597 data of unknown types, of no octets too, comes',
    script: ['add new.Z 60 TYPE65280 \\# 3 010203', 'add new.Z 60 TYPE999 \\# 0'],
    added: ['new.Z 60 IN TYPE65280 \\# 3 010203', 'new.Z 60 IN TYPE999 \\# 0'],
  },
  {
    rule: 'RFC 3597 data of an unknown type goes by value',
    script: [
      'add new.Z 60 TYPE65280 \\# 3 010203',
      'add new.Z 60 TYPE65280 \\# 2 0102',
      'delete new.Z TYPE65280 \\# 3 010203',
    ],
    added: ['new.Z 60 IN TYPE65280 \\# 2 0102'],
  },
  {
    rule: '3.4.1.3 an owner outside the zone: nothing is done',
    script: ['add new.Z 60 A 192.0.2.1', 'add host.example.org. 60 A 192.0.2.1'],
    rcode: 'NOTZONE',
  },
  {
    rule: '3.4.1.3 a deletion outside the zone: nothing is done',
    script: ['delete host.Z', 'delete host.example.org.'],
    rcode: 'NOTZONE',
  },
  {
    rule: '3.4.1.3 a name that only ends in the same letters is outside the zone',
    script: ['add new.Z 60 A 192.0.2.1', 'add xZ 60 A 192.0.2.1'],
    rcode: 'NOTZONE',
  },
];
