import {
  createRecord,
  decodeMessage,
  encodeMessage,
  InvalidOptionError,
  isDnsError,
  type ResourceRecord,
  type RRType,
} from '@zonewright/wire';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { lookup } from '../../src/lookup/lookup.ts';
import { MasterFileError } from '../../src/masterfile/master-file-error.ts';
import { parseMasterFile } from '../../src/masterfile/parse-master-file.ts';
import { printMasterFile } from '../../src/masterfile/print-master-file.ts';
import { InvalidZoneError } from '../../src/zone/invalid-zone-error.ts';
import { Zone } from '../../src/zone/zone.ts';
import { anyRecord } from '../masterfile/any-record.ts';
import { expectSound } from './sound-zone.ts';

const text = `$TTL 300
@ SOA ns1 hostmaster 7 3600 600 86400 60
@ NS ns1
ns1 A 192.0.2.1
Www 60 A 192.0.2.80
wWW 90 A 192.0.2.81
www 90 A 192.0.2.80
www TXT "t"
alias CNAME www
x.y.deep A 192.0.2.5
`;
const zone = () => Zone.parse('Example.com', text);

function errorOf(run: () => unknown): InvalidZoneError {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidZoneError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('a zone', () => {
  it('has its name, class, SOA, serial and number of records', () => {
    const { name, class: rrClass, soa, serial, size } = zone();
    expect({ name, rrClass, serial, size }).toEqual({
      name: 'Example.com.',
      rrClass: 'IN',
      serial: 7,
      size: 8,
    });
    expect(soa).toMatchObject({ name: 'Example.com.', type: 'SOA', ttl: 300 });
    expect(soa.data.mname).toBe('ns1.Example.com.');
  });
  it('finds RRsets without regard to case, with the case, the TTL and the data stored first', () => {
    const rrset = zone().rrset('WWW.EXAMPLE.COM', 'A');
    expect(rrset).toEqual({
      name: 'Www.Example.com.',
      type: 'A',
      class: 'IN',
      ttl: 60,
      data: ['192.0.2.80', '192.0.2.81'],
    });
    expect(zone().rrset('www.example.com.', 'TXT')?.name).toBe('Www.Example.com.');
    expect(zone().rrset('www.example.com.', 'MX')).toBeUndefined();
    expect(zone().rrset('no.example.com.', 'A')).toBeUndefined();
    expect(zone().rrset('example.org.', 'SOA')).toBeUndefined();
  });
  it('types the data of an RRset by its type', () => {
    const { data } = zone().rrset('example.com', 'SOA') ?? { data: [] };
    expectTypeOf(data[0]?.serial).toEqualTypeOf<number | undefined>();
    expect(data[0]?.serial).toBe(7);
  });
  it('lists the RRsets of a name, the SOA first', () => {
    const types = (name: string) =>
      zone()
        .rrsets(name)
        .map(({ type }) => type);
    expect(types('example.com.')).toEqual(['SOA', 'NS']);
    expect(types('www.example.com.')).toEqual(['A', 'TXT']);
    expect(types('deep.example.com.')).toEqual([]);
    expect(types('no.example.com.')).toEqual([]);
  });
  it('tells names that own records from empty non-terminals (RFC 4592 section 2.2.2)', () => {
    const z = zone();
    const all = ['example.com.', 'WWW.example.com.', 'deep.example.com.', 'y.deep.example.com.'];
    expect(
      [...all, 'x.y.deep.example.com.', 'no.example.com.', 'com.'].map((name) => [
        name,
        z.hasName(name),
        z.isEmptyNonTerminal(name),
      ]),
    ).toEqual([
      ['example.com.', true, false],
      ['WWW.example.com.', true, false],
      ['deep.example.com.', false, true],
      ['y.deep.example.com.', false, true],
      ['x.y.deep.example.com.', true, false],
      ['no.example.com.', false, false],
      ['com.', false, false],
    ]);
  });
  it('gives names and records in canonical order, the SOA first (RFC 4034 section 6.1)', () => {
    expect([...zone().names()]).toEqual([
      'Example.com.',
      'alias.Example.com.',
      'x.y.deep.Example.com.',
      'ns1.Example.com.',
      'Www.Example.com.',
    ]);
    expect([...zone()].map(({ type }) => type)).toEqual([
      'SOA',
      'NS',
      'CNAME',
      'A',
      'A',
      'A',
      'A',
      'TXT',
    ]);
    expect([...zone().records()]).toEqual([...zone()]);
  });
  it('is printed as a master file that makes the same zone', () => {
    const again = Zone.parse('Example.com', zone().toString());
    expect(String(again)).toBe(String(zone()));
    expect([...again]).toEqual([...zone()]);
  });
  it('can be the root', () => {
    const root = Zone.parse('.', '@ 60 SOA a. b. 1 2 3 4 5\ncom 60 NS ns.com\nx.y 60 A 192.0.2.1');
    expectSound(root);
    expect([...root.names()]).toEqual(['.', 'com.', 'x.y.']);
    expect(root.isEmptyNonTerminal('y.')).toBe(true);
  });
  it('can have another class', () => {
    const chaos = Zone.parse('bind', '@ 0 SOA a. b. 1 2 3 4 5\nversion 0 TXT "9"', { class: 'CH' });
    expect(chaos.class).toBe('CH');
    expect(chaos.rrset('version.bind', 'TXT')?.class).toBe('CH');
  });
  it('can do without name servers', () => {
    expect(Zone.parse('example.com', '@ 60 SOA a. b. 1 2 3 4 5').size).toBe(1);
  });
  it('passes the files of $INCLUDE on', () => {
    const include = () => 'www 60 A 192.0.2.1';
    const made = Zone.parse('example.com', '@ 60 SOA a. b. 1 2 3 4 5\n$INCLUDE f', { include });
    expect(made.hasName('www.example.com')).toBe(true);
  });
  it('finds a type however it is written (RFC 3597 section 5), and refuses what is none', () => {
    for (const type of ['A', 'a', 'TYPE1', 'type01'] as RRType[]) {
      expect(zone().rrset('ns1.example.com', type)?.data).toEqual(['192.0.2.1']);
      expect(lookup(zone(), 'ns1.example.com', type).status).toBe('answer');
    }
    for (const type of ['NOSUCH', '', undefined, null, 1] as never[]) {
      expect(() => zone().rrset('ns1.example.com', type)).toThrow(InvalidOptionError);
      expect(() => lookup(zone(), 'ns1.example.com', type)).toThrow(InvalidOptionError);
    }
  });

  it('takes no arguments of another kind', () => {
    const kinds: (() => unknown)[] = [
      ...[null, undefined, {}, 'records'].map((none) => () => new Zone('a', none as never)),
      ...[null, undefined, {}].map((none) => () => zone().replace(none as never)),
      ...[null, undefined, {}].map((none) => () => lookup(none as never, 'a', 'A')),
      ...[null, undefined, {}].map((none) => () => zone().beforeChange(none as never)),
      ...[null, undefined].map((none) => () => parseMasterFile('', none as never)),
      ...[null, undefined].map((none) => () => printMasterFile([], none as never)),
      ...[null, undefined, {}].map((none) => () => printMasterFile(none as never, { origin: 'a' })),
    ];
    for (const kind of kinds) expect(kind).toThrow(InvalidOptionError);
  });

  it('does not change with the list that it was made of', () => {
    const records = [...zone()];
    const made = new Zone('example.com', records);
    records.length = 0;
    expect(made.size).toBe(8);
  });
});

describe('records that are no zone', () => {
  const soa = '@ 60 SOA ns1 h 1 2 3 4 5\n';
  it.each([
    ['no SOA (RFC 1035 section 5.2)', '@ 60 NS ns1', 'example.com.', 'SOA', 'RFC 1035 section 5.2'],
    ['nothing at all', '', 'example.com.', 'SOA', 'RFC 1035 section 5.2'],
    ['names below the apex alone', 'a 60 TXT t', 'example.com.', 'SOA', 'RFC 1035 section 5.2'],
    ['two SOAs', `${soa}@ 60 SOA ns1 h 2 2 3 4 5`, 'example.com.', 'SOA', '2 records, one allowed'],
    ['an SOA below the apex', `${soa}a 60 SOA ns1 h 2 2 3 4 5`, 'a.example.com.', 'SOA', 'apex'],
    ['an owner outside', `${soa}a.example.org. 60 TXT t`, 'a.example.org.', 'TXT', 'in the zone'],
    ['an owner above', `${soa}com. 60 TXT t`, 'com.', 'TXT', 'in the zone'],
    ['an owner of like letters', `${soa}xexample.com. 60 TXT t`, 'xexample.com.', 'TXT', 'in the'],
    [
      'data beside a CNAME',
      `${soa}a 60 CNAME b\na 60 TXT t`,
      'a.example.com.',
      'CNAME',
      'beside TXT',
    ],
    ['a CNAME at the apex', `${soa}@ 60 CNAME b`, 'example.com.', 'CNAME', 'beside SOA'],
    ['two CNAMEs', `${soa}a 60 CNAME b\na 60 CNAME c`, 'a.example.com.', 'CNAME', '2 records'],
    ['two DNAMEs', `${soa}a 60 DNAME b\na 60 DNAME c`, 'a.example.com.', 'DNAME', '2 records'],
  ])('%s', (_, masterFile, owner, type, rule) => {
    const error = errorOf(() => Zone.parse('example.com', masterFile));
    expect(error).toMatchObject({ code: 'INVALID_ZONE', zone: 'example.com.', owner, type });
    expect(error.rule).toContain(rule);
    expect(error.message).toContain(owner);
    expect(error.name).toBe('InvalidZoneError');
    expect(isDnsError(error)).toBe(true);
  });
  it('records of another class, of no class of records, or a zone of none', () => {
    const record = { name: 'a.example.com', type: 'TXT', ttl: 60, data: 't' } as const;
    const make = (rrClass: string) => () =>
      new Zone('example.com', [createRecord({ ...record, class: rrClass })]);
    expect(errorOf(make('CH')).rule).toContain('class CH in a zone of class IN');
    expect(errorOf(make('NONE')).rule).toContain('class NONE');
    for (const rrClass of ['ANY', 'NONE', 'nothing']) {
      expect(errorOf(() => new Zone('example.com', [], { class: rrClass })).rule).toContain(
        rrClass,
      );
    }
  });
  it('a TTL or a type that no zone holds, in records that came as octets', () => {
    const sound = createRecord({ name: 'a.example.com', type: 'TXT', ttl: 60, data: 't' });
    const bytes = encodeMessage({ opcode: 'QUERY', answers: [sound] });
    // The record ends in TTL, length, and the two octets of its data; type and class are before.
    const received = (fromEnd: number, octet: number) => {
      const changed = Uint8Array.from(bytes);
      changed[changed.length - fromEnd] = octet;
      const message = decodeMessage(changed);
      return message.opcode === 'UPDATE' ? [] : message.answers;
    };
    const make = (records: readonly ResourceRecord[]) => () =>
      new Zone('example.com', [zone().soa, ...records]);
    expect(new Zone('example.com', [zone().soa, ...received(5, 61)]).size).toBe(2);
    expect(errorOf(make(received(8, 0x80)))).toMatchObject({
      type: 'TXT',
      rule: 'TTL 2147483708, at most 2147483647 allowed (RFC 2181 section 8)',
    });
    expect(errorOf(make(received(11, 255)))).toMatchObject({
      type: 'ANY',
      rule: 'no zone holds a meta type (RFC 6895 section 3.1)',
    });
  });
  it('text that is no master file is a MasterFileError', () => {
    expect(() => Zone.parse('example.com', 'a 60 A 1.2.3')).toThrow(MasterFileError);
  });
  it('CNAME beside RRSIG, NSEC and KEY is a zone (RFC 4035 section 2.5)', () => {
    const beside = [
      'a 60 RRSIG CNAME 8 1 60 20300101000000 20200101000000 1 . AQ==',
      'a 60 NSEC b CNAME',
      'a 60 KEY 0 3 8 AQ==',
    ].join('\n');
    expect(Zone.parse('example.com', `${soa}a 60 CNAME b\n${beside}`).size).toBe(5);
  });
});

describe('any records', () => {
  it('make a sound zone or an InvalidZoneError, and a zone is read back as it is printed', () => {
    const soa = createRecord({ name: 'example.com', type: 'SOA', ttl: 9, data: 'a. b. 1 2 3 4 5' });
    let zones = 0;
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 15 }), (records) => {
        let made: Zone;
        try {
          made = new Zone('example.com', [soa, ...records]);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidZoneError);
          return;
        }
        zones += 1;
        expectSound(made);
        const again = Zone.parse('example.com', made.toString());
        expect(again.toString()).toBe(made.toString());
        expectSound(again);
      }),
      { numRuns: 300 },
    );
    expect(zones).toBeGreaterThan(20);
  });
});
