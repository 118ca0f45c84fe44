/** Scripts of nsupdate and knsupdate, printed and read. What these programs make of them is tested beside. */

import { InvalidNameError, InvalidRdataError, isDnsError } from '@zonewright/wire';
import { InvalidUpdateError, Update } from '@zonewright/zone';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyUpdate } from './support/arbitrary-update.ts';

describe('toString', () => {
  test('prints a line for each record, names absolute, `send` last', () => {
    const update = new Update('example.com')
      .nameUsed('a')
      .nameNotUsed('b')
      .rrsetUsed('c', 'MX')
      .rrsetNotUsed('d', 'TYPE65280')
      .used('e', 'A', '192.0.2.1', '192.0.2.2')
      .insert('f', 300, 'TXT', 'a;"b"')
      .remove('g', 'MX', '10 mail.example.net')
      .removeRRset('h', 'AAAA')
      .removeName('@')
      .replaceRRset('i', 60, 'TYPE65280', Uint8Array.of(1, 2));
    expect(update.toString()).toBe(
      `zone example.com.
prereq yxdomain a.example.com.
prereq nxdomain b.example.com.
prereq yxrrset c.example.com. MX
prereq nxrrset d.example.com. TYPE65280
prereq yxrrset e.example.com. A 192.0.2.1
prereq yxrrset e.example.com. A 192.0.2.2
update add f.example.com. 300 TXT "a;\\"b\\""
update delete g.example.com. MX 10 mail.example.net.
update delete h.example.com. AAAA
update delete example.com.
update delete i.example.com. TYPE65280
update add i.example.com. 60 TYPE65280 \\# 2 0102
send
`,
    );
  });

  test('names the class where it is not IN', () => {
    expect(new Update('.', { class: 'CH' }).toString()).toBe('zone .\nclass CH\nsend\n');
  });

  test('names types by number that knsupdate has no name for', () => {
    const script = new Update('example.com')
      .removeRRset('a', 'WKS')
      .insert('a', 1, 'HIP', '1 ff AQ==')
      .toString();
    expect(script).toContain('update delete a.example.com. TYPE11\n');
    expect(script).toContain('update add a.example.com. 1 TYPE55 \\# 6 01010001ff01\n');
    expect(Update.parse(script).operations.map(({ type }) => type)).toEqual(['WKS', 'HIP']);
  });

  test('escapes what knsupdate does not take as it is, in owners and in data', () => {
    const update = new Update("o'neil.example")
      .insert('a+b\\.c\\@', 1, 'CNAME', 'x!y.example')
      .insert('m', 1, 'MX', { preference: 1, exchange: "o'neil.example" })
      .insert('t', 1, 'CAA', { flags: 0, tag: 'issue', value: "o'neil.example." });
    expect(update.toString()).toBe(
      `zone o\\039neil.example.
update add a\\043b\\.c\\@.o\\039neil.example. 1 CNAME x\\033y.example.
update add m.o\\039neil.example. 1 MX 1 o\\039neil.example.
update add t.o\\039neil.example. 1 CAA 0 issue "o'neil.example."
send
`,
    );
    expect(Update.parse(update.toString()).toWire()).toEqual(update.toWire());
  });

  test('warns of data without octets, which knsupdate takes for no data', () => {
    const update = new Update('example.com')
      .used('a', 'TYPE65280', '\\# 0')
      .remove('b', 'TYPE65280', '\\# 0')
      .insert('c', 1, 'TYPE65280', '\\# 0');
    const lines = update.toString().split('\n');
    expect(lines.filter((line) => line.startsWith(';'))).toHaveLength(2);
    expect(Update.parse(lines.join('\n')).toWire()).toEqual(update.toWire());
  });

  test('property: what toString prints, parse reads to the same message', () => {
    fc.assert(
      fc.property(anyUpdate, (update) => {
        const script = update.toString();
        const read = Update.parse(script);
        expect(read.toString()).toBe(script);
        if (update.operations.length + update.prerequisites.length === 0) return;
        expect(read.toMessage()).toEqual(update.toMessage());
        expect(read.toWire({ compress: false })).toEqual(update.toWire({ compress: false }));
      }),
      { numRuns: 300 },
    );
  });
});

describe('parse', () => {
  const expected = new Update('example.com')
    .nameUsed('a')
    .nameNotUsed('b')
    .rrsetUsed('c', 'MX')
    .rrsetNotUsed('d', 'MX')
    .used('e', 'A', '192.0.2.1')
    .insert('f', 300, 'TXT', ['x y', 'z'])
    .remove('g', 'A', '192.0.2.1')
    .removeRRset('h', 'A')
    .removeName('i')
    .toString();

  test.each([
    [
      'long spellings',
      `zone example.com.
       prereq yxdomain a.example.com.
       prereq nxdomain b.example.com.
       prereq yxrrset c.example.com. MX
       prereq nxrrset d.example.com. MX
       prereq yxrrset e.example.com. A 192.0.2.1
       update add f.example.com. 300 TXT "x y" z
       update delete g.example.com. A 192.0.2.1
       update delete h.example.com. A
       update delete i.example.com.
       send`,
    ],
    [
      'short spellings, names without the final dot',
      `zone example.com
yxdomain a.example.com
nxdomain b.example.com
yxrrset c.example.com MX
nxrrset d.example.com MX
yxrrset e.example.com A 192.0.2.1
add f.example.com 300 TXT "x y" z
del g.example.com A 192.0.2.1
delete h.example.com A
update del i.example.com
send
`,
    ],
    [
      'classes, TTLs on deletions, letters of either case, comments, CRLF',
      [
        '; a comment',
        'ZONE Example.com',
        'class IN',
        'Prereq YXDomain a.example.com',
        '  ; another',
        'prereq nxdomain b.example.com',
        'prereq yxrrset c.example.com IN MX',
        'prereq nxrrset d.example.com in mx',
        'prereq yxrrset e.example.com IN A 192.0.2.1 ; a third',
        'Update Add f.example.com 300 IN txt "x y" z',
        'update delete g.example.com 600 IN A 192.0.2.1',
        'update delete h.example.com 600 IN A',
        'update delete i.example.com 0 ANY',
        'SEND',
        'quit',
        '',
      ].join('\r\n'),
    ],
    [
      "knsupdate's origin, a default TTL, an end without send",
      `zone example.com.
origin example.com.
ttl 300
yxdomain a
nxdomain b
yxrrset c MX
nxrrset d MX
yxrrset e A 192.0.2.1
add f TXT "x y" z
del g A 192.0.2.1
del h A
del i`,
    ],
    [
      'a default TTL that comes and goes, an end by a blank line, with send behind',
      `
zone example.com.
ttl 60
yxdomain a.example.com
nxdomain b.example.com
ttl none
yxrrset c.example.com MX
nxrrset d.example.com MX
yxrrset e.example.com A 192.0.2.1
add f.example.com 300 TXT "x y" z
del g.example.com A 192.0.2.1
del h.example.com A
del i.example.com

send
exit
`,
    ],
  ])('reads %s', (_, script) => {
    const read = Update.parse(script);
    expect(read.toString().toLowerCase()).toBe(expected.toLowerCase());
    expect(Update.parse(script, { zone: 'EXAMPLE.com' }).toString()).toBe(read.toString());
  });

  test('the zone comes from the options where the script has none', () => {
    const script = 'add www.example.com 300 A 192.0.2.1';
    expect(Update.parse(script, { zone: 'example.com' }).zone).toBe('example.com.');
    expect(() => Update.parse(script)).toThrow(/neither it nor the options name the zone/);
    const ofClass = Update.parse('nxdomain a.example', { zone: 'example', class: 'CH' });
    expect(ofClass.class).toBe('CH');
  });

  test('a comment behind a command, and parentheses, are taken where nsupdate takes them for no data', () => {
    const script = `zone example ; a comment
yxdomain a.example ; a comment
add a.example 1 A 192.0.2.1 ; one; and "another
add a.example 1 TXT "v=DKIM1; k=rsa" \\; "(x)"
add a.example 1 MX ( 10 mail.example )`;
    const { operations } = Update.parse(script);
    expect(operations.map(({ data }) => data)).toEqual([
      ['192.0.2.1'],
      [['v=DKIM1; k=rsa', ';', '(x)'].map((part) => Uint8Array.from(Buffer.from(part)))],
      [{ preference: 10, exchange: 'mail.example.' }],
    ]);
  });

  test('a default TTL is for additions that have none, until the next ttl line', () => {
    const lines = ['add a. 9 A 192.0.2.1', 'ttl 60', 'add a. A 192.0.2.2', 'add a. 9 A 192.0.2.3'];
    const script = [...lines, 'ttl 1h', 'add a. A 192.0.2.4'].join('\n');
    const { operations } = Update.parse(script, { zone: '.' });
    expect(operations.map(({ ttl }) => ttl)).toEqual([9, 60, 9, 3_600]);
  });

  test('names in data are relative to the root, or to what origin sets', () => {
    const data = (script: string) =>
      Update.parse(script, { zone: 'example' }).operations.flatMap((o) => o.data ?? []);
    expect(data('add a.example 1 CNAME b')).toEqual(['b.']);
    expect(data('origin example\nadd a 1 CNAME b\nadd c 1 CNAME @')).toEqual([
      'b.example.',
      'example.',
    ]);
  });

  test.each([
    ['server ns1.example.com', 1, '"server ns1.example.com"', /command line/],
    ['server', 1, '"server"', /command line/],
    ['local 127.0.0.1', 1, '"local 127.0.0.1"', /command line/],
    ['gsstsig', 1, '"gsstsig"', /command line/],
    ['realm EXAMPLE', 1, '"realm EXAMPLE"', /command line/],
    ['check-names off', 1, '"check-names off"', /command line/],
    ['show', 1, '"show"', /command line/],
    ['nxdomain a.example\nsend\nsend', 3, '"send"', /a second update/],
    ['nxdomain a.example\nsend\nnxdomain b.example', 3, '"nxdomain b.example"', /a second update/],
    ['nxdomain a.example\n\nnxdomain b.example', 3, '"nxdomain b.example"', /a second update/],
    ['nxdomain a.example\n\nsend\nsend', 4, '"send"', /a second update/],
    ['send\nsend', 2, '"send"', /a second update/],
    ['nxdomain a.example\nquit', 2, '"quit"', /discards the update/],
    ['quit\nsend', 2, '"send"', /a second update/],
    ['quit\nexit', 2, '"exit"', /has ended/],
    ['frobnicate a.example', 1, '"frobnicate …"', /does not begin with a command/],
    ['prereq', 1, '"prereq"', /not followed by what it can do/],
    ['prereq add a.example 1 A 192.0.2.1', 1, '"prereq add', /not followed by/],
    ['update', 1, '"update"', /not followed by/],
    ['update nxdomain a.example', 1, '"update nxdomain a.example"', /not followed by/],
    ['update add', 1, '"update add"', /the name is missing/],
    ['nxdomain', 1, '"nxdomain"', /the name is missing/],
    ['nxdomain "a.example"', 1, '"nxdomain \\"a.example\\""', /must not be quoted/],
    ['nxdomain a.example b', 1, '"nxdomain a.example b"', /a name alone/],
    ['nxrrset a.example', 1, '"nxrrset a.example"', /type is missing/],
    ['nxrrset a.example A 192.0.2.1', 1, '"nxrrset', /a name and a type alone/],
    ['yxrrset a.example 300', 1, '"yxrrset a.example 300"', /type is missing/],
    ['add a.example 300', 1, '"add a.example 300"', /type is missing/],
    ['add a.example 300 A', 1, '"add a.example 300 A"', /A data is missing/],
    ['add a 300 A 192.0.2.1', 1, '"add a 300 A 192.0.2.1"', /outside.*relative to the root/],
    ['add @ 300 A 192.0.2.1', 1, '"add @ 300 A 192.0.2.1"', /outside the zone/],
    ['zone example\nzone example', 2, '"zone example"', /a second "zone" line/],
    ['zone', 1, '"zone"', /argument is missing/],
    ['zone example more', 1, '"zone example more"', /one argument/],
    ['zone example.org', 1, '"zone example.org"', /for the zone example\./],
    ['nxdomain a.example\nclass CH', 2, '"class CH"', /before the first operation/],
    ['nxdomain a.example\nadd a.example 1 TXT "x', 2, '"add a.example 1 TXT \\"x"', /not closed/],
    ['add a.example 1 TXT (x', 1, '"add a.example 1 TXT (x"', /not closed/],
    ['add a.example 1 TXT v=DKIM1; k=rsa', 1, '"add a.example 1 TXT v=DKIM1; k=rsa"', /in quotes/],
    [
      'add a.example 1 TXT v=DKIM1 ; k=rsa',
      1,
      '"add a.example 1 TXT v=DKIM1 ; k=rsa"',
      /in quotes/,
    ],
    ['add a.example 1 CAA 0 issue ca;x=y', 1, '"add a.example 1 CAA 0 issue ca;x=y"', /in quotes/],
    ['add a.example 1 TXT (x y)', 1, '"add a.example 1 TXT (x y)"', /in quotes/],
    ['delete a.example TXT ; x', 1, '"delete a.example TXT ; x"', /in quotes/],
    ['delete a.example;A', 1, '"delete a.example;A"', /in quotes/],
    ['yxrrset a.example TXT ; x', 1, '"yxrrset a.example TXT ; x"', /in quotes/],
  ])('refuses %j on line %i', (script, line, shown, rule) => {
    let thrown: unknown;
    try {
      Update.parse(script, { zone: 'example' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidUpdateError);
    const { message, operation } = thrown as InvalidUpdateError;
    expect(operation).toBe('parse');
    expect(message).toContain(`parse: Invalid script line ${line} ${shown}`);
    expect(message).toMatch(rule);
  });

  test.each([
    ['add a.example 300 A 192.0.2.256', InvalidRdataError, /"192\.0\.2\.256" is no IPv4 address/],
    ['add a..example 300 A 192.0.2.1', InvalidNameError, /empty label/],
    ['add a.example A 192.0.2.1', InvalidUpdateError, /TTL undefined: it is missing/],
    ['add a.example 2147483648 A 192.0.2.1', InvalidUpdateError, /TTL 2147483648/],
    ['ttl forever', InvalidUpdateError, /TTL "forever"/],
    ['add a.example 1 CH A 192.0.2.1', InvalidUpdateError, /class "CH"/],
    ['delete a.example NONE A 192.0.2.1', InvalidUpdateError, /class "NONE"/],
    ['delete a.example ANY 192.0.2.1', InvalidUpdateError, /meta type/],
    ['add a.example 1 AXFR x', InvalidUpdateError, /meta type/],
    ['nxrrset a.example ANY', InvalidUpdateError, /meta type/],
    ['add a.example 1 AA x', InvalidUpdateError, /no such type/],
    ['origin a..b', InvalidNameError, /empty label/],
    ['class ANY', InvalidUpdateError, /no zone has it/],
    ['zone @', InvalidUpdateError, /names no zone/],
  ])('refuses what stands in %j with its own error and the line', (text, error, rule) => {
    const call = () => Update.parse(`; first\n${text}`, { zone: 'example' });
    expect(call).toThrow(error);
    expect(call).toThrow(rule);
    expect(call).toThrow(/^parse, line 2: /);
    expect(call).toThrow(expect.objectContaining({ operation: 'parse' }));
  });

  test('a line that the builder refuses is named', () => {
    const soa = 'add example 1 SOA a. b. 1 2 3 4 5';
    expect(() => Update.parse(`${soa}\n${soa}`, { zone: 'example' })).toThrow(
      /^parse, line 2: insert: Invalid SOA record /,
    );
  });

  test('options that contradict the script are refused', () => {
    expect(() => Update.parse('zone a\nclass CH', { class: 'IN' })).toThrow(/of class IN/);
    expect(() => Update.parse('send', { zone: '' })).toThrow(InvalidUpdateError);
    expect(() => Update.parse(7 as never, { zone: 'a' })).toThrow(InvalidUpdateError);
    expect(() => Update.parse('send', null as never)).toThrow(InvalidUpdateError);
  });

  test('no secret is in an error', () => {
    const secret = 'c2VjcmV0IHNlY3JldA==';
    const scripts = [
      `key hmac-sha256:ddns ${secret}`,
      `KEY ddns ${secret}`,
      `key "ddns" { algorithm hmac-sha256; secret "${secret}"; };`,
      `keyy ddns ${secret}`,
      `secret "${secret}";`,
      `hmac-sha256:ddns:${secret}`,
      secret,
      `"${secret}`,
      `-y hmac-sha256:ddns:${secret}`,
    ];
    for (const script of scripts) {
      let thrown: unknown;
      try {
        Update.parse(`${script}\nsend`, { zone: 'example' });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(InvalidUpdateError);
      const { message, value, stack } = thrown as InvalidUpdateError;
      expect(`${message} ${String(value)} ${stack} ${JSON.stringify(thrown)}`).not.toContain(
        secret.slice(0, 8),
      );
    }
  });

  test('property: any text is read or refused with an error of the library', () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...'zone class ttl origin prereq nxdomain yxrrset update add delete send quit'.split(' '),
        ...[
          'example',
          'a.example',
          '300',
          'IN',
          'ANY',
          'A',
          'TXT',
          '192.0.2.1',
          '\\#',
          '"',
          '(',
          ')',
        ],
        ...[';', '\n', '\n\n', '\r\n', '@', '\\'],
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        try {
          Update.parse(words.join(' '), { zone: 'example' });
        } catch (error) {
          expect(isDnsError(error)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
