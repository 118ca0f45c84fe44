/** The forms in which `used`, `insert` and `remove` take records: all of them mean the same. */

import { createRecord, decodeMessage, type ResourceRecord } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { describe, expect, test } from 'vitest';
import { octets } from './support/hex.ts';

const first = { name: 'www', type: 'A', ttl: 300, data: '192.0.2.1' } as const;
const second = { ...first, data: '192.0.2.2' } as const;
const texts = ['www 300 A 192.0.2.1', 'www 300 A 192.0.2.2'];

const forms: Record<string, (update: Update, method: 'insert' | 'remove' | 'used') => unknown> = {
  'records, as an array': (u, m) => u[m]([first, second]),
  'records, as a set': (u, m) => u[m](new Set([first, second])),
  'records, as a generator': (u, m) =>
    u[m](
      (function* () {
        yield first;
        yield second;
      })(),
    ),
  'records of wire': (u, m) =>
    u[m]([first, second].map((r) => createRecord({ ...r, name: 'www.example.com' }))),
  'records, one by one': (u, m) => [u[m](first), u[m](second)],
  'texts, as an array': (u, m) => u[m](texts),
  'one text of two lines': (u, m) => u[m](texts.join('\n')),
  'a text with CRLF, comments and blank lines': (u, m) =>
    u[m](`; first\r\n${texts.join(' ; comment; "of\r\n\r\n')}\r\n`),
  'a text with an inherited owner (RFC 1035 section 5.1)': (u, m) =>
    u[m]('www 300 A 192.0.2.1\n    300 A 192.0.2.2\n'),
  'a text with class and TTL in either order': (u, m) =>
    u[m]('www IN 300 A 192.0.2.1\nwww 300 in a 192.0.2.2'),
  'a text with a TTL in units': (u, m) => u[m]('www 5m A 192.0.2.1\nwww 300s A 192.0.2.2'),
  'a text with parentheses': (u, m) => u[m]('www 300 A (\n192.0.2.1 )\nwww ( 300 A 192.0.2.2 )'),
  'a text in the generic form (RFC 3597 section 5)': (u, m) =>
    u[m]('www 300 TYPE1 \\# 4 c0000201\nwww 300 A \\# 4 c000 0202'),
  'records and texts together': (u, m) => u[m]([first, texts[1] as string]),
  'records with names in another case': (u, m) =>
    u[m]([first, { ...second, type: 'a', class: 'in', name: 'www.example.com.' }]),
};

describe.each(['insert', 'remove', 'used'] as const)('%s takes', (method) => {
  const expected = new Update('example.com');
  if (method === 'insert') expected.insert('www', 300, 'A', '192.0.2.1', '192.0.2.2');
  else expected[method]('www', 'A', '192.0.2.1', '192.0.2.2');

  test.each(Object.keys(forms))('%s', (form) => {
    const update = new Update('example.com');
    forms[form]?.(update, method);
    expect(update.toWire()).toEqual(expected.toWire());
  });
});

test.each([
  'a 1 TXT v=DMARC1; p=none',
  'a 1 TXT "x"\na 1 CAA 0 issue ca.example;x=y',
  'a 1 TXT (v=DMARC1;\np=none )',
])('a text whose comment touches a word is refused, since it is data: %j', (text) => {
  const update = new Update('example.com');
  expect(() => update.insert(text)).toThrow(/";" would begin a comment/);
  expect(() => update.insert('a', 1, 'CAA', '0 issue ca.example ; x=y')).toThrow(/CAA data.*";"/);
  expect(update.operations).toEqual([]);
});

test('used and remove take texts without a TTL', () => {
  const update = new Update('example.com').used('www A 192.0.2.1').remove('www IN A 192.0.2.1');
  expect(update.operations).toEqual([
    { method: 'remove', name: 'www.example.com.', type: 'A', data: ['192.0.2.1'] },
  ]);
});

describe('data', () => {
  const dataOf = (update: Update): unknown[] => update.operations.flatMap(({ data }) => data ?? []);
  const update = () => new Update('example.com');

  test('is text in presentation format or fields, with names absolute with or without the dot', () => {
    const expected = { priority: 0, weight: 5, port: 5060, target: 'sip.example.net.' };
    const builder = update()
      .insert('_sip._tcp', 1, 'SRV', '0 5 5060 sip.example.net')
      .insert('_sip._tcp', 1, 'SRV', '0 5 5060 sip.example.net.')
      .insert('_sip._tcp', 1, 'SRV', { ...expected, target: 'sip.example.net' })
      .insert('_sip._tcp 1 SRV 0 5 5060 sip.example.net');
    expect(dataOf(builder)).toEqual([expected, expected, expected, expected]);
  });

  test('a name that is in the zone is absolute in data, as any other', () => {
    const builder = update().insert('a', 1, 'CNAME', 'www').insert('b 1 CNAME www');
    expect(dataOf(builder)).toEqual(['www.', 'www.']);
  });

  test('of TXT a string is the value, an array the strings, and octets are octets', () => {
    const long = 'x'.repeat(300);
    const builder = update()
      .insert('t', 1, 'TXT', 'a "b" \\c; @')
      .insert('t', 1, 'TXT', long)
      .insert('t', 1, 'TXT', ['a', 'b'])
      .insert('t', 1, 'TXT', octets('00ff'))
      .insert('t', 1, 'TXT', '')
      .insert('t 1 TXT a "b c" \\100');
    const strings = dataOf(builder).map((data) =>
      (data as Uint8Array[]).map((string) => Buffer.from(string).toString('latin1')),
    );
    expect(strings).toEqual([
      ['a "b" \\c; @'],
      [long.slice(0, 255), long.slice(255)],
      ['a', 'b'],
      ['\x00\xff'],
      [''],
      ['a', 'b c', 'd'],
    ]);
  });

  test('of a type by number is octets or text, also where wire knows its fields (RFC 3597)', () => {
    const builder = update()
      .insert('x', 1, 'TYPE1', octets('c0000201'))
      .insert('x', 1, 'type1', '\\# 4 c0000201')
      .insert('x', 1, 'TYPE1', '192.0.2.1')
      .insert('x', 1, 'TYPE16', '"a b" c')
      .insert('x', 1, 'TYPE16', octets('0161'))
      .insert('x', 1, 'TYPE65280', octets('0102'))
      .insert('x', 1, 'TYPE65280', '\\# 2 0102');
    const { updates } = builder.toMessage();
    expect(updates.map(({ type }) => type)).toEqual([
      ...['A', 'A', 'A', 'TXT', 'TXT', 'TYPE65280', 'TYPE65280'],
    ]);
    expect(updates.map(({ data }) => data)).toEqual([
      ...['192.0.2.1', '192.0.2.1', '192.0.2.1'],
      [octets('612062'), octets('63')],
      [octets('61')],
      ...[octets('0102'), octets('0102')],
    ]);
  });

  test('names of types in lower case are taken', () => {
    const builder = update()
      .insert('x', 1, 'mx', { preference: 1, exchange: 'a.' })
      .removeRRset('x', 'aaaa')
      .rrsetUsed('x', 'type28');
    expect(builder.operations.map(({ type }) => type)).toEqual(['MX', 'AAAA']);
    expect(builder.prerequisites[0]?.type).toBe('AAAA');
  });
});

test('the records of a decoded message are taken as they are', () => {
  const message = new Update('example.com')
    .insert('www 300 MX 10 mail.example.net')
    .insert('t 60 TXT "a" "b"')
    .insert('g 60 TYPE65280 \\# 1 00')
    .toMessage();
  const decoded = decodeMessage(
    new Update('example.com').insert(message.updates as ResourceRecord[]).toWire(),
  );
  expect(decoded).toMatchObject({ updates: message.updates });
});
