/** What the real servers show after updates that they carry out, skip, or cannot show. */

import { connect } from 'node:net';
import { zoneTemplate } from '@zonewright/testkit';
import {
  decodeMessage,
  encodeMessage,
  FrameReader,
  frame,
  type QueryMessage,
  type RRType,
} from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { beforeAll, expect, test } from 'vitest';
import { compareName, compareRRset } from '../../src/readback/compare.ts';
import type { RRsetComparison } from '../../src/readback/comparison.ts';
import {
  expectationOf,
  type NameExpectation,
  type RRsetExpectation,
} from '../../src/readback/expectation.ts';
import { withoutSynthesized } from '../../src/readback/wildcard.ts';
import { describeServer } from '../servers/real-servers.ts';

const zone = 'readback.test';

const text = `${zoneTemplate(zone)}
*.wild      A     192.0.2.60
a.wild      A     192.0.2.60
b.wild      A     192.0.2.61
x.y.wild    A     192.0.2.60
sub         NS    ns.sub
ns.sub      A     192.0.2.40
other.sub   TXT   "hidden"
cut         NS    ns.cut.example.
cname       CNAME Target.example.
gone        TXT   "gone"
old         A     192.0.2.90
old         TXT   "old"
`;

function query(address: string, port: number, name: string, type: RRType): Promise<QueryMessage> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address);
    const frames = new FrameReader();
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      frames.push(chunk);
      const bytes = frames.next();
      if (typeof bytes === 'string') return;
      socket.destroy();
      const message = decodeMessage(bytes);
      if (message.opcode === 'UPDATE') reject(new Error('an UPDATE'));
      else resolve(message);
    });
    const request = { id: 1, opcode: 'QUERY', questions: [{ name, type, class: 'IN' }] } as const;
    socket.write(frame(encodeMessage(request)));
  });
}

const update = () => new Update(zone);
const digest = `1 8 2 ${'AB'.repeat(32)}`;

type State = RRsetComparison['state'];
type States = readonly State[];
type Kind = 'bind' | 'knot' | 'powerdns';

/** An update that each server answers with NOERROR, and what is found of it: on all, or on each. */
const sent: readonly (readonly [
  rule: string,
  made: Update,
  states: States | Readonly<Partial<Record<Kind, States>>>,
])[] = [
  [
    'a name without records, and one with others',
    update()
      .removeName('gone')
      .removeName('old')
      .insert('old', 60, 'A', '192.0.2.91')
      .insert('old', 60, 'MX', '10 mail.example.'),
    {
      bind: ['applied', 'applied', 'applied', 'applied'],
      // Of a name that is asked for with ANY it shows one RRset (RFC 8482 section 4.1).
      knot: ['applied', 'applied', 'applied', 'unverified'],
      powerdns: ['applied', 'applied', 'applied', 'applied'],
    },
  ],
  [
    'an address beside a CNAME (L1)',
    update().insert('cname', 60, 'A', '192.0.2.91'),
    { bind: ['missing'], knot: ['missing'] },
  ],
  [
    'another TTL (L10)',
    update().insert('www', 60, 'A', '192.0.2.80'),
    { bind: ['applied'], knot: ['missing'], powerdns: ['applied'] },
  ],
  [
    'another TTL, by replacement (L12)',
    update().replaceRRset('www', 61, 'A', '192.0.2.80'),
    ['applied'],
  ],
  [
    'a CNAME removed in other letters (L21)',
    update().remove('cname', 'CNAME', 'tARGET.example.'),
    { bind: ['applied'], knot: ['applied'], powerdns: ['missing'] },
  ],
  [
    'a TXT removed in other character-strings (L22)',
    update().remove('text', 'TXT', ['hellow', 'orld']),
    ['missing'],
  ],
  [
    'glue that came and glue that went',
    update()
      .insert('ns.sub', 60, 'AAAA', '2001:db8::1')
      .insert('ns.sub', 60, 'A', '192.0.2.41')
      .remove('ns.sub', 'A', '192.0.2.40'),
    ['applied', 'applied'],
  ],
  [
    'what lies below a delegation (L28)',
    update().insert('o.sub', 60, 'A', '192.0.2.41').remove('other.sub', 'TXT', 'hidden'),
    ['missing', 'unverified'],
  ],
  [
    'delegations, and their DS',
    update()
      .insert('sub', 300, 'NS', 'ns2.sub.readback.test.')
      .insert('new', 300, 'NS', 'ns.x.example.')
      .removeRRset('cut', 'NS')
      .insert('sub', 300, 'DS', digest),
    ['applied', 'applied', 'applied', 'applied'],
  ],
  [
    'a DS without a delegation',
    update().insert('alone', 300, 'DS', digest),
    { bind: ['missing'], knot: ['applied'], powerdns: ['applied'] },
  ],
  [
    'what a wildcard goes on to answer for (RFC 4592)',
    update().removeName('a.wild').removeName('x.y.wild').removeRRset('b.wild', 'A'),
    ['applied', 'applied', 'applied'],
  ],
  [
    'a SOA that moves on',
    update().insert(
      '@',
      300,
      'SOA',
      'ns1.readback.test. hostmaster.readback.test. 2100000000 3600 600 86400 300',
    ),
    ['applied'],
  ],
];

/** Updates that are not sent. */
const unsent: readonly (readonly [rule: string, made: Update, states: States])[] = [
  ['an insertion', update().insert('mail', 300, 'A', '192.0.2.26'), ['missing']],
  ['a removed RRset', update().removeRRset('mail', 'A'), ['missing']],
  ['a removed name', update().removeName('mail'), ['missing']],
  ['a removed delegation', update().removeName('sub'), ['missing']],
  ['removed glue', update().removeName('ns.sub'), ['missing']],
  ['name servers of the apex', update().removeRRset('@', 'NS'), ['missing']],
];

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'an update is read back', (ground) => {
    beforeAll(async () => {
      await ground.server.addZone(zone, text);
    });

    async function readBack(
      expected: RRsetExpectation | NameExpectation,
    ): Promise<RRsetComparison> {
      const { address, port } = ground.server;
      const answer = await query(address, port, expected.name, expected.type);
      const compare = (reply: QueryMessage): RRsetComparison =>
        'remaining' in expected ? compareName(expected, reply) : compareRRset(expected, reply);
      const comparison = compare(answer);
      const [wildcard] = comparison.mayBeWildcard;
      if (wildcard === undefined) return comparison;
      const its = await query(address, port, wildcard, expected.type);
      return compare(withoutSynthesized(expected, answer, wildcard, its));
    }

    async function statesOf(made: Update): Promise<State[]> {
      const { rrsets, names } = expectationOf(made.toMessage());
      const comparisons = await Promise.all([...rrsets, ...names].map(readBack));
      return comparisons.map(({ state }) => state);
    }

    test.each(unsent)('not sent: %s', async (_rule, made, states) => {
      expect(await statesOf(made)).toEqual(states);
    });

    const mine = sent.flatMap(([rule, made, states]) => {
      const wanted = 'length' in states ? states : states[kind];
      return wanted === undefined ? [] : [[rule, made, wanted] as const];
    });
    test.each(mine)('sent: %s', async (_rule, made, states) => {
      const { rcode } = await ground.client().send(made, { verify: false });
      expect(rcode).toBe('NOERROR');
      expect(await statesOf(made)).toEqual(states);
    });
  });
}
