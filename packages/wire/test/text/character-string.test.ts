import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printQuoted, unescape } from '../../src/text/character-string.ts';
import { assertProperty } from '../assert-property.ts';
import { fromHex } from '../hex.ts';

describe('unescape (RFC 1035 section 5.1)', () => {
  it.each([
    ['abc', '616263'],
    ['', ''],
    ['a\\"b', '612262'],
    ['\\\\', '5c'],
    ['\\000\\255x', '00ff78'],
    ['\\1000', '6430'],
    ['\\a\\;', '613b'],
    ['ü', 'c3bc'],
    ['a\\098ü', '6162c3bc'],
  ])('%j', (text, hex) => {
    expect(unescape(text)).toEqual(fromHex(hex));
  });

  it.each([
    ['\\', 'a backslash at the end escapes nothing'],
    ['\\300', 'escape \\300 is over 255'],
    ['a\\1', 'escape \\1 needs three digits'],
    ['a\\ü', 'a backslash before no printable ASCII'],
    ['\ud800', 'half a surrogate pair is no character'],
    ['\\097\udc00', 'half a surrogate pair is no character'],
    ['a="b"', 'a quote in a word needs a backslash'],
    ['a\\\\"b"', 'a quote in a word needs a backslash'],
  ])('refuses %j: %s', (text, rule) => {
    expect(unescape(text)).toEqual({ rule });
  });
});

describe('unescape of any text', () => {
  it('gives an octet for each escape and each ASCII character, in their order', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[ !#-[\]-~]{1,4}$/).map((text) => ({ text, octets: Buffer.from(text) })),
      fc.nat({ max: 255 }).map((octet) => ({
        text: `\\${String(octet).padStart(3, '0')}`,
        octets: Buffer.of(octet),
      })),
      fc.constantFrom('"', '\\', ';', 'a').map((character) => ({
        text: `\\${character}`,
        octets: Buffer.from(character),
      })),
      fc.constantFrom('ü', '例', '💩').map((text) => ({ text, octets: Buffer.from(text) })),
    );
    assertProperty(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const octets = Buffer.concat(pieces.map((one) => one.octets));
        expect(unescape(pieces.map((one) => one.text).join(''))).toEqual(Uint8Array.from(octets));
      }),
      500,
    );
  });
});

describe('printQuoted', () => {
  it('escapes quotes, backslashes, and what is not printable ASCII', () => {
    expect(printQuoted(fromHex('2261 5c 20 7e 7f 00 0a c3bc'))).toBe(
      '"\\"a\\\\ ~\\127\\000\\010\\195\\188"',
    );
    expect(printQuoted(new Uint8Array(0))).toBe('""');
  });

  it('is read back to the same octets, and holds no quote or line end that is not escaped', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 255 }), (octets) => {
        const text = printQuoted(octets);
        expect(text).toMatch(/^"(?:[ !#-[\]-~]|\\["\\]|\\\d{3})*"$/);
        expect(unescape(text.slice(1, -1))).toEqual(Uint8Array.from(octets));
      }),
    );
  });
});
