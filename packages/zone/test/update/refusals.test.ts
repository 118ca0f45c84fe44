/** Slips are refused by the call that makes them, which changes nothing (DESIGN, "Update"). */

import { InvalidNameError, InvalidRdataError, type InvalidValueError } from '@zonewright/wire';
import { InvalidUpdateError, Update } from '@zonewright/zone';
import { describe, expect, test } from 'vitest';

type ErrorClass = abstract new (...given: never[]) => InvalidValueError;
type Case = [title: string, call: (update: Update) => unknown, error: ErrorClass, rule: RegExp];

/** For calls that TypeScript would not let pass. */
const wrong = (value: unknown): never => value as never;

const forAll: Case[] = [];
for (const method of ['nameUsed', 'nameNotUsed', 'removeName'] as const) {
  forAll.push(
    [`${method}()`, (u) => u[method](wrong(undefined)), InvalidUpdateError, /owner name undefined/],
    [`${method}(7)`, (u) => u[method](wrong(7)), InvalidUpdateError, /owner name 7/],
    [`${method}('a..b')`, (u) => u[method]('a..b'), InvalidNameError, /empty label/],
    [`${method}('x.org.')`, (u) => u[method]('x.org.'), InvalidUpdateError, /outside the zone/],
    [
      `${method}('www', 'A')`,
      (u) => (u[method] as (...given: unknown[]) => unknown).call(u, 'www', 'A'),
      InvalidUpdateError,
      /a name alone is taken/,
    ],
  );
}
for (const method of ['rrsetUsed', 'rrsetNotUsed', 'removeRRset'] as const) {
  const call = (u: Update, ...given: unknown[]) =>
    (u[method] as (...given: unknown[]) => unknown).call(u, ...given);
  forAll.push(
    [`${method}('www')`, (u) => call(u, 'www'), InvalidUpdateError, /record type undefined/],
    [`${method}('www', 1)`, (u) => call(u, 'www', 1), InvalidUpdateError, /record type 1/],
    [`${method}('www', '')`, (u) => call(u, 'www', ''), InvalidUpdateError, /no such type/],
    [`${method}('www', 'AA')`, (u) => call(u, 'www', 'AA'), InvalidUpdateError, /no such type/],
    [`${method}('x.org.', 'A')`, (u) => call(u, 'x.org.', 'A'), InvalidUpdateError, /outside/],
    [
      `${method}('www', 'A', '192.0.2.1')`,
      (u) => call(u, 'www', 'A', '192.0.2.1'),
      InvalidUpdateError,
      /a name and a type alone are taken/,
    ],
  );
}
for (const method of ['used', 'remove'] as const) {
  const call = (u: Update, ...given: unknown[]) =>
    (u[method] as (...given: unknown[]) => unknown).call(u, ...given);
  const other = method === 'used' ? /rrsetUsed asks/ : /removeRRset removes/;
  forAll.push(
    [`${method}()`, (u) => call(u), InvalidUpdateError, /owner name undefined/],
    [`${method}('www', 'A')`, (u) => call(u, 'www', 'A'), InvalidUpdateError, other],
    [`${method}('www', 'AA')`, (u) => call(u, 'www', 'AA'), InvalidUpdateError, /no such type/],
    [
      `${method}('www', 300, 'A', '192.0.2.1')`,
      (u) => call(u, 'www', 300, 'A', '192.0.2.1'),
      InvalidUpdateError,
      /record type 300/,
    ],
    [
      `${method}('www', 'A', undefined)`,
      (u) => call(u, 'www', 'A', undefined),
      InvalidUpdateError,
      /A data undefined: it is missing/,
    ],
    [
      `${method}('www', 'TYPE65280', null)`,
      (u) => call(u, 'www', 'TYPE65280', null),
      InvalidUpdateError,
      /it is missing/,
    ],
    [`${method}('www A')`, (u) => call(u, 'www A'), InvalidUpdateError, /A data is missing/],
    [`${method}('www')`, (u) => call(u, 'www'), InvalidUpdateError, /record type is missing/],
    [
      `${method} of a record without data`,
      (u) => call(u, { name: 'www', type: 'A', class: 'IN', ttl: 0 }),
      InvalidUpdateError,
      /it is missing/,
    ],
  );
}
for (const method of ['insert', 'replaceRRset'] as const) {
  const call = (u: Update, ...given: unknown[]) =>
    (u[method] as (...given: unknown[]) => unknown).call(u, ...given);
  for (const ttl of [
    Number.NaN,
    1.5,
    -1,
    2 ** 31,
    Number.POSITIVE_INFINITY,
    '300',
    null,
    true,
    1n,
  ]) {
    forAll.push([
      `${method} with the TTL ${JSON.stringify(String(ttl))} (RFC 2181 section 8)`,
      (u) => call(u, 'www', ttl, 'A', '192.0.2.1'),
      InvalidUpdateError,
      /TTL .*: an integer from 0 to 2147483647 is needed/,
    ]);
  }
  forAll.push(
    [
      `${method} without a TTL`,
      (u) => call(u, 'www', undefined, 'A', '192.0.2.1'),
      InvalidUpdateError,
      /TTL undefined: it is missing/,
    ],
    [
      `${method}('www', 'A', '192.0.2.1')`,
      (u) => call(u, 'www', 'A', '192.0.2.1'),
      InvalidUpdateError,
      /TTL "A"/,
    ],
    [
      `${method}('www', 300)`,
      (u) => call(u, 'www', 300),
      InvalidUpdateError,
      /record type undefined/,
    ],
    [
      `${method}('www', 300, 'A')`,
      (u) => call(u, 'www', 300, 'A'),
      InvalidUpdateError,
      /A data undefined: it is missing/,
    ],
    [
      `${method} of an undefined datum`,
      (u) => call(u, 'www', 300, 'A', '192.0.2.1', undefined),
      InvalidUpdateError,
      /it is missing/,
    ],
    [
      `${method} of an address that is none`,
      (u) => call(u, 'www', 300, 'A', '192.0.2.256'),
      InvalidRdataError,
      /no IPv4 address/,
    ],
    [
      `${method} of one among good ones`,
      (u) => call(u, 'www', 300, 'A', '192.0.2.1', 'x'),
      InvalidRdataError,
      /"x" is no IPv4/,
    ],
    [
      `${method} of an array for an address`,
      (u) => call(u, 'www', 300, 'A', ['192.0.2.1']),
      InvalidRdataError,
      /an array of 1/,
    ],
    [
      `${method} of a field out of range`,
      (u) => call(u, 'www', 300, 'MX', { preference: 65_536, exchange: 'a.' }),
      InvalidRdataError,
      /preference/,
    ],
    [
      `${method} of a field too few`,
      (u) => call(u, 'www', 300, 'MX', { preference: 1 }),
      InvalidRdataError,
      /exchange is missing/,
    ],
    [
      `${method} of a field too many`,
      (u) => call(u, 'www', 300, 'MX', { preference: 1, exchange: 'a.', ttl: 1 }),
      InvalidRdataError,
      /no field "ttl"/,
    ],
    [
      `${method} of octets too few for a type by number`,
      (u) => call(u, 'www', 300, 'TYPE1', new Uint8Array(3)),
      InvalidRdataError,
      /octets/,
    ],
    [
      `${method} of "@" for a name`,
      (u) => call(u, 'www', 300, 'CNAME', '@'),
      InvalidRdataError,
      /"@" stands for none/,
    ],
    [
      `${method} of "@" for a name in fields`,
      (u) => call(u, 'www', 300, 'MX', { preference: 1, exchange: '@' }),
      InvalidRdataError,
      /"@"/,
    ],
    [
      `${method} of "@" for a name in text`,
      (u) => call(u, 'www', 300, 'MX', '10 @'),
      InvalidRdataError,
      /"@"/,
    ],
    [
      `${method} of no name`,
      (u) => call(u, 'www', 300, 'MX', { preference: 1, exchange: '' }),
      InvalidRdataError,
      /empty/,
    ],
    [
      `${method} outside the zone`,
      (u) => call(u, 'www.example.org.', 300, 'A', '192.0.2.1'),
      InvalidUpdateError,
      /outside/,
    ],
    [
      `${method} of TYPE0`,
      (u) => call(u, 'www', 300, 'TYPE0', '\\# 0'),
      InvalidUpdateError,
      /meta type/,
    ],
  );
}

describe('refused at the call', () => {
  test.each(forAll)('%s', (title, call, error, rule) => {
    const update = new Update('example.com').nameUsed('x').insert('x', 1, 'A', '192.0.2.1');
    const before = update.toString();
    let thrown: unknown;
    try {
      call(update);
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBeInstanceOf(error);
    expect((thrown as InvalidValueError).message).toMatch(rule);
    // The method is named, in the error and at the head of its sentence.
    const method = /^\w+/.exec(title)?.[0] ?? '';
    expect((thrown as InvalidValueError).operation).toBe(method);
    expect((thrown as InvalidValueError).message).toMatch(new RegExp(`^${method}: Invalid `));
    expect(update.toString()).toBe(before);
  });
});

describe('refused as a whole', () => {
  const good = 'www 300 A 192.0.2.1';
  const cases: Case[] = [
    ['no record', (u) => u.insert([]), InvalidUpdateError, /there are none/],
    ['no text', (u) => u.insert(''), InvalidUpdateError, /there are none/],
    ['a comment', (u) => u.remove('; www A 192.0.2.1\n\n'), InvalidUpdateError, /there are none/],
    ['no argument', (u) => (u.insert as () => unknown).call(u), InvalidUpdateError, /owner name/],
    ['undefined', (u) => u.insert(wrong(undefined)), InvalidUpdateError, /neither a record nor/],
    ['null', (u) => u.used(wrong(null)), InvalidUpdateError, /neither a record nor/],
    ['a number', (u) => u.remove(wrong(7)), InvalidUpdateError, /neither a record nor/],
    ['octets', (u) => u.remove(wrong(Uint8Array.of(1))), InvalidUpdateError, /record 1: it is nei/],
    ['an array in an array', (u) => u.insert(wrong([[good]])), InvalidUpdateError, /neither/],
    ['a promise', (u) => u.insert(wrong(Promise.resolve())), InvalidUpdateError, /owner name und/],
    [
      'two records',
      (u) => (u.insert as (...given: unknown[]) => unknown).call(u, {}, {}),
      InvalidUpdateError,
      /as one iterable/,
    ],
    [
      'an async iterable',
      (u) => u.insert(wrong((async function* () {})())),
      InvalidUpdateError,
      /collected first/,
    ],
    ['a text without a TTL', (u) => u.insert('www A 192.0.2.1'), InvalidUpdateError, /TTL undef/],
    ['a TTL too large', (u) => u.insert('www 2147483648 A 192.0.2.1'), InvalidUpdateError, /TTL/],
    [
      'a useless TTL too large',
      (u) => u.remove('www 9999999999 A 192.0.2.1'),
      InvalidUpdateError,
      /TTL/,
    ],
    ['another class', (u) => u.insert('www 300 CH A 192.0.2.1'), InvalidUpdateError, /class "CH"/],
    ['class ANY', (u) => u.remove('www 0 ANY A 192.0.2.1'), InvalidUpdateError, /type "ANY"/],
    ['class NONE', (u) => u.remove('www 0 NONE A 192.0.2.1'), InvalidUpdateError, /class "NONE"/],
    ['two TTLs', (u) => u.insert('www 300 300 A 192.0.2.1'), InvalidUpdateError, /type "300"/],
    ['two classes', (u) => u.insert('www 300 IN IN A 192.0.2.1'), InvalidUpdateError, /type "IN"/],
    ['an unknown type', (u) => u.insert('www 300 AA 192.0.2.1'), InvalidUpdateError, /type "AA"/],
    ['a quoted owner', (u) => u.insert('"www" 300 A 192.0.2.1'), InvalidUpdateError, /quoted/],
    ['a quoted type', (u) => u.insert('www 300 "A" 192.0.2.1'), InvalidUpdateError, /quoted/],
    ['an open quote', (u) => u.insert('www 300 TXT "a'), InvalidUpdateError, /line 1.*not closed/],
    ['an open parenthesis', (u) => u.insert(`${good}\nx 1 TXT (a`), InvalidUpdateError, /line 2/],
    ['a directive', (u) => u.insert('$TTL 300'), InvalidUpdateError, /directives/],
    [
      'a directive that looks like one',
      (u) => u.insert('$GENERATE 1 A 192.0.2.1'),
      InvalidUpdateError,
      /dir/,
    ],
    ['an inherited owner of none', (u) => u.insert(`  ${good}`), InvalidUpdateError, /white space/],
    ['"@" for a name in text', (u) => u.insert('www 300 CNAME @'), InvalidRdataError, /"@"/],
    [
      'a record of another class',
      (u) => u.insert({ name: 'x', type: 'A', class: 'CH', ttl: 1, data: '192.0.2.1' }),
      InvalidUpdateError,
      /class "CH": the zone's class is IN/,
    ],
    [
      'a record without a TTL',
      (u) => u.insert(wrong({ name: 'x', type: 'A', data: '192.0.2.1' })),
      InvalidUpdateError,
      /TTL undefined/,
    ],
    [
      'a record with a null TTL',
      (u) => u.remove(wrong({ name: 'x', type: 'A', ttl: null, data: '192.0.2.1' })),
      InvalidUpdateError,
      /TTL null/,
    ],
    [
      'a record without a type',
      (u) => u.insert(wrong({ name: 'x', ttl: 1, data: '192.0.2.1' })),
      InvalidUpdateError,
      /record type undefined/,
    ],
    [
      'a bad one at the end',
      (u) => u.insert([good, 'www 300 A 192.0.2.2', 'www 300 A x']),
      InvalidRdataError,
      /"x" is no/,
    ],
  ];

  test.each(cases)('%s', (_, call, error, rule) => {
    const update = new Update('example.com').nameUsed('x');
    expect(() => call(update)).toThrow(error);
    expect(() => call(update)).toThrow(rule);
    expect(update.operations).toEqual([]);
    expect(update.prerequisites).toHaveLength(1);
  });

  test('an iterable without an end', () => {
    function* endless(text: string) {
      for (;;) yield text;
    }
    const update = new Update('example.com');
    expect(() => update.insert(endless(good))).toThrow(/more than 65535/);
    expect(() => update.insert(endless(''))).toThrow(/more than 65535/);
    expect(update.operations).toEqual([]);
  });

  test('a section of more than 65535 records (RFC 1035 section 4.1.1)', () => {
    const update = new Update('.').used(Array(65_535).fill('. A 192.0.2.1'));
    expect(() => update.nameUsed('a')).toThrow(/at most 65535/);
    expect(() => update.removeName('a')).not.toThrow();
  });

  test('an error of the iterable itself comes through as it is', () => {
    const own = new Error('mine');
    const update = new Update('example.com');
    const source = (function* () {
      yield good;
      throw own;
    })();
    expect(() => update.insert(source)).toThrow(own);
    expect(update.operations).toEqual([]);
  });
});
