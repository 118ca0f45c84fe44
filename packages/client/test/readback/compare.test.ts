import type { QueryMessage, RRType } from '@zonewright/wire';
import { Update, Zone } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { compareName, compareRRset, listsAll } from '../../src/readback/compare.ts';
import type { RRsetComparison } from '../../src/readback/comparison.ts';
import { expectationOf, type RRsetExpectation } from '../../src/readback/expectation.ts';
import { answerOf, readBack, reply, zoneWith } from './replies.ts';

const update = () => new Update('example.com');

/** The one RRset that an update is about. */
function rrsetOf(made: Update): RRsetExpectation {
  const [rrset, ...others] = expectationOf(made.toMessage()).rrsets;
  if (rrset === undefined || others.length > 0) expect.unreachable('one RRset is needed');
  return rrset as RRsetExpectation;
}

function compare(made: Update, answer: QueryMessage): RRsetComparison {
  return compareRRset(rrsetOf(made), answer);
}

function compareRemovedName(made: Update, answer: QueryMessage): RRsetComparison {
  const [name] = expectationOf(made.toMessage()).names;
  return name === undefined ? expect.unreachable('no name') : compareName(name, answer);
}

const data = ({ seen }: RRsetComparison) => seen.map((record) => [record.type, record.data]);

type State = RRsetComparison['state'];
type Case = readonly [rule: string, state: State, made: Update, zone: string];

/** What a zone holds afterwards, whatever became of the update. */
const held: readonly Case[] = [
  [
    'what was inserted is there',
    'applied',
    update().insert('www', 300, 'A', '192.0.2.1'),
    'www A 192.0.2.1',
  ],
  [
    'it is not there, and the name is',
    'missing',
    update().insert('www', 300, 'A', '192.0.2.1'),
    'www TXT a',
  ],
  [
    'it is not there, nor is the name',
    'missing',
    update().insert('www', 300, 'A', '192.0.2.1'),
    '',
  ],
  [
    'one of two is there',
    'missing',
    update().insert('www', 300, 'A', '192.0.2.1', '192.0.2.2'),
    'www A 192.0.2.1',
  ],
  [
    'it has another TTL (L10)',
    'missing',
    update().insert('www', 60, 'A', '192.0.2.1'),
    'www A 192.0.2.1',
  ],
  [
    'other data is beside what was inserted',
    'applied',
    update().insert('www', 300, 'A', '192.0.2.1'),
    'www A 192.0.2.1\nwww A 192.0.2.9',
  ],
  [
    'names in data are in another case',
    'applied',
    update().insert('a', 300, 'CNAME', 'X.example.net.'),
    'a CNAME x.EXAMPLE.net.',
  ],
  [
    'TXT is there, cut in another way',
    'applied',
    update().insert('a', 300, 'TXT', ['ab', 'c']),
    'a TXT "a" "bc"',
  ],
  [
    'a removed record is gone',
    'applied',
    update().remove('www', 'A', '192.0.2.1'),
    'www A 192.0.2.2',
  ],
  [
    'a removed record is there',
    'missing',
    update().remove('www', 'A', '192.0.2.1'),
    'www A 192.0.2.1\nwww A 192.0.2.2',
  ],
  [
    'a removed CNAME is there in another case (L21)',
    'missing',
    update().remove('a', 'CNAME', 'X.example.net.'),
    'a CNAME x.example.net.',
  ],
  [
    'a removed TXT is there, cut in another way (L22)',
    'missing',
    update().remove('a', 'TXT', ['abc', 'def']),
    'a TXT "abcdef"',
  ],
  [
    'a removed SPF is there, cut in another way',
    'missing',
    update().remove('a', 'SPF', ['abc', 'def']),
    'a SPF "abcdef"',
  ],
  ['a removed RRset is gone', 'applied', update().removeRRset('www', 'A'), 'www TXT a'],
  [
    'some of a removed RRset is there',
    'missing',
    update().removeRRset('www', 'A'),
    'www A 192.0.2.9',
  ],
  [
    'an RRset is replaced',
    'applied',
    update().replaceRRset('www', 300, 'A', '192.0.2.1'),
    'www A 192.0.2.1',
  ],
  [
    'other data is in a replaced RRset',
    'diverged',
    update().replaceRRset('www', 300, 'A', '192.0.2.1'),
    'www A 192.0.2.1\nwww A 192.0.2.9',
  ],
  [
    'nothing of a replacement is there',
    'missing',
    update().replaceRRset('www', 300, 'A', '192.0.2.1'),
    'www A 192.0.2.9',
  ],
  [
    'a replaced RRset holds what was removed by itself',
    'missing',
    update().remove('www', 'A', '192.0.2.9').replaceRRset('www', 300, 'A', '192.0.2.1'),
    'www A 192.0.2.1\nwww A 192.0.2.9',
  ],
  [
    'deletions ran before additions (PowerDNS)',
    'missing',
    update()
      .insert('www', 300, 'A', '192.0.2.9')
      .removeRRset('www', 'A')
      .insert('www', 300, 'A', '192.0.2.1'),
    'www A 192.0.2.1\nwww A 192.0.2.9',
  ],
  [
    'a CNAME stands where other data was inserted (L1)',
    'missing',
    update().insert('www', 300, 'A', '192.0.2.1'),
    'www CNAME ns9\nns9 A 192.0.2.1',
  ],
  [
    'other data stands where a CNAME was inserted (L2)',
    'missing',
    update().insert('www', 300, 'CNAME', 'ns1.example.com.'),
    'www A 192.0.2.1',
  ],
  [
    'a CNAME stands where other data was removed',
    'applied',
    update().remove('www', 'A', '192.0.2.1'),
    'www CNAME ns9\nns9 A 192.0.2.1',
  ],
  [
    'the NS RRset of the apex was removed and stays (L5)',
    'missing',
    update().removeRRset('@', 'NS'),
    '',
  ],
  [
    'it stays beside the new one (L6)',
    'missing',
    update().removeRRset('@', 'NS').insert('@', 300, 'NS', 'ns2.example.com.'),
    '@ NS ns2',
  ],
  ['its last record stays (L8)', 'missing', update().remove('@', 'NS', 'ns1.example.com.'), ''],
  [
    'one of two went (L7)',
    'applied',
    update().insert('@', 300, 'NS', 'ns2.example.com.').remove('@', 'NS', 'ns9.example.com.'),
    '@ NS ns2',
  ],
  [
    'an inserted delegation is there',
    'applied',
    update().insert('sub', 300, 'NS', 'ns.sub.example.com.'),
    'sub NS ns.sub',
  ],
  ['a removed delegation is there', 'missing', update().removeRRset('sub', 'NS'), 'sub NS ns.sub'],
  [
    'a DS stands beside its delegation',
    'applied',
    update().insert('sub', 300, 'DS', `1 8 2 ${'AB'.repeat(32)}`),
    `sub NS ns.sub\nsub DS 1 8 2 ${'AB'.repeat(32)}`,
  ],
  [
    'a DS was dropped',
    'missing',
    update().insert('sub', 300, 'DS', `1 8 2 ${'AB'.repeat(32)}`),
    'sub NS ns.sub',
  ],
  [
    'glue is there',
    'applied',
    update().insert('ns.sub', 300, 'A', '192.0.2.1'),
    'sub NS ns.sub\nns.sub A 192.0.2.1',
  ],
  [
    'glue was removed and is there',
    'missing',
    update().remove('ns.sub', 'A', '192.0.2.1'),
    'sub NS ns.sub\nns.sub A 192.0.2.1',
  ],
  [
    'glue was removed and is gone',
    'applied',
    update().remove('ns.sub', 'A', '192.0.2.1'),
    'sub NS ns.sub\nns.sub A 192.0.2.2',
  ],
  [
    'glue may have been left out',
    'unverified',
    update().insert('ns.sub', 300, 'AAAA', '2001:db8::1'),
    'sub NS ns.sub\nns.sub A 192.0.2.1',
  ],
  [
    'an address below a delegation is never shown (L28)',
    'missing',
    update().insert('www.sub', 300, 'A', '192.0.2.1'),
    'sub NS ns.sub\nwww.sub A 192.0.2.1',
  ],
  [
    'nor is other data (L28)',
    'missing',
    update().insert('ns.sub', 300, 'TXT', 'a'),
    'sub NS ns.sub\nns.sub TXT a',
  ],
  [
    'nor data at the delegation itself',
    'missing',
    update().insert('sub', 300, 'TXT', 'a'),
    'sub NS ns.sub\nsub TXT a',
  ],
  [
    'nor a delegation below it',
    'missing',
    update().insert('x.sub', 300, 'NS', 'ns.sub.example.com.'),
    'sub NS ns.sub\nx.sub NS ns.sub',
  ],
  [
    'so that its removal cannot be seen',
    'unverified',
    update().remove('www.sub', 'TXT', 'a'),
    'sub NS ns.sub\nwww.sub TXT a',
  ],
  [
    'data below a DNAME is never shown',
    'missing',
    update().insert('a.moved', 300, 'CNAME', 'a.example.net.'),
    'moved DNAME example.net.',
  ],
  [
    'so that its removal cannot be seen, either',
    'unverified',
    update().remove('a.moved', 'CNAME', 'a.example.net.'),
    'moved DNAME example.net.',
  ],
  [
    'a DNAME itself is',
    'applied',
    update().insert('moved', 300, 'DNAME', 'example.net.'),
    'moved DNAME example.net.',
  ],
];

describe('an RRset is read back', () => {
  it.each(held)('%s: %s', (_rule, state, made, text) => {
    const expected = rrsetOf(made);
    const answer = answerOf(zoneWith(text), expected.name, expected.type);
    const comparison = compareRRset(expected, answer);
    expect(comparison.state).toBe(state);
    expect(comparison.reason === undefined).toBe(state === 'applied');
  });

  it('what is seen is the RRset alone, not what its CNAME leads to', () => {
    const chain = answerOf(zoneWith('www CNAME other\nother A 192.0.2.1'), 'www.example.com.', 'A');
    expect(data(compare(update().insert('www', 300, 'A', '192.0.2.1'), chain))).toEqual([
      ['CNAME', 'other.example.com.'],
    ]);
    expect(data(compare(update().remove('www', 'A', '192.0.2.1'), chain))).toEqual([]);
    expect(
      data(compare(update().insert('www', 300, 'CNAME', 'other.example.com.'), chain)),
    ).toEqual([['CNAME', 'other.example.com.']]);
  });

  it('owners are compared without regard to case (RFC 4343)', () => {
    const answer = reply({ answers: ['WWW.Example.COM. 300 A 192.0.2.1'] });
    expect(compare(update().insert('www', 300, 'A', '192.0.2.1'), answer).state).toBe('applied');
    const other = reply({ answers: ['other.example.com. 300 A 192.0.2.1'] });
    expect(compare(update().insert('www', 300, 'A', '192.0.2.1'), other).state).toBe('missing');
  });

  it('records of another class are not the RRset', () => {
    const made = new Update('example.com', { class: 'CH' }).insert('www', 300, 'TXT', 'a');
    const answer = reply({ answers: ['www.example.com. 300 TXT "a"'] });
    expect(compare(made, answer).state).toBe('missing');
    const chaos = Zone.parse('example.com', '@ 300 SOA ns1 h 7 3600 600 86400 60\nwww 300 TXT a', {
      class: 'CH',
    });
    expect(readBack(chaos, rrsetOf(made)).state).toBe('applied');
  });
});

it('a DNAME beside the one that was there is no success (RFC 6672 section 5.2)', () => {
  const made = update().insert('moved', 300, 'DNAME', 'new.example.net.');
  const answers = ['old', 'new'].map((to) => `moved.example.com. 300 DNAME ${to}.example.net.`);
  expect(compare(made, reply({ answers }))).toMatchObject({
    state: 'missing',
    reason: expect.stringMatching(/has old\S+ beside .* where a name has one DNAME: replace/),
  });
});

describe('an RRset cannot be verified where', () => {
  const made = () => update().insert('www', 300, 'A', '192.0.2.1');
  const answers = ['www.example.com. 300 A 192.0.2.1'];

  it.each([
    ['there is no permission to read', reply({ rcode: 'REFUSED' }), 'REFUSED'],
    ['the server does not have the zone', reply({ rcode: 'NOTAUTH' }), 'NOTAUTH'],
    ['the server failed', reply({ rcode: 'SERVFAIL', answers }), 'SERVFAIL'],
    ['a cache answers', reply({ flags: { aa: false }, answers }), 'not authoritative'],
    [
      'a cache says that there is no such name',
      reply({ rcode: 'NXDOMAIN', flags: { aa: false } }),
      'not authoritative',
    ],
    ['an answer is empty and refers to nothing', reply({ flags: { aa: false } }), 'authoritative'],
    [
      'a referral leads upwards',
      reply({ flags: { aa: false }, authorities: ['com. 300 NS ns1.example.net.'] }),
      'not authoritative',
    ],
    [
      'a referral is to the zone itself',
      reply({ flags: { aa: false }, authorities: ['example.com. 300 NS ns1.example.net.'] }),
      'not authoritative',
    ],
    ['the answer was cut', reply({ flags: { tc: true }, answers }), 'cut'],
  ])('%s', (_rule, answer, reason) => {
    const comparison = compare(made(), answer);
    expect(comparison).toMatchObject({ state: 'unverified', seen: [], mayBeWildcard: [] });
    expect(comparison.reason).toContain(reason);
  });

  it('the server answers from the zone below the delegation, which it has, too', () => {
    const zones = [
      zoneWith('sub NS ns.sub\nns.sub A 192.0.2.1'),
      Zone.parse(
        'sub.example.com',
        '@ 60 SOA ns h 1 3600 600 86400 60\n@ 60 NS ns\nns 60 A 192.0.2.9',
      ),
    ];
    for (const made of [
      update().insert('sub', 300, 'NS', 'ns.sub.example.com.'),
      update().insert('sub', 300, 'TXT', 'a'),
      update().remove('www.sub', 'A', '192.0.2.1'),
      update().insert('www.sub', 300, 'A', '192.0.2.1'),
    ]) {
      const comparison = readBack(zones, rrsetOf(made));
      expect(comparison.state).toBe('unverified');
      expect(comparison.reason).toContain('sub.example.com.');
    }
  });
});

describe('the SOA is read back (RFC 2136 section 3.4.2.2)', () => {
  const rdata = (serial: number, rest = '3600 600 86400 60') =>
    `ns1.example.com. hostmaster.example.com. ${serial} ${rest}`;
  const soa = (serial: number, rest?: string, ttl = 300) =>
    reply({ answers: [`example.com. ${ttl} SOA ${rdata(serial, rest)}`] });
  const insert = (serial: number) => update().insert('@', 300, 'SOA', rdata(serial));

  it.each<readonly [string, State, Update, QueryMessage]>([
    ['as it was inserted', 'applied', insert(8), soa(8)],
    ['moved on by the server', 'applied', insert(8), soa(9)],
    ['moved on past the end of the numbers', 'applied', insert(4_294_967_295), soa(1)],
    ['behind', 'missing', insert(8), soa(7)],
    ['half the circle away', 'missing', insert(0), soa(2_147_483_648)],
    ['with other timers', 'missing', insert(8), soa(8, '1 600 86400 60')],
    ['with another TTL', 'missing', insert(8), soa(8, undefined, 60)],
    ['moved on, with other timers', 'diverged', insert(8), soa(9, '1 600 86400 60')],
    ['moved on, with another TTL', 'diverged', insert(8), soa(9, undefined, 60)],
    ['not at all', 'missing', insert(8), reply()],
    ['removed, and there (L9)', 'missing', update().removeRRset('@', 'SOA'), soa(7)],
    ['removed, and moved on', 'missing', update().remove('@', 'SOA', rdata(7)), soa(8)],
    ['inserted and removed', 'missing', insert(8).remove('@', 'SOA', rdata(8)), soa(9)],
    ['removed, and gone', 'applied', update().removeRRset('@', 'SOA'), reply()],
  ])('%s: %s', (_rule, state, made, answer) => {
    expect(compare(made, answer).state).toBe(state);
  });
});

const apexAnswers = [
  'example.com. 300 SOA ns1.example.com. hostmaster.example.com. 7 3600 600 86400 60',
  'example.com. 300 NS ns1.example.com.',
];

describe('a removed name is read back (RFC 2136 section 2.5.3)', () => {
  const removal = () => update().removeName('old');
  const signed = 'old.example.com. 300 NSEC www.example.com. A NSEC';
  const minimal = 'old.example.com. 300 HINFO "RFC8482" ""';
  const apexOf = (...records: readonly string[]) =>
    reply({ answers: ['NS ns1.example.com.', ...records].map((r) => `example.com. 300 ${r}`) });
  const signersData = [
    'DNSKEY 257 3 13 AAAA',
    'NSEC3PARAM 1 0 0 -',
    'RRSIG NS 13 2 300 20300101000000 20200101000000 1 example.com. AAAA',
  ];

  it.each<readonly [string, State, Update, QueryMessage]>([
    ['it does not exist', 'applied', removal(), reply({ rcode: 'NXDOMAIN' })],
    ['only names below it exist', 'applied', removal(), reply()],
    ['only DNSSEC is there', 'applied', removal(), reply({ answers: [signed] })],
    [
      'a record is there',
      'missing',
      removal(),
      reply({ answers: ['old.example.com. 300 TXT "a"', signed] }),
    ],
    [
      'a CNAME is there',
      'missing',
      removal(),
      reply({ answers: ['old.example.com. 300 CNAME a.example.net.'] }),
    ],
    [
      'another name is answered',
      'applied',
      removal(),
      reply({ answers: ['a.example.com. 300 TXT "a"'] }),
    ],
    [
      'the server does not list records (RFC 8482)',
      'unverified',
      removal(),
      reply({ answers: [minimal] }),
    ],
    [
      'it lists one beside',
      'missing',
      removal(),
      reply({ answers: [minimal, 'old.example.com. 300 TXT "a"'] }),
    ],
    [
      'a HINFO of another kind is there',
      'missing',
      removal(),
      reply({ answers: ['old.example.com. 300 HINFO "a" "b"'] }),
    ],
    [
      'only what was inserted later is there',
      'applied',
      removal().insert('old', 300, 'A', '192.0.2.1').insert('old', 300, 'TXT', 'a'),
      reply({ answers: ['old.example.com. 300 A 192.0.2.1', 'old.example.com. 300 TXT "a"'] }),
    ],
    [
      'nothing of that is there: its RRset tells',
      'applied',
      removal().insert('old', 300, 'A', '192.0.2.1'),
      reply(),
    ],
    [
      'one RRset is listed, beside which others may stand (RFC 8482 section 4.1)',
      'unverified',
      removal().insert('old', 300, 'A', '192.0.2.1'),
      reply({ answers: ['old.example.com. 300 A 192.0.2.1'] }),
    ],
    ['there is no permission to read', 'unverified', removal(), reply({ rcode: 'REFUSED' })],
    [
      'it is below a delegation',
      'unverified',
      update().removeName('old.sub'),
      answerOf(zoneWith('sub NS ns.sub'), 'old.sub.example.com.', 'ANY'),
    ],
    [
      'it is glue, and there',
      'missing',
      update().removeName('ns.sub'),
      answerOf(zoneWith('sub NS ns.sub\nns.sub A 192.0.2.1'), 'ns.sub.example.com.', 'ANY'),
    ],
    [
      'it is a delegation, and there',
      'missing',
      update().removeName('sub'),
      answerOf(zoneWith('sub NS ns.sub'), 'sub.example.com.', 'ANY'),
    ],
    [
      'it was delegated again',
      'unverified',
      update().removeName('sub').insert('sub', 300, 'NS', 'ns.sub.example.com.'),
      answerOf(zoneWith('sub NS ns.sub'), 'sub.example.com.', 'ANY'),
    ],
    [
      'it is below a DNAME',
      'unverified',
      update().removeName('a.moved'),
      answerOf(zoneWith('moved DNAME example.net.'), 'a.moved.example.com.', 'ANY'),
    ],
    [
      'it is the apex, and SOA and NS are left',
      'applied',
      update().removeName('@'),
      answerOf(zoneWith(), 'example.com.', 'ANY'),
    ],
    [
      'it is the apex, and more is left',
      'missing',
      update().removeName('@'),
      answerOf(zoneWith('@ TXT a'), 'example.com.', 'ANY'),
    ],
    [
      'it is the apex of a zone that its server signs, and has what that makes',
      'unverified',
      update().removeName('@'),
      apexOf(...signersData),
    ],
    [
      'it is such an apex, and more is left',
      'missing',
      update().removeName('@'),
      apexOf(...signersData, 'TXT a'),
    ],
    [
      'it is the apex of a zone that is not signed, with the key of another signer',
      'missing',
      update().removeName('@'),
      apexOf('DNSKEY 256 3 13 AAAA'),
    ],
  ])('%s: %s', (_rule, state, made, answer) => {
    expect(compareRemovedName(made, answer).state).toBe(state);
  });
});

it.each([
  [true, 'SOA and NS records are shown', reply({ answers: apexAnswers })],
  [false, 'one RRset is (RFC 8482 section 4.1)', reply({ answers: apexAnswers.slice(1) })],
  [false, 'the answer was cut', reply({ answers: apexAnswers, flags: { tc: true } })],
  [false, 'it is refused', reply({ rcode: 'REFUSED' })],
])('that a server lists all is %s of an apex where %s', (lists, _rule, answer) => {
  const name = 'example.com.';
  expect(listsAll({ zone: name, name, type: 'ANY', class: 'IN' }, answer)).toBe(lists);
});

describe('a wildcard may be what is seen (RFC 4592)', () => {
  const ask = (made: Update, zone: string) => {
    const { rrsets, names } = expectationOf(made.toMessage());
    return [...rrsets, ...names].map((expected) => readBack(zoneWith(zone), expected).state);
  };

  it('the wildcard to ask for is that of the name above, below the zone', () => {
    const wildcardFor = (name: string, type: RRType = 'A') => {
      const made = update().removeRRset(name, type);
      const owner = rrsetOf(made).name;
      return compare(made, reply({ answers: [`${owner} 300 ${type} 192.0.2.1`] })).mayBeWildcard;
    };
    expect(wildcardFor('www')).toEqual(['*.example.com.']);
    expect(wildcardFor('a.b.c')).toEqual(['*.b.c.example.com.']);
    expect(wildcardFor('*.b')).toEqual(['*.example.com.']);
    expect(wildcardFor('*')).toEqual([]);
    expect(wildcardFor('@')).toEqual([]);
  });

  it('only where nothing was to be there', () => {
    const answer = reply({ answers: ['www.example.com. 300 A 192.0.2.9'] });
    const gone = update().remove('www', 'A', '192.0.2.9');
    expect(compare(gone, answer).mayBeWildcard).toEqual(['*.example.com.']);
    const inserted = update().insert('www', 300, 'A', '192.0.2.1');
    expect(compare(inserted, answer).mayBeWildcard).toEqual([]);
    const both = gone.insert('www', 300, 'A', '192.0.2.1');
    const beside = reply({
      answers: ['www.example.com. 300 A 192.0.2.9', 'www.example.com. 300 A 192.0.2.1'],
    });
    expect(compare(both, beside)).toMatchObject({ state: 'missing', mayBeWildcard: [] });
  });

  it('records that the wildcard has, too, do not count', () => {
    const zone = '* A 192.0.2.1\n* A 192.0.2.2\nb.c TXT a\n*.d.c TXT a';
    expect(ask(update().removeRRset('www', 'A'), zone)).toEqual(['applied']);
    expect(ask(update().remove('www', 'A', '192.0.2.1'), zone)).toEqual(['applied']);
    expect(ask(update().removeName('www'), zone)).toEqual(['applied']);
    // From further up: nothing above it in between exists.
    expect(ask(update().removeRRset('x.y.z', 'A'), zone)).toEqual(['applied']);
    expect(ask(update().removeName('x.d.c'), zone)).toEqual(['applied']);
    expect(ask(update().removeName('*.z'), zone)).toEqual(['applied']);
    // A CNAME is made, too.
    expect(ask(update().removeName('www'), '* CNAME ns1')).toEqual(['applied']);
  });

  it('records that it does not have, or has in another way, do', () => {
    const removal = update().removeRRset('www', 'A');
    expect(ask(removal, 'www A 192.0.2.1\n* A 192.0.2.2')).toEqual(['missing']);
    expect(ask(removal, 'www A 192.0.2.1\n* A 192.0.2.1\n* A 192.0.2.2')).toEqual(['missing']);
    expect(ask(removal, 'www 60 A 192.0.2.1\n* A 192.0.2.1')).toEqual(['missing']);
    expect(ask(removal, 'www A 192.0.2.1\n* TXT a')).toEqual(['missing']);
    expect(ask(update().removeName('www'), 'www A 192.0.2.1\nwww TXT a\n* A 192.0.2.1')).toEqual([
      'missing',
    ]);
    // The wildcard further up does not count where the name in between exists (section 3.3.1).
    expect(
      ask(update().removeRRset('x.c', 'A'), '* A 192.0.2.1\nc TXT a\nx.c A 192.0.2.1'),
    ).toEqual(['missing']);
  });
});
