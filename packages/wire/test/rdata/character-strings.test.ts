import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkRdata,
  decodeRdata,
  encodeRdata,
  InvalidRdataError,
  parseRdata,
  printRdata,
  textValue,
  WireError,
} from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));

function ruleOf(data: unknown): string {
  const error = errorOf(() => checkRdata('TXT', data as never)) as InvalidRdataError;
  expect(error).toBeInstanceOf(InvalidRdataError);
  return error.rule;
}

describe('TXT by value (RFC 1035 section 3.3.14)', () => {
  it('is one string up to 255 octets', () => {
    expect(checkRdata('TXT', 'v=spf1 -all')).toEqual([utf8('v=spf1 -all')]);
    expect(checkRdata('TXT', 'x'.repeat(255))).toEqual([utf8('x'.repeat(255))]);
    expect(checkRdata('TXT', '')).toEqual([new Uint8Array(0)]);
  });

  it('is cut at 255 octets, not characters', () => {
    const strings = checkRdata('TXT', 'x'.repeat(256));
    expect(strings.map(({ length }) => length)).toEqual([255, 1]);
    expect(checkRdata('TXT', 'x'.repeat(510)).map(({ length }) => length)).toEqual([255, 255]);
    const umlauts = checkRdata('TXT', 'ü'.repeat(128));
    expect(umlauts.map(({ length }) => length)).toEqual([255, 1]);
    expect(textValue(umlauts)).toBe('ü'.repeat(128));
  });

  it('means what it is: quotes, backslashes and semicolons are part of it', () => {
    const value = '"a" \\065 ; b';
    expect(checkRdata('TXT', value)).toEqual([utf8(value)]);
    expect(printRdata('TXT', value)).toBe('"\\"a\\" \\\\065 ; b"');
  });

  it('may be octets, which are cut and copied', () => {
    const given = Buffer.alloc(300, 7);
    const strings = checkRdata('TXT', given);
    given.fill(9);
    expect(strings).toEqual([new Uint8Array(255).fill(7), new Uint8Array(45).fill(7)]);
    expect(Object.getPrototypeOf(strings[0])).toBe(Uint8Array.prototype);
  });

  it('any value comes back from its strings', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (value) => {
        const strings = decodeRdata('TXT', encodeRdata('TXT', value));
        expect(textValue(strings)).toBe(value);
        expect(strings.every(({ length }) => length <= 255)).toBe(true);
      }),
    );
  });
});

describe('TXT by character-strings', () => {
  it('keeps the strings of an array as they are', () => {
    expect(checkRdata('TXT', ['a', '', fromHex('ff')])).toEqual([
      utf8('a'),
      new Uint8Array(0),
      fromHex('ff'),
    ]);
    expect(toHex(encodeRdata('TXT', ['a', '', fromHex('ff')]))).toBe('01610001ff');
  });

  it('refuses one over 255 octets, none at all, and holes', () => {
    expect(ruleOf(['x'.repeat(256)])).toBe('a character-string of 256 octets, at most 255 allowed');
    expect(ruleOf(['ü'.repeat(128)])).toBe('a character-string of 256 octets, at most 255 allowed');
    expect(ruleOf([])).toBe('no character-string: at least one is needed');
    const sparse: string[] = [];
    sparse[1] = 'a';
    expect(ruleOf(sparse)).toBe('undefined is neither a string nor octets');
    expect(ruleOf(new Array(2 ** 32 - 1))).toBe('undefined is neither a string nor octets');
  });

  it.each([7, null, true, {}, [7], [['a']], [null], new Date(0)])('refuses %j', (value) => {
    expect(ruleOf(value)).toContain('is neither a string nor octets');
  });

  it('refuses half a surrogate pair, which UTF-8 cannot say', () => {
    expect(ruleOf('a\ud800')).toContain('half a surrogate pair');
    expect(ruleOf(['a', '\udc00'])).toContain('half a surrogate pair');
  });
});

describe('TXT: limits', () => {
  it('holds 65,535 octets of rdata and no more (RFC 1035 section 3.2.1)', () => {
    // 255 strings of 255 octets and one of 254, with their lengths.
    const most = 255 * 255 + 254;
    expect(encodeRdata('TXT', 'x'.repeat(most))).toHaveLength(65_535);
    expect(ruleOf('x'.repeat(most + 1))).toBe('65536 octets, a record holds 65535');
    expect(ruleOf(new Array(32_768).fill('a'))).toBe('65536 octets, a record holds 65535');
    expect(errorOf(() => parseRdata('TXT', 'a '.repeat(32_768)))).toBeInstanceOf(InvalidRdataError);
  });

  it.each([
    ['', 'no character-string'],
    ['0261', 'a character-string runs past its rdata'],
    ['016101', 'a character-string runs past its rdata'],
    ['ff', 'a character-string runs past its rdata'],
  ])('octets %j: %s', (hex, rule) => {
    const error = errorOf(() => decodeRdata('TXT', fromHex(hex))) as WireError;
    expect(error).toBeInstanceOf(WireError);
    expect(error.rule).toBe(rule);
  });
});

describe('textValue', () => {
  it('joins strings before it reads them, and puts U+FFFD for what is no UTF-8', () => {
    expect(textValue([fromHex('61c3'), fromHex('bc')])).toBe('aü');
    expect(textValue([fromHex('61ff')])).toBe('a\ufffd');
    expect(textValue([fromHex('efbbbf61')])).toBe('\ufeffa');
    expect(textValue([])).toBe('');
  });
});
