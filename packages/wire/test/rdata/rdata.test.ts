import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkRdata,
  decodeRdata,
  encodeRdata,
  InvalidRdataError,
  type KnownType,
  parseRdata,
  parseRdataTokens,
  printRdata,
  readEntries,
  rrTypes,
  WireError,
} from '../../src/index.ts';
import { codecOf } from '../../src/rdata/codec.ts';
import { metaTypes, otherTypes, recordTypes } from '../../src/rdata/table.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';
import { anyData, knownTypes } from './any-data.ts';
import { rdataVectors } from './rdata-vectors.ts';
import { typeVectors } from './type-vectors.ts';

const vectors = [...rdataVectors, ...typeVectors];

/** The error of refused data, which names the type and holds the value. */
function refusal(type: string, value: unknown, run: () => unknown): InvalidRdataError {
  const error = errorOf(run) as InvalidRdataError;
  expect(error).toBeInstanceOf(InvalidRdataError);
  expect(error.code).toBe('INVALID_RDATA');
  const normal = rrTypes.normalise(type);
  expect(error.type).toBe(normal);
  expect(error.value).toBe(value);
  expect(error.message).toContain(`Invalid ${normal} data `);
  expect(error.message).toContain(error.rule);
  return error;
}

const refusedText = (type: string, text: string): string =>
  refusal(type, text, () => parseRdata<string>(type, text)).rule;

const refusedData = (type: string, data: unknown): string =>
  refusal(type, data, () => checkRdata<string>(type, data as never)).rule;

describe('the data of each type: text, value, octets', () => {
  it('the vectors are of all declared types', () => {
    const types = new Set(vectors.map(({ type }) => type));
    expect(Object.keys(recordTypes).filter((type) => !types.has(type))).toEqual([]);
    expect(vectors).toHaveLength(183);
  });

  it.each(vectors)('$type $text as BIND and dnspython encode it', (vector) => {
    const { type, text, printed = text } = vector;
    const octets = fromHex(vector.hex);
    const data = parseRdata<string>(type, text);
    expect(toHex(encodeRdata<string>(type, data))).toBe(toHex(octets));
    expect(decodeRdata<string>(type, octets)).toEqual(data);
    expect(printRdata<string>(type, data)).toBe(printed);
    expect(parseRdata<string>(type, printed)).toEqual(data);
    expect(checkRdata<string>(type, data)).toEqual(data);
  });

  it('each type has the number of the table, and a source', () => {
    for (const [type, { number, rfc }] of Object.entries(recordTypes)) {
      expect(rrTypes.number(type)).toBe(number);
      expect(rfc).toMatch(/^(?:RFC \d+|draft-|IANA, )/);
    }
    expect(knownTypes.toSorted()).toEqual(Object.keys(recordTypes).toSorted());
  });

  it.each(knownTypes)('%s: value, octets, value, text, value, text are the identity', (type) => {
    assertProperty(
      fc.property(anyData[type], (data) => {
        const octets = encodeRdata<string>(type, data as never);
        expect(decodeRdata<string>(type, octets)).toEqual(data);
        const text = printRdata<string>(type, data as never);
        expect(parseRdata<string>(type, text)).toEqual(data);
        expect(printRdata<string>(type, parseRdata<string>(type, text))).toBe(text);
        expect(checkRdata<string>(type, data as never)).toEqual(data);
        // The text is one line of printable ASCII, whatever the octets.
        expect(text).toMatch(/^[ -~]+$/);
      }),
    );
  });

  it.each(knownTypes)('%s: what was printed as \\# is read back (RFC 3597 section 5)', (type) => {
    assertProperty(
      fc.property(anyData[type], (data) => {
        const octets = encodeRdata<string>(type, data as never);
        const generic = `\\# ${octets.length} ${toHex(octets)}`;
        expect(parseRdata<string>(type, generic)).toEqual(data);
      }),
      50,
    );
  });

  it.each(knownTypes)('%s: octets give a value that encodes to them, or a WireError', (type) => {
    assertProperty(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        anyData[type],
        fc.nat(200),
        (noise, data, cut) => {
          const good = encodeRdata<string>(type, data as never);
          for (const octets of [noise, good.slice(0, cut), Uint8Array.from([...good, 0])]) {
            let decoded: unknown;
            try {
              decoded = decodeRdata<string>(type, octets);
            } catch (error) {
              expect(error).toBeInstanceOf(WireError);
              continue;
            }
            expect(toHex(encodeRdata<string>(type, decoded as never))).toBe(toHex(octets));
          }
        },
      ),
    );
  });

  it('any text gives data or an InvalidRdataError', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(
          fc.constantFrom('10', '0', '-1', 'a.', '"', '"x"', '\\# 1', 'ff', '1.2.3.4', '::1', ';'),
          { maxLength: 8 },
        )
        .map((words) => words.join(' ')),
    );
    const types = [...knownTypes, 'TYPE65280', 'A6', 'OPT', 'ANY', 'NOSUCH', ''];
    assertProperty(
      fc.property(fc.constantFrom(...types), text, (type, given) => {
        try {
          const data = parseRdata<string>(type, given);
          expect(parseRdata<string>(type, printRdata<string>(type, data))).toEqual(data);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRdataError);
        }
      }),
      1500,
    );
  });
});

describe('types', () => {
  it('are read in letters of either case, and as TYPEn', () => {
    expect(parseRdata<string>('mx', '10 a.')).toEqual({ preference: 10, exchange: 'a.' });
    expect(parseRdata<string>('TYPE15', '10 a.')).toEqual({ preference: 10, exchange: 'a.' });
    expect(printRdata<string>('Type1', '192.0.2.1')).toBe('192.0.2.1');
    expect(encodeRdata<string>('a', '192.0.2.1')).toEqual(fromHex('c0000201'));
    expect(decodeRdata<string>('TYPE1', fromHex('c0000201'))).toBe('192.0.2.1');
    expect(checkRdata<string>('txt', 'x')).toEqual([fromHex('78')]);
    expect(refusedText('TYPE1', '\\# 3 010203')).toBe('4 octets needed, 3 left');
    expect(errorOf(() => decodeRdata<string>('mx', fromHex('00')))).toBeInstanceOf(WireError);
  });

  it.each(['NOSUCH', '', 'TYPE65536', 'A B', 'x\ny', 7, undefined, null, Symbol('A')])(
    '%s is refused everywhere',
    (given) => {
      const type = given as string;
      const rule = 'no such record type; unknown ones are written TYPEn';
      const runs = [
        () => parseRdata<string>(type, '1.2.3.4'),
        () => checkRdata<string>(type, new Uint8Array(4)),
        () => encodeRdata<string>(type, new Uint8Array(4)),
        () => printRdata<string>(type, new Uint8Array(4)),
        () => decodeRdata<string>(type, new Uint8Array(4)),
      ];
      for (const run of runs) {
        const error = errorOf(run) as InvalidRdataError;
        expect(error).toBeInstanceOf(InvalidRdataError);
        expect(error.rule).toBe(rule);
        expect(error.message).not.toContain('\n');
      }
    },
  );

  it.each([...Object.keys(metaTypes), 'TYPE0', 'TYPE128', 'TYPE255', 'any'])(
    '%s is a meta type and has no data (RFC 6895 section 3.1)',
    (type) => {
      expect(refusedData(type, new Uint8Array(4))).toBe('a meta type has no data of its own');
      expect(refusedText(type, '\\# 0')).toBe('a meta type has no data of its own');
    },
  );

  it.each([...Object.keys(otherTypes), 'TYPE65280', 'TYPE127', 'TYPE54'])(
    '%s has octets and RFC 3597 text',
    (type) => {
      const octets = fromHex('0102ff');
      expect(parseRdata<string>(type, '\\# 3 0102ff')).toEqual(octets);
      expect(checkRdata<string>(type, '\\# 3 0102ff' as never)).toEqual(octets);
      expect(checkRdata<string>(type, octets)).toEqual(octets);
      expect(printRdata<string>(type, octets)).toBe('\\# 3 0102ff');
      expect(decodeRdata<string>(type, octets)).toEqual(octets);
      expect(encodeRdata<string>(type, octets)).toEqual(octets);
      expect(refusedText(type, '1 2 3')).toContain('write \\# length hex (RFC 3597)');
      expect(refusedData(type, { a: 1 })).toContain('octets or RFC 3597 text');
    },
  );

  it('octets that were given or decoded are copies', () => {
    const given = Buffer.from([1, 2, 3]);
    const checked = checkRdata<string>('TYPE65280', given);
    const decoded = decodeRdata<string>('TYPE65280', given);
    given.fill(9);
    expect([checked, decoded]).toEqual([fromHex('010203'), fromHex('010203')]);
  });

  it('rdata over 65,535 octets is refused (RFC 1035 section 3.2.1)', () => {
    const fits = new Uint8Array(65_535);
    expect(encodeRdata<string>('TYPE65280', fits)).toHaveLength(65_535);
    expect(refusedData('TYPE65280', new Uint8Array(65_536))).toBe('over 65535 octets');
    const caa = { flags: 0, tag: 'issue', value: 'x'.repeat(65_529) };
    const error = refusal('CAA', undefined, () => {
      try {
        return encodeRdata('CAA', caa);
      } catch (thrown) {
        (thrown as { value: unknown }).value = undefined;
        throw thrown;
      }
    });
    expect(error.rule).toBe('over 65535 octets');
    expect(encodeRdata('CAA', { ...caa, value: 'x'.repeat(65_528) })).toHaveLength(65_535);
  });
});

describe('parseRdata', () => {
  it.each([
    ['MX', '', 'preference: an integer from 0 to 65535 is missing'],
    ['MX', '10', 'exchange: a domain name is missing'],
    ['MX', '10 a. b.', 'unexpected "b." at its end'],
    ['MX', '65536 a.', 'preference: 65536 is no integer from 0 to 65535'],
    ['MX', '-1 a.', 'preference: "-1" is no integer from 0 to 65535'],
    ['MX', '1.0 a.', 'preference: "1.0" is no integer from 0 to 65535'],
    ['MX', '1e1 a.', 'preference: "1e1" is no integer from 0 to 65535'],
    ['MX', '0x1 a.', 'preference: "0x1" is no integer from 0 to 65535'],
    ['MX', '10 "a."', 'exchange: a domain name must not be quoted'],
    ['MX', '"10" a.', 'preference: an integer from 0 to 65535 must not be quoted'],
    ['MX', '10 a..b', 'name "a..b": empty label'],
    ['MX', '10 a.\n10 b.', 'more than one line'],
    ['MX', '10 (a.', 'a parenthesis that is not closed'],
    ['NS', 'a. b.', 'unexpected "b." at its end'],
    ['NS', '', 'a domain name is missing'],
    ['SOA', 'a. b. 1 2 3 4', 'minimum: an integer from 0 to 4294967295 is missing'],
    ['SOA', 'a. b. 4294967296 2 3 4 5', 'serial: 4294967296 is no integer from 0 to 4294967295'],
    ['SOA', 'a. b. 1d 2 3 4 5', 'serial: "1d" is no integer from 0 to 4294967295'],
    ['SOA', 'a. b. 1 9999w 3 4 5', 'refresh: 6047395200 is no integer from 0 to 4294967295'],
    ['SRV', '1 2 70000 a.', 'port: 70000 is no integer from 0 to 65535'],
    ['CAA', '256 issue "x"', 'flags: 256 is no integer from 0 to 255'],
    ['CAA', '0 is-sue "x"', 'tag: tag "is-sue" is not 1 to 255 letters and digits'],
    ['CAA', '0 "issue" "x"', 'tag: a tag must not be quoted'],
    ['CAA', '0 issue', 'value: a value is missing'],
    ['CAA', '0 issue "x" "y"', 'unexpected "y" at its end'],
    ['CAA', '0 issue "\\256"', 'value: escape \\256 is over 255'],
    ['TXT', '', 'a character-string is missing'],
    ['TXT', '"open', 'a quote that is not closed on its line'],
    ['TXT', '"\\300"', 'escape \\300 is over 255'],
    ['TXT', 'a="b c"', 'a quote in a word needs a backslash'],
    ['TXT', 'x'.repeat(256), 'a character-string of 256 octets, at most 255 allowed'],
    ['A', '192.0.2.1 x', 'unexpected "x" at its end'],
    ['A', '"192.0.2.1"', 'an IPv4 address must not be quoted'],
  ])('%s %j: %s', (type, text, rule) => {
    expect(refusedText(type, text)).toBe(rule);
  });

  it('reads names relative to the origin, and to the root by default', () => {
    const origin = 'example.';
    expect(parseRdata('NS', 'ns1', { origin })).toBe('ns1.example.');
    expect(parseRdata('NS', '@', { origin })).toBe('example.');
    expect(parseRdata('NS', 'ns1')).toBe('ns1.');
    expect(parseRdata('SRV', '1 2 3 host', { origin }).target).toBe('host.example.');
    expect(parseRdata('MX', '10 bücher').exchange).toBe('xn--bcher-kva.');
  });

  it('reads SvcParams by the names that are not printed', () => {
    const text = '1 . mandatory=key8 key8';
    expect(parseRdata('SVCB', '1 . mandatory=ohttp ohttp')).toEqual(parseRdata('SVCB', text));
  });

  it('refuses what is no text', () => {
    for (const value of [undefined, null, 1, {}, Uint8Array.of(1)]) {
      expect(refusal('A', value, () => parseRdata('A', value as never)).rule).toBe('not a text');
    }
  });

  it('takes comments and parentheses, as a master file has them', () => {
    expect(parseRdata('MX', '( 10 ; low\n a. )')).toEqual({ preference: 10, exchange: 'a.' });
  });

  it('reads tokens that were cut already, and shows them in errors', () => {
    const tokens = (text: string): readonly unknown[] => [...readEntries(text)][0]?.tokens ?? [];
    expect(parseRdataTokens('MX', tokens('10 a') as never, 'example.')).toEqual({
      preference: 10,
      exchange: 'a.example.',
    });
    const error = errorOf(() => parseRdataTokens('MX', tokens('ten a') as never, '.'));
    expect(error.message).toBe(
      'Invalid MX data "ten a": preference: "ten" is no integer from 0 to 65535.',
    );
  });
});

describe('RFC 3597 text', () => {
  it.each([
    ['\\#', 'the length is missing'],
    ['\\# x', 'length "x" is no integer from 0 to 65535'],
    ['\\# -1', 'length "-1" is no integer from 0 to 65535'],
    ['\\# 65536', 'length "65536" is no integer from 0 to 65535'],
    ['\\# 1', 'length 1 stands before 0 octets'],
    ['\\# 0 00', 'length 0 stands before 1 octets'],
    ['\\# 3 0102', 'length 3 stands before 2 octets'],
    ['\\# 2 01zz', 'not whole octets of hexadecimal digits'],
    ['\\# 1 f', 'not whole octets of hexadecimal digits'],
    ['\\# 1 "ff"', 'hexadecimal digits must not be quoted'],
    ['"\\#" 1 ff', 'this type has no text of its own; write \\# length hex (RFC 3597)'],
  ])('%j: %s', (text, rule) => {
    expect(refusedText('TYPE65280', text)).toBe(rule);
  });

  it('joins hexadecimal digits of several words at any place', () => {
    expect(parseRdata('TYPE65280', '\\# 3 0 10 203')).toEqual(fromHex('010203'));
    expect(parseRdata('TYPE65280', '\\# 3 ( 01\n0203 )')).toEqual(fromHex('010203'));
  });

  it('is checked like octets from the wire where the type is known', () => {
    expect(refusedText('A', '\\# 3 010203')).toBe('4 octets needed, 3 left');
    expect(refusedText('A', '\\# 5 0102030405')).toBe('1 octets left over after the A rdata');
    expect(refusedText('CAA', '\\# 3 000000')).toContain('a CAA tag is letters and digits');
  });

  it('holds no compression pointers: there is no message to point into (section 4)', () => {
    const soa = `016100 c000 ${'00000000'.repeat(5)}`;
    expect(refusedText('SOA', `\\# 25 ${soa}`)).toBe('a compression pointer where none is allowed');
    expect(errorOf(() => decodeRdata('SOA', fromHex(soa)))).toBeInstanceOf(WireError);
  });

  it('quoted, it is a character-string', () => {
    expect(parseRdata('TXT', '"\\# 1 ff"'.replace('\\', '\\\\'))).toEqual([
      Uint8Array.from(Buffer.from('\\# 1 ff')),
    ]);
  });
});

describe('data as objects', () => {
  const good: Partial<Record<KnownType, Readonly<Record<string, unknown>>>> = {
    MX: { preference: 10, exchange: 'mail.example' },
    SRV: { priority: 1, weight: 2, port: 3, target: 'host.example' },
    SOA: {
      mname: 'a',
      rname: 'b',
      serial: 1,
      refresh: 2,
      retry: 3,
      expire: 4,
      minimum: 5,
    },
    CAA: { flags: 0, tag: 'issue', value: 'x' },
  };
  const given = new Set(Object.keys(good));
  // Of the other types, what the first text of each reads as.
  const others = vectors
    .filter(({ type }, i) => vectors.findIndex((other) => other.type === type) === i)
    .filter(({ type }) => !given.has(type) && codecOf(type)?.fields !== undefined)
    .map(({ type, text }) => [type, parseRdata<string>(type, text)] as const);
  const cases = [...Object.entries(good), ...others] as [
    KnownType,
    Readonly<Record<string, unknown>>,
  ][];
  /** Fields that may be left out, by type. */
  const optional: Readonly<Record<string, string>> = {
    CDNSKEY: 'protocol',
    DNSKEY: 'protocol',
    HTTPS: 'params',
    ISDN: 'subaddress',
    SVCB: 'params',
  };

  it('are all types with several fields', () => {
    const fielded = Object.entries(recordTypes).filter(([, type]) => 'fields' in type);
    expect(cases.map(([type]) => type).toSorted()).toEqual(fielded.map(([t]) => t).toSorted());
  });

  it.each(cases)('%s: a missing field is named', (type, data) => {
    for (const name of Object.keys(data)) {
      const { [name]: _, ...rest } = data;
      expect(refusedData(type, { ...data, [name]: null })).toMatch(/null|not a string/);
      if (optional[type] === name) {
        expect(Object.keys(checkRdata<string>(type, rest as never))).not.toHaveLength(0);
        continue;
      }
      expect(refusedData(type, rest)).toBe(`field ${name} is missing`);
      expect(refusedData(type, { ...data, [name]: undefined })).toBe(`field ${name} is missing`);
    }
  });

  it.each(cases)('%s: a stray field is named', (type, data) => {
    for (const stray of ['extra', 'constructor', 'Preference', 'target ']) {
      expect(refusedData(type, { ...data, [stray]: 1 })).toContain(`no field "${stray}"`);
    }
    expect(refusedData(type, JSON.parse('{"__proto__": 1}'))).toContain('no field "__proto__"');
  });

  it.each(cases)('%s: what is no object is refused', (type, data) => {
    for (const value of [null, 7, true, [], [1], Object.values(data), () => 1]) {
      expect(refusedData(type, value)).toContain('neither text nor an object with');
    }
    expect(refusedData(type, Uint8Array.of(1))).toContain('no field "0"');
  });

  const numeric = cases.filter(([, data]) =>
    Object.values(data).some((value) => typeof value === 'number'),
  );

  it.each(numeric)('%s: a number out of range, or none, names the field', (type, data) => {
    for (const [name, value] of Object.entries(data)) {
      if (typeof value !== 'number') continue;
      for (const wrong of [-1, 1.5, 4_294_967_296, Number.NaN, Number.POSITIVE_INFINITY, 'x', 1n]) {
        expect(refusedData(type, { ...data, [name]: wrong })).toMatch(
          new RegExp(`^${name}: .* is no integer from 0 to \\d+(?: nor .+)?$`),
        );
      }
    }
    expect.hasAssertions();
  });

  it('gives a copy with names in the one form and no more fields than the type has', () => {
    const given = { preference: 10, exchange: 'MAIL.example' };
    const checked = checkRdata('MX', given);
    given.preference = 20;
    expect(checked).toEqual({ preference: 10, exchange: 'MAIL.example.' });
  });

  it('text is taken in their place, but for TXT, where it is the value', () => {
    expect(checkRdata('MX', '10 a')).toEqual({ preference: 10, exchange: 'a.' });
    expect(checkRdata('TXT', '"quoted"')).toEqual([Uint8Array.from(Buffer.from('"quoted"'))]);
  });

  it('names that are none are refused as the data of their type', () => {
    expect(refusedData('MX', { preference: 1, exchange: 'a..b' })).toBe('name "a..b": empty label');
    expect(refusedData('MX', { preference: 1, exchange: '' })).toContain('the root is "."');
    expect(refusedData('NS', 7)).toBe('name 7: not a string');
    expect(refusedData('CAA', { flags: 0, tag: 'a-b', value: '' })).toContain('tag "a-b"');
  });
});
