/** Every method of `Update` against octets written by hand from RFC 2136 sections 2.3 to 2.5. */

import {
  decodeMessage,
  isDnsError,
  MessageTooLargeError,
  parseRdata,
  type UpdateMessage,
} from '@zonewright/wire';
import { InvalidUpdateError, Update } from '@zonewright/zone';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { hex, octets, tight } from './support/hex.ts';

const zoneSection = '07 6578616d706c65 03 636f6d 00  0006 0001';
const apex = '07 6578616d706c65 03 636f6d 00';
const www = `03 777777 ${apex}`;
const noTtlNoData = '00000000 0000';

/** A message with id 1234, the zone example.com. and these records. */
function message(prerequisites: readonly string[], updates: readonly string[]): string {
  const count = (records: readonly string[]) => records.length.toString(16).padStart(4, '0');
  return tight(
    `1234 2800 0001 ${count(prerequisites)} ${count(updates)} 0000 ${zoneSection}
     ${prerequisites.join('')} ${updates.join('')}`,
  );
}

function whole(update: Update): string {
  return hex(update.toWire({ id: 0x1234, compress: false }));
}

const update = () => new Update('example.com');

describe('prerequisites (RFC 2136 section 2.4)', () => {
  test('nameUsed: class ANY, type ANY (2.4.4)', () => {
    expect(whole(update().nameUsed('www'))).toBe(message([`${www} 00ff 00ff ${noTtlNoData}`], []));
  });

  test('nameNotUsed: class NONE, type ANY (2.4.5)', () => {
    expect(whole(update().nameNotUsed('www'))).toBe(
      message([`${www} 00ff 00fe ${noTtlNoData}`], []),
    );
  });

  test('rrsetUsed: class ANY, the type (2.4.1)', () => {
    expect(whole(update().rrsetUsed('www', 'MX'))).toBe(
      message([`${www} 000f 00ff ${noTtlNoData}`], []),
    );
  });

  test('rrsetNotUsed: class NONE, the type (2.4.3)', () => {
    expect(whole(update().rrsetNotUsed('www', 'TYPE65280'))).toBe(
      message([`${www} ff00 00fe ${noTtlNoData}`], []),
    );
  });

  test('used: the class of the zone, TTL 0, one RR for each member (2.4.2)', () => {
    expect(whole(update().used('www', 'A', '192.0.2.1', '192.0.2.2'))).toBe(
      message(
        [`${www} 0001 0001 00000000 0004 c0000201`, `${www} 0001 0001 00000000 0004 c0000202`],
        [],
      ),
    );
  });

  test('used: the TTL of a record is not sent (2.4.2)', () => {
    const record = { name: 'www', type: 'A', class: 'IN', ttl: 300, data: '192.0.2.1' } as const;
    const expected = message([`${www} 0001 0001 00000000 0004 c0000201`], []);
    expect(whole(update().used(record))).toBe(expected);
    expect(whole(update().used('www 300 IN A 192.0.2.1'))).toBe(expected);
  });
});

describe('changes (RFC 2136 section 2.5)', () => {
  test('insert: the class of the zone, the TTL, the data (2.5.1)', () => {
    expect(
      whole(update().insert('www', 300, 'MX', { preference: 10, exchange: 'mail.example.net.' })),
    ).toBe(
      message(
        [],
        [
          `${www} 000f 0001 0000012c 0014
           000a 04 6d61696c 07 6578616d706c65 03 6e6574 00`,
        ],
      ),
    );
  });

  test('removeRRset: class ANY, the type, no data (2.5.2)', () => {
    expect(whole(update().removeRRset('www', 'TXT'))).toBe(
      message([], [`${www} 0010 00ff ${noTtlNoData}`]),
    );
  });

  test('removeName: class ANY, type ANY (2.5.3)', () => {
    expect(whole(update().removeName('www'))).toBe(
      message([], [`${www} 00ff 00ff ${noTtlNoData}`]),
    );
  });

  test('remove: class NONE, TTL 0, the data (2.5.4)', () => {
    expect(whole(update().remove('www', 'AAAA', '2001:db8::1'))).toBe(
      message([], [`${www} 001c 00fe 00000000 0010 20010db8000000000000000000000001`]),
    );
  });

  test('remove: the TTL of a record is not sent (2.5.4)', () => {
    expect(whole(update().remove('www 300 IN A 192.0.2.1'))).toBe(
      message([], [`${www} 0001 00fe 00000000 0004 c0000201`]),
    );
  });

  test('remove of data without octets stays the removal of one RR (2.5.4)', () => {
    expect(whole(update().remove('www', 'TYPE65280', new Uint8Array()))).toBe(
      message([], [`${www} ff00 00fe ${noTtlNoData}`]),
    );
  });

  test('replaceRRset: the RRset goes, then the data comes (2.5.2, 2.5.1)', () => {
    expect(whole(update().replaceRRset('www', 60, 'A', '192.0.2.1', '192.0.2.2'))).toBe(
      message(
        [],
        [
          `${www} 0001 00ff ${noTtlNoData}`,
          `${www} 0001 0001 0000003c 0004 c0000201`,
          `${www} 0001 0001 0000003c 0004 c0000202`,
        ],
      ),
    );
  });

  const soa = 'ns1.example.com. host.example.com. 2 3600 600 86400 300';

  test('replaceRRset of SOA is the addition alone (3.4.2.2)', () => {
    const replaced = update().replaceRRset('@', 300, 'SOA', soa);
    expect(whole(replaced)).toBe(whole(update().insert('@', 300, 'SOA', soa)));
  });

  test('replaceRRset of the NS of the apex is refused, with what to do (3.4.2.4)', () => {
    for (const zone of ['example.com', '.']) {
      const builder = new Update(zone);
      expect(() => builder.replaceRRset('@', 300, 'NS', 'ns1.example.net.')).toThrow(
        /insert the new ones, then remove the old ones one by one/,
      );
      expect(builder.operations).toEqual([]);
    }
    expect(() => update().replaceRRset('sub', 300, 'NS', 'ns1.example.net.')).not.toThrow();
  });

  test('a second SOA, CNAME or DNAME where there can be one is refused', () => {
    const calls: ((builder: Update) => unknown)[] = [
      (u) => u.replaceRRset('@', 300, 'SOA', soa, soa),
      (u) => u.insert('@', 300, 'SOA', soa, soa),
      (u) => u.insert('@', 300, 'SOA', soa).insert('@', 300, 'SOA', soa),
      (u) => u.insert('www', 300, 'CNAME', 'a.example.net', 'b.example.net'),
      (u) => u.insert(['www 1 CNAME a.example.net', 'WWW 1 CNAME b.example.net']),
      (u) => u.replaceRRset('www', 300, 'DNAME', 'a.example.net', 'b.example.net'),
    ];
    for (const call of calls) expect(() => call(update())).toThrow(InvalidUpdateError);
    expect(() => update().insert(['a 1 CNAME x.example', 'b 1 CNAME x.example'])).not.toThrow();
    expect(() => update().remove('@', 'SOA', soa).insert('@', 300, 'SOA', soa)).not.toThrow();
  });
});

describe('the order of calls (RFC 2136 section 3.4.2)', () => {
  test('changes go out as they were asked for, and identical ones are not folded', () => {
    const builder = update()
      .insert('www', 300, 'A', '192.0.2.1')
      .removeRRset('www', 'A')
      .insert('www', 300, 'A', '192.0.2.1')
      .insert('www', 300, 'A', '192.0.2.1');
    const addition = `${www} 0001 0001 0000012c 0004 c0000201`;
    expect(whole(builder)).toBe(
      message([], [addition, `${www} 0001 00ff ${noTtlNoData}`, addition, addition]),
    );
  });

  test('prerequisites and changes may be called for in any order', () => {
    const builder = update().removeName('www').nameUsed('www').removeName('@').nameNotUsed('@');
    expect(whole(builder)).toBe(
      message(
        [`${www} 00ff 00ff ${noTtlNoData}`, `${apex} 00ff 00fe ${noTtlNoData}`],
        [`${www} 00ff 00ff ${noTtlNoData}`, `${apex} 00ff 00ff ${noTtlNoData}`],
      ),
    );
  });

  test('every method gives the builder back, so that a loop is as easy as a chain', () => {
    const builder = update();
    expect(builder.nameUsed('a')).toBe(builder);
    for (const host of ['a', 'b']) builder.insert(host, 1, 'A', '192.0.2.1');
    expect(builder.operations.map(({ name }) => name)).toEqual([
      'a.example.com.',
      'b.example.com.',
    ]);

    class Bound extends Update {
      send(): number {
        return this.operations.length;
      }
    }
    const bound = new Bound('example.com').nameUsed('a').insert('a', 1, 'A', '192.0.2.1');
    expectTypeOf(bound).toEqualTypeOf<Bound>();
    expect(bound.send()).toBe(1);
  });
});

describe('toMessage, toWire and byteLength', () => {
  test('a message is frozen to the bottom, and a snapshot', () => {
    const builder = update()
      .used('www', 'MX', '10 mail.example.net.')
      .insert('www', 300, 'A', '192.0.2.1')
      .insert('www', 300, 'TXT', ['a', 'b']);
    const first = builder.toMessage({ id: 5 });
    const before = JSON.stringify(first);
    builder.removeName('www').nameUsed('www');
    expect(JSON.stringify(first)).toBe(before);
    expect(builder.toMessage().updates).toHaveLength(3);
    expectFrozen(first);
    expect(first).toMatchObject({ id: 5, opcode: 'UPDATE', rcode: 'NOERROR', additional: [] });
    expect(Object.values(first.flags)).toEqual(Array(7).fill(false));
  });

  test('nothing but the two sections that were built is in it (RFC 2136 section 2.6)', () => {
    const builder = new Update('example.com').nameUsed('a').insert('ns1', 60, 'A', '192.0.2.1');
    const { additional, edns, tsig, ...sent } = decodeMessage(builder.toWire()) as UpdateMessage;
    expect({ additional, edns, tsig }).toEqual({
      additional: [],
      edns: undefined,
      tsig: undefined,
    });
    expect([sent.prerequisites.length, sent.updates.length]).toEqual([1, 1]);
  });

  test('octets that are handed out are copies', () => {
    const builder = update()
      .insert('www', 300, 'TXT', 'abc')
      .insert('x', 1, 'TYPE65280', octets('01'));
    const before = whole(builder);
    const data = builder.toMessage().updates.map((record) => record.data);
    (data[0] as Uint8Array[])[0]?.fill(0);
    (data[1] as Uint8Array).fill(0);
    for (const { data: [first] = [] } of builder.operations) {
      if (first instanceof Uint8Array) first.fill(0);
    }
    expect(whole(builder)).toBe(before);
  });

  test('what is passed in is copied, and never changed', () => {
    const data = { preference: 10, exchange: 'mail.example.net.' };
    const bytes = octets('0102');
    const strings = ['a'];
    const record = { name: 'www', type: 'MX', ttl: 300, data } as const;
    const builder = update()
      .insert(record)
      .insert('x', 1, 'TYPE65280', bytes)
      .insert('y', 1, 'TXT', strings)
      .remove(record);
    const before = whole(builder);
    data.preference = 20;
    bytes.fill(9);
    strings.push('b');
    expect(whole(builder)).toBe(before);
    expect(record).toEqual({ name: 'www', type: 'MX', ttl: 300, data });
    const frozen = Object.freeze({ ...record, data: Object.freeze({ ...data }) });
    expect(() => update().insert(Object.freeze([frozen]))).not.toThrow();
  });

  test('the id is 0 unless it is given, and 16 bits', () => {
    const builder = update().nameUsed('www');
    expect(builder.toMessage().id).toBe(0);
    expect(builder.toWire().slice(0, 2)).toEqual(octets('0000'));
    expect(builder.toWire({ id: 65_535 }).slice(0, 2)).toEqual(octets('ffff'));
    for (const id of [-1, 65_536, 1.5, Number.NaN, '1']) {
      expect(() => builder.toWire({ id: id as number })).toThrow(InvalidUpdateError);
      expect(() => builder.toMessage({ id: id as number })).toThrow(InvalidUpdateError);
    }
  });

  test('compress true is the default and points to names that were written before', () => {
    const builder = update().removeName('www');
    expect(hex(builder.toWire({ id: 0x1234 }))).toBe(
      tight(`1234 2800 0001 0000 0001 0000 ${zoneSection} 03 777777 c00c 00ff 00ff ${noTtlNoData}`),
    );
    expect(builder.byteLength).toBe(45);
    expect(builder.toWire({ compress: true })).toEqual(builder.toWire());
    expect(builder.toWire({ compress: false })).toHaveLength(56);
  });

  test('an update of nothing is refused, prerequisites alone are not', () => {
    expect(() => update().toMessage()).toThrow(InvalidUpdateError);
    expect(() => update().toWire()).toThrow(/toWire: .*neither prerequisites nor changes/);
    expect(update().nameUsed('www').toMessage().updates).toEqual([]);
  });

  test('more than 65535 octets are MessageTooLargeError (RFC 1035 section 4.2.2, RFC 2136 sections 2.1 and 3.7)', () => {
    const text = 'x'.repeat(60_000);
    const builder = update().insert('www', 1, 'TXT', text).insert('w', 1, 'TXT', text);
    expect(() => builder.toWire()).toThrow(MessageTooLargeError);
    expect(() => builder.toMessage()).not.toThrow();
  });
});

describe('the zone', () => {
  test('its name keeps its case on the wire and is told in lower case', () => {
    const builder = new Update('Example.COM').nameUsed('WWW').nameUsed('a.EXAMPLE.com');
    expect(builder.zone).toBe('example.com.');
    const { zone, prerequisites } = builder.toMessage();
    expect(zone).toEqual({ name: 'Example.COM.', type: 'SOA', class: 'IN' });
    expect(prerequisites.map(({ name }) => name)).toEqual(['WWW.Example.COM.', 'a.EXAMPLE.com.']);
    expect(builder.prerequisites.map(({ name }) => name)).toEqual([
      'www.example.com.',
      'a.example.com.',
    ]);
  });

  test('its class goes into the zone section, additions and values (RFC 2136 section 2.3)', () => {
    const builder = new Update('example.com', { class: 'ch' })
      .used('www', 'TXT', 'a')
      .insert('www', 1, 'TXT', 'a')
      .remove('www', 'TXT', 'a');
    expect(builder.class).toBe('CH');
    const sent = decodeMessage(builder.toWire());
    expect(sent).toMatchObject({
      zone: { class: 'CH' },
      prerequisites: [{ class: 'CH' }],
      updates: [{ class: 'CH' }, { class: 'NONE' }],
    });
    expect(new Update('example.com', { class: 'CLASS32' }).class).toBe('CLASS32');
  });

  test('what is no zone is refused (an empty name, no class of a zone)', () => {
    const zones: [unknown, unknown?][] = [
      [''],
      ['@'],
      [undefined],
      [null],
      [7],
      ['example.com', { class: 'ANY' }],
      ['example.com', { class: 'NONE' }],
      ['example.com', { class: 'CLASS255' }],
      ['example.com', { class: 'INN' }],
      ['example.com', { class: 1 }],
      ['example.com', null],
    ];
    for (const [zone, options] of zones) {
      expect(() => new Update(zone as string, options as object)).toThrow(InvalidUpdateError);
    }
    expect(() => new Update('a..b')).toThrow(expect.objectContaining({ code: 'INVALID_NAME' }));
  });
});

describe('operations and prerequisites', () => {
  test('operations are told by method, RRset by RRset, in order', () => {
    const builder = update()
      .insert(['a 1 A 192.0.2.1', 'a 1 A 192.0.2.2', 'a 2 A 192.0.2.4', 'b 1 A 192.0.2.3'])
      .replaceRRset('c', 5, 'MX', { preference: 1, exchange: 'm.example' })
      .remove('d', 'A', '192.0.2.5')
      .removeRRset('e', 'TXT')
      .removeName('F');
    expect(builder.operations).toEqual([
      {
        method: 'insert',
        name: 'a.example.com.',
        type: 'A',
        ttl: 1,
        data: ['192.0.2.1', '192.0.2.2'],
      },
      { method: 'insert', name: 'a.example.com.', type: 'A', ttl: 2, data: ['192.0.2.4'] },
      { method: 'insert', name: 'b.example.com.', type: 'A', ttl: 1, data: ['192.0.2.3'] },
      {
        method: 'replaceRRset',
        name: 'c.example.com.',
        type: 'MX',
        ttl: 5,
        data: [{ preference: 1, exchange: 'm.example.' }],
      },
      { method: 'remove', name: 'd.example.com.', type: 'A', data: ['192.0.2.5'] },
      { method: 'removeRRset', name: 'e.example.com.', type: 'TXT' },
      { method: 'removeName', name: 'f.example.com.' },
    ]);
    expectFrozen(builder.operations);
  });

  test('prerequisites are told by method, all values of one RRset as one (RFC 2136 section 3.2.3)', () => {
    const builder = update()
      .used('a', 'A', '192.0.2.1')
      .nameUsed('b')
      .nameNotUsed('c')
      .rrsetUsed('d', 'MX')
      .rrsetNotUsed('e', 'TYPE1')
      .used('A 300 TXT "x" "y"')
      .used('A', 'a', '192.0.2.2');
    expect(builder.prerequisites).toEqual([
      { method: 'used', name: 'a.example.com.', type: 'A', data: ['192.0.2.1', '192.0.2.2'] },
      { method: 'nameUsed', name: 'b.example.com.' },
      { method: 'nameNotUsed', name: 'c.example.com.' },
      { method: 'rrsetUsed', name: 'd.example.com.', type: 'MX' },
      { method: 'rrsetNotUsed', name: 'e.example.com.', type: 'A' },
      {
        method: 'used',
        name: 'a.example.com.',
        type: 'TXT',
        data: [parseRdata('TXT', '"x" "y"')],
      },
    ]);
    expectFrozen(builder.prerequisites);
  });
});

test('the errors are errors of the library', () => {
  try {
    update().insert('www', -1, 'A', '192.0.2.1');
    expect.unreachable();
  } catch (error) {
    expect(isDnsError(error)).toBe(true);
    expect(error).toBeInstanceOf(InvalidUpdateError);
    expect(error).toMatchObject({
      name: 'InvalidUpdateError',
      code: 'INVALID_UPDATE',
      applied: 'no',
      operation: 'insert',
      value: -1,
    });
  }
});

/** Frozen at every level, but for octets, which cannot be. */
function expectFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  expect(Object.isFrozen(value)).toBe(true);
  for (const part of Object.values(value)) expectFrozen(part);
}
