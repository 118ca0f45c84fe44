/**
 * dns-packet as oracle: where it can express a value, our octets are its octets. And the faults for
 * which no octets are left to it outside of tests are held here.
 */
import oracle from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMessage, encodeRdata, type KnownType } from '../../src/index.ts';
import { Reader } from '../../src/octets/reader.ts';
import { Writer } from '../../src/octets/writer.ts';
import { codecOf } from '../../src/rdata/codec.ts';
import { writeRdata } from '../../src/rdata/rdata-wire.ts';
import { assertProperty } from '../assert-property.ts';
import { fromHex, toHex } from '../hex.ts';
import { anyData, knownTypes } from './any-data.ts';

const theirs = (type: string, data: unknown): string =>
  toHex(oracle.record(type).encode(data).subarray(2));

/** Names that dns-packet can express: no escapes, no octets beyond ASCII. */
const plainName = fc
  .array(
    fc
      .array(fc.constantFrom(...'abzABZ019-_*'), { minLength: 1, maxLength: 12 })
      .map((characters) => characters.join('')),
    { maxLength: 6 },
  )
  .map((labels) => `${labels.join('.')}.`);

const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const noNullPrototype = { noNullPrototype: true } as const;

const u8 = fc.nat(255);
const octets = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength }).map((given) => Uint8Array.from(given));
const text = fc.stringMatching(/^[ -~]{0,40}$/);

/** Types that dns-packet has a name for. */
const rrtypes = fc
  .subarray(['A', 'NS', 'SOA', 'MX', 'TXT', 'AAAA', 'SRV', 'DS', 'RRSIG', 'NSEC', 'CAA'], {
    minLength: 1,
  })
  .map((types) => [...types]);

/** Data that dns-packet can express, of each type that it knows. */
const expressible: Readonly<Partial<Record<KnownType, fc.Arbitrary<unknown>>>> = {
  DS: fc.record(
    { keyTag: u16, algorithm: u8, digestType: u8, digest: octets(1, 64) },
    noNullPrototype,
  ),
  DNSKEY: fc.record({ flags: u16, algorithm: u8, key: octets(1, 300) }, noNullPrototype),
  HINFO: fc.record({ cpu: text, os: text }, noNullPrototype),
  NAPTR: fc.record(
    {
      order: u16,
      preference: u16,
      flags: fc.constantFrom('', 'S', 'U'),
      services: text,
      regexp: text,
      replacement: plainName,
    },
    noNullPrototype,
  ),
  NSEC: fc.record({ nextDomain: plainName, rrtypes }, noNullPrototype),
  NSEC3: fc.record(
    {
      algorithm: u8,
      flags: u8,
      iterations: u16,
      salt: octets(0, 20),
      nextDomain: octets(1, 20),
      rrtypes,
    },
    noNullPrototype,
  ),
  NULL: octets(1, 60),
  RP: fc.record({ mbox: plainName, txt: plainName }, noNullPrototype),
  RRSIG: fc.record(
    {
      typeCovered: fc.constantFrom('A', 'SOA', 'DNSKEY'),
      algorithm: u8,
      labels: u8,
      originalTTL: u32,
      expiration: u32,
      inception: u32,
      keyTag: u16,
      signersName: plainName,
      signature: octets(1, 100),
    },
    noNullPrototype,
  ),
  SSHFP: fc
    .constantFrom([1, 20] as const, [2, 32] as const)
    .chain(([hash, bytes]) =>
      fc.record(
        { algorithm: u8, hash: fc.constant(hash), fingerprint: octets(bytes, bytes) },
        noNullPrototype,
      ),
    ),
  TLSA: fc.record(
    { usage: u8, selector: u8, matchingType: u8, certificate: octets(1, 100) },
    noNullPrototype,
  ),
  A: anyData.A,
  AAAA: anyData.AAAA,
  NS: plainName,
  CNAME: plainName,
  PTR: plainName,
  DNAME: plainName,
  MX: fc.record({ preference: u16, exchange: plainName }, noNullPrototype),
  SRV: fc.record(
    // A priority or weight of 0 is one, and is not left out.
    { priority: u16, weight: u16, port: u16, target: plainName },
    noNullPrototype,
  ),
  SOA: fc.record(
    {
      mname: plainName,
      rname: plainName,
      serial: u32,
      refresh: u32,
      retry: u32,
      expire: u32,
      minimum: u32,
    },
    noNullPrototype,
  ),
  TXT: anyData.TXT,
  CAA: fc.record(
    {
      flags: fc.nat(255),
      tag: fc.constantFrom('issue', 'issuewild', 'IODEF'),
      value: fc.string({ unit: 'grapheme', maxLength: 60 }),
    },
    noNullPrototype,
  ),
};

/** The same data with what dns-packet wants in place of a Uint8Array. */
function forOracle(data: unknown): unknown {
  if (data instanceof Uint8Array) return Buffer.from(data);
  if (Array.isArray(data)) return data.map(forOracle);
  if (typeof data !== 'object' || data === null) return data;
  const fields = Object.entries(data).map(([name, value]) =>
    // The one field that it wants as text.
    name === 'fingerprint' ? [name, toHex(value as Uint8Array)] : [name, forOracle(value)],
  );
  return Object.fromEntries(fields);
}

const expressibleTypes = Object.entries(expressible) as [KnownType, fc.Arbitrary<unknown>][];

describe('our octets are those of dns-packet', () => {
  it('all types that it knows, but for OPT', () => {
    const unknown = oracle.record('UNKNOWN');
    const theirTypes = knownTypes.filter((type) => oracle.record(type) !== unknown);
    expect(expressibleTypes.map(([type]) => type).toSorted()).toEqual(theirTypes.toSorted());
  });

  it.each(expressibleTypes)('%s', (type, arbitrary) => {
    assertProperty(
      fc.property(arbitrary, (data) => {
        expect(toHex(encodeRdata<string>(type, data as never))).toBe(theirs(type, forOracle(data)));
      }),
    );
  });

  it('whole messages, names not compressed', () => {
    const kept = expressibleTypes.map(
      ([type, data]) =>
        // A record that breaks a rule of its type is no record to send.
        [
          type,
          data.filter(
            (one) => codecOf(type)?.broken({ protocol: 3, ...Object(one) }) === undefined,
          ),
        ] as const,
    );
    const record = fc.constantFrom(...kept).chain(([type, data]) =>
      fc.record(
        {
          name: plainName,
          type: fc.constant(type),
          ttl: fc.nat(2_147_483_647),
          data,
        },
        noNullPrototype,
      ),
    );
    const message = fc.record(
      {
        id: u16,
        opcode: fc.constantFrom('QUERY', 'NOTIFY'),
        question: plainName,
        answers: fc.array(record, { maxLength: 4 }),
        authorities: fc.array(record, { maxLength: 4 }),
        additionals: fc.array(record, { maxLength: 4 }),
        qr: fc.boolean(),
        aa: fc.boolean(),
        rd: fc.boolean(),
      },
      noNullPrototype,
    );
    assertProperty(
      fc.property(message, ({ id, opcode, question, qr, aa, rd, ...sections }) => {
        const ours = encodeMessage(
          {
            id,
            opcode: opcode as 'QUERY',
            flags: { qr, aa, rd },
            questions: [{ name: question, type: 'SOA', class: 'IN' }],
            answers: sections.answers.map((given) => ({ ...given, class: 'IN' })) as never,
            authorities: sections.authorities.map((given) => ({ ...given, class: 'IN' })) as never,
            additionals: sections.additionals.map((given) => ({ ...given, class: 'IN' })) as never,
          },
          { compress: false },
        );
        const dnsPackets = (records: typeof sections.answers): unknown[] =>
          records.map((given) => ({ ...given, class: 'IN', data: forOracle(given.data) }));
        const expected = oracle.encode({
          id,
          type: qr ? 'response' : 'query',
          flags: ((opcode === 'NOTIFY' ? 4 : 0) << 11) | (aa ? 0x400 : 0) | (rd ? 0x100 : 0),
          questions: [{ name: question, type: 'SOA', class: 'IN' }],
          answers: dnsPackets(sections.answers),
          authorities: dnsPackets(sections.authorities),
          additionals: dnsPackets(sections.additionals),
        });
        expect(toHex(ours)).toBe(toHex(expected));
      }),
      100,
    );
  });
});

describe('the faults of dns-packet, for which it is not used outside of tests', () => {
  it('AAAA loses a group where :: stands for one', () => {
    expect(theirs('AAAA', '::2:3:4:5:6:7:8')).toBe('00000000000200030004000500060007');
    expect(toHex(encodeRdata('AAAA', '::2:3:4:5:6:7:8'))).toBe('00000002000300040005000600070008');
  });

  it('CAA loses octets that are not UTF-8', () => {
    const framed = Buffer.from(fromHex('0008 00 05 6973737565 ff'));
    expect(oracle.record('CAA').decode(framed, 0)).toMatchObject({ value: '\ufffd' });
  });

  it('names lose their escapes, on the way out and in', () => {
    expect(theirs('CNAME', 'a\\.b.x')).toBe('02615c0162017800');
    expect(theirs('CNAME', '\\255.x')).toBe('045c323535017800');
    expect(oracle.record('CNAME').decode(Buffer.from('000503612e6200', 'hex'), 0)).toBe('a.b');
  });

  it('labels over 63 octets go out as something else', () => {
    expect(theirs('CNAME', 'a'.repeat(64)).slice(0, 2)).toBe('40');
  });

  it('an A record of no address is encoded without error', () => {
    expect(theirs('A', 'hello')).toHaveLength(8);
  });

  it('class NONE and types without a name go out as 0', () => {
    const answer = { name: 'a', type: 'A', class: 'NONE', ttl: 0, data: '192.0.2.1' };
    expect(toHex(oracle.encode({ answers: [answer] })).slice(24, 38)).toBe('01610000010000');
    const question = { name: 'a', type: 'TYPE65280', class: 'IN' };
    expect(toHex(oracle.encode({ questions: [question] })).slice(24)).toBe('01610000000001');
  });

  it('rdata of length 0 is misread', () => {
    const wire = fromHex('0000 2800 0000 0001 0000 0000 0161 00 0001 00ff 00000000 0000');
    expect(oracle.decode(Buffer.from(wire)).answers[0]?.data).toBe(
      'undefined.undefined.undefined.undefined',
    );
  });
});

describe('an address', () => {
  it.each(['', 'aabb'])('is written and read as dns-packet does it, behind %j', (before) => {
    assertProperty(
      fc.property(fc.ipV4(), (address) => {
        const writer = new Writer();
        writer.octets(fromHex(before));
        writeRdata('A', address, writer);
        const bytes = writer.finish();
        expect(toHex(bytes)).toBe(before + theirs('A', address));
        const reader = new Reader(bytes, before.length / 2);
        expect(codecOf('A')?.value?.read(reader)).toBe(address);
        expect(reader.remaining).toBe(0);
      }),
    );
  });
});
