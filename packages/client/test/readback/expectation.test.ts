import { createRecord, type UpdateMessage, type UpdateRecord } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { type Expectation, expectationOf } from '../../src/readback/expectation.ts';

interface Shown {
  readonly present?: readonly unknown[];
  readonly absent?: readonly unknown[];
  readonly isWhole?: boolean;
  readonly ttl?: number;
  readonly remaining?: readonly string[];
}

/** Each RRset and name with what is not the ordinary of it; strings of TXT as text. */
function shown({ rrsets, names }: Expectation): Record<string, Shown> {
  const lines: Record<string, Shown> = {};
  for (const { name, type, present, absent, isWhole, ttl } of rrsets) {
    lines[`${name} ${type}`] = {
      ...(present.size > 0 ? { present: Array.from(present.values(), readable) } : {}),
      ...(absent.size > 0 ? { absent: Array.from(absent.values(), readable) } : {}),
      ...(isWhole ? { isWhole } : {}),
      ...(ttl === undefined ? {} : { ttl }),
    };
  }
  for (const { name, remaining } of names) lines[name] = { remaining: [...remaining].sort() };
  return lines;
}

function readable({ data }: { readonly data: unknown }): unknown {
  if (!Array.isArray(data)) return data;
  return data.map((string) => new TextDecoder().decode(string));
}

const update = () => new Update('Example.com');
const soa = (serial: number) => `ns1.example.com. h.example.com. ${serial} 3600 600 86400 60`;
const wks = (address: string, protocol: string, service: string) =>
  `${address} ${protocol} ${service}`;

const cases: readonly (readonly [rule: string, made: Update, wanted: Record<string, Shown>])[] = [
  ['nothing, of prerequisites alone', update().nameUsed('www').rrsetUsed('www', 'A'), {}],
  [
    'what is inserted, with its TTL, and nothing of other data (section 2.5.1)',
    update().insert('WWW', 300, 'A', '192.0.2.1', '192.0.2.2'),
    { 'www.example.com. A': { present: ['192.0.2.1', '192.0.2.2'], ttl: 300 } },
  ],
  [
    'the TTL of the last insertion for all of the RRset (RFC 2181 section 5.2)',
    update().insert('www', 300, 'A', '192.0.2.1').insert('www', 60, 'A', '192.0.2.2'),
    { 'www.example.com. A': { present: ['192.0.2.1', '192.0.2.2'], ttl: 60 } },
  ],
  [
    'a TTL that outlives the record that gave it',
    update()
      .insert('www', 300, 'A', '192.0.2.1')
      .insert('www', 60, 'A', '192.0.2.2')
      .remove('www', 'A', '192.0.2.2'),
    { 'www.example.com. A': { present: ['192.0.2.1'], absent: ['192.0.2.2'], ttl: 60 } },
  ],
  [
    'a removed record to be gone (section 2.5.4)',
    update().remove('www', 'A', '192.0.2.1'),
    { 'www.example.com. A': { absent: ['192.0.2.1'] } },
  ],
  [
    'a removed RRset to be gone (section 2.5.2)',
    update().removeRRset('www', 'A'),
    { 'www.example.com. A': { isWhole: true } },
  ],
  [
    'what was removed and inserted again to be there',
    update().remove('www', 'A', '192.0.2.1').insert('www', 300, 'A', '192.0.2.1'),
    { 'www.example.com. A': { present: ['192.0.2.1'], ttl: 300 } },
  ],
  [
    'what was inserted and removed again to be gone',
    update().insert('www', 300, 'A', '192.0.2.1').remove('www', 'A', '192.0.2.1'),
    { 'www.example.com. A': { absent: ['192.0.2.1'] } },
  ],
  [
    'a replaced RRset to hold nothing else',
    update().replaceRRset('www', 300, 'A', '192.0.2.1'),
    { 'www.example.com. A': { present: ['192.0.2.1'], isWhole: true, ttl: 300 } },
  ],
  [
    'what was inserted before its RRset was removed to be gone, by its data',
    update()
      .insert('www', 300, 'A', '192.0.2.1')
      .removeRRset('www', 'A')
      .insert('www', 60, 'A', '192.0.2.2'),
    {
      'www.example.com. A': {
        present: ['192.0.2.2'],
        absent: ['192.0.2.1'],
        isWhole: true,
        ttl: 60,
      },
    },
  ],
  [
    'data removed by itself to be gone, though its RRset is replaced after it',
    update().remove('www', 'A', '192.0.2.1').replaceRRset('www', 60, 'A', '192.0.2.2'),
    {
      'www.example.com. A': {
        present: ['192.0.2.2'],
        absent: ['192.0.2.1'],
        isWhole: true,
        ttl: 60,
      },
    },
  ],
  [
    'one record of data that differs in the case of names (section 1.1)',
    update()
      .insert('www', 300, 'PTR', 'Host.example.net.')
      .insert('WWW', 300, 'PTR', 'host.EXAMPLE.net.')
      .remove('www', 'MX', '10 A.example.net.')
      .insert('www', 300, 'MX', '10 a.example.net.'),
    {
      'www.example.com. PTR': { present: ['host.EXAMPLE.net.'], ttl: 300 },
      'www.example.com. MX': {
        present: [{ preference: 10, exchange: 'a.example.net.' }],
        ttl: 300,
      },
    },
  ],
  [
    'one TXT record of a value, wherever its strings are cut',
    update().remove('www', 'TXT', ['ab', 'c']).insert('www', 300, 'TXT', ['a', '', 'bc']),
    { 'www.example.com. TXT': { present: [['a', '', 'bc']], ttl: 300 } },
  ],
  [
    'the same for the types that are like TXT',
    update().insert('www', 300, 'SPF', ['ab', 'c']).remove('www', 'SPF', ['abc']),
    { 'www.example.com. SPF': { absent: [['abc']] } },
  ],
  [
    'the last CNAME and the last DNAME alone (section 1.1.5, RFC 6672 section 5.2)',
    update()
      .insert('a', 300, 'CNAME', 'x.example.net.')
      .insert('a', 300, 'CNAME', 'y.example.net.')
      .remove('b', 'DNAME', 'z.example.net.')
      .insert('b', 300, 'DNAME', 'x.example.net.'),
    {
      'a.example.com. CNAME': {
        present: ['y.example.net.'],
        absent: ['x.example.net.'],
        isWhole: true,
        ttl: 300,
      },
      'b.example.com. DNAME': {
        present: ['x.example.net.'],
        absent: ['z.example.net.'],
        isWhole: true,
        ttl: 300,
      },
    },
  ],
  [
    'an inserted SOA in the place of the one that was there (section 1.1.5)',
    update().insert('@', 300, 'SOA', soa(8)),
    {
      'example.com. SOA': {
        present: [
          {
            mname: 'ns1.example.com.',
            rname: 'h.example.com.',
            serial: 8,
            refresh: 3600,
            retry: 600,
            expire: 86400,
            minimum: 60,
          },
        ],
        isWhole: true,
        ttl: 300,
      },
    },
  ],
  [
    'nothing of a removed name (section 2.5.3), but what was inserted later',
    update()
      .insert('www', 300, 'A', '192.0.2.1')
      .insert('www', 300, 'TXT', 'a')
      .removeName('WWW')
      .insert('www', 60, 'A', '192.0.2.2')
      .insert('www', 60, 'MX', '10 mail.example.net.')
      .remove('www', 'MX', '10 mail.example.net.'),
    {
      'www.example.com. A': {
        present: ['192.0.2.2'],
        absent: ['192.0.2.1'],
        isWhole: true,
        ttl: 60,
      },
      'www.example.com. TXT': { absent: [['a']], isWhole: true },
      'www.example.com. MX': {
        absent: [{ preference: 10, exchange: 'mail.example.net.' }],
        isWhole: true,
      },
      'www.example.com.': { remaining: ['A'] },
    },
  ],
  [
    'SOA and NS of the apex whatever becomes of its name (section 3.4.2.3)',
    update()
      .insert('@', 300, 'NS', 'ns2.example.com.')
      .insert('@', 300, 'MX', '10 mail.example.net.')
      .removeName('@')
      .insert('@', 300, 'NS', 'ns3.example.com.')
      .insert('@', 300, 'TXT', 'a'),
    {
      'example.com. NS': { present: ['ns2.example.com.', 'ns3.example.com.'], ttl: 300 },
      'example.com. MX': {
        absent: [{ preference: 10, exchange: 'mail.example.net.' }],
        isWhole: true,
      },
      'example.com. TXT': { present: [['a']], isWhole: true, ttl: 300 },
      'example.com.': { remaining: ['NS', 'SOA', 'TXT'] },
    },
  ],
  [
    'what servers are known to skip, as it was asked for',
    update().removeRRset('@', 'NS').insert('www', 60, 'A', '192.0.2.1').removeRRset('www', 'CNAME'),
    {
      'example.com. NS': { isWhole: true },
      'www.example.com. A': { present: ['192.0.2.1'], ttl: 60 },
      'www.example.com. CNAME': { isWhole: true },
    },
  ],
];

describe('an update leads to expect (RFC 2136 section 3.4.2)', () => {
  it.each(cases)('%s', (_rule, made, wanted) => {
    expect(shown(expectationOf(made.toMessage()))).toEqual(wanted);
  });

  it('the last WKS record of an address and protocol (section 1.1.5)', () => {
    const { rrsets } = expectationOf(
      update()
        .insert('www', 300, 'WKS', wks('192.0.2.1', '6', '25'))
        .insert('www', 300, 'WKS', wks('192.0.2.1', '17', '53'))
        .insert('www', 300, 'WKS', wks('192.0.2.1', '6', '80'))
        .toMessage(),
    );
    const [{ present, absent, isWhole } = expect.unreachable()] = rrsets;
    const ports = (records: typeof present) =>
      Array.from(records.values(), (record) => record.type === 'WKS' && record.data.ports);
    expect(ports(present)).toEqual([[53], [80]]);
    expect(ports(absent)).toEqual([[25]]);
    expect(isWhole).toBe(false);
  });

  it('records of the zone and of its class', () => {
    const { rrsets, names } = expectationOf(
      new Update('Chaos.test', { class: 'CH' })
        .insert('a', 60, 'TXT', 'a')
        .remove('b', 'TXT', 'a')
        .removeName('c')
        .toMessage(),
    );
    const asked = [...rrsets, ...names].map(({ zone, name, class: c, type }) => [
      zone,
      name,
      c,
      type,
    ]);
    expect(asked).toEqual([
      ['chaos.test.', 'a.chaos.test.', 'CH', 'TXT'],
      ['chaos.test.', 'b.chaos.test.', 'CH', 'TXT'],
      ['chaos.test.', 'c.chaos.test.', 'CH', 'ANY'],
    ]);
  });

  it('data of no octets to be gone, which a decoded removal seems to lack (section 2.5.4)', () => {
    const removal: UpdateRecord = { name: 'a.test.', type: 'TYPE65280', class: 'NONE', ttl: 0 };
    const message: Pick<UpdateMessage, 'zone' | 'updates'> = {
      zone: { name: 'test.', type: 'SOA', class: 'IN' },
      updates: [
        createRecord({ name: 'a.test.', type: 'TYPE65280', ttl: 60, data: '\\# 0' }),
        removal,
      ],
    };
    expect(shown(expectationOf(message))).toEqual({
      'a.test. TYPE65280': { absent: [new Uint8Array()] },
    });
  });
});
