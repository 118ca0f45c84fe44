import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalOctets } from '../../src/index.ts';
import { parseBase64, printBase64 } from '../../src/octets/base64.ts';
import { compareOctets, equalInConstantTime } from '../../src/octets/compare.ts';
import { copyOctets } from '../../src/octets/copy.ts';
import { parseHex, printHex } from '../../src/octets/hex.ts';
import { decodeUtf8, encodeUtf8 } from '../../src/octets/utf8.ts';
import { assertProperty } from '../assert-property.ts';
import { fromHex } from '../hex.ts';

const octets = fc.uint8Array({ maxLength: 40 });

describe('base64 (RFC 4648 section 4)', () => {
  it("prints and reads the vectors of the RFC's section 10", () => {
    const vectors = [
      ['', ''],
      ['f', 'Zg=='],
      ['fo', 'Zm8='],
      ['foo', 'Zm9v'],
      ['foob', 'Zm9vYg=='],
      ['fooba', 'Zm9vYmE='],
      ['foobar', 'Zm9vYmFy'],
    ] as const;
    for (const [text, encoded] of vectors) {
      const given = Uint8Array.from(Buffer.from(text));
      expect(printBase64(given)).toBe(encoded);
      expect(parseBase64(encoded)).toEqual(given);
    }
  });

  it("agrees with Node's", () => {
    assertProperty(
      fc.property(octets, (given) => {
        const text = Buffer.from(given).toString('base64');
        expect(printBase64(given)).toBe(text);
        expect(parseBase64(text)).toEqual(Uint8Array.from(given));
      }),
    );
  });

  it.each([
    'Zg',
    'Zg=',
    'Zm9',
    'Zh==',
    'Zm9=',
    'Zm9v\n',
    ' Zm9v',
    'Zm-_',
    'Zm9v====',
    '=',
    'Zg==Zg==',
  ])('refuses %j: no padding, wrong padding, bits that are left over, other characters', (text) => {
    expect(parseBase64(text)).toBeUndefined();
  });
});

describe('hexadecimal', () => {
  it('prints lower case and reads either', () => {
    expect(printHex(Uint8Array.of(0, 171, 255))).toBe('00abff');
    expect(parseHex('00aBFf')).toEqual(Uint8Array.of(0, 171, 255));
    expect(parseHex('')).toEqual(new Uint8Array(0));
  });

  it.each(['0', 'abc', '0x00', 'zz', '00 11', '٠٠'])('refuses %j', (text) => {
    expect(parseHex(text)).toBeUndefined();
  });
});

describe('UTF-8', () => {
  it('encodes what is well formed, and nothing with half a surrogate pair', () => {
    expect(encodeUtf8('ü€💩')).toEqual(fromHex('c3bc e282ac f09f92a9'));
    expect(encodeUtf8('a\ud800')).toBeUndefined();
    expect(encodeUtf8('\udc00a')).toBeUndefined();
  });

  it('decodes what is UTF-8, with a byte order mark as the character that it is', () => {
    expect(decodeUtf8(fromHex('efbbbf61'))).toBe('\ufeffa');
    expect(decodeUtf8(fromHex('c0af'))).toBeUndefined();
    expect(decodeUtf8(fromHex('eda080'))).toBeUndefined();
    expect(decodeUtf8(fromHex('ff'))).toBeUndefined();
  });

  it('octets that spell a text are what the text encodes to', () => {
    assertProperty(
      fc.property(octets, (given) => {
        const text = decodeUtf8(given);
        const expected = Buffer.from(given).toString('utf8');
        if (text === undefined) expect(expected).toContain('\ufffd');
        else expect(encodeUtf8(text)).toEqual(Uint8Array.from(given));
      }),
    );
  });
});

describe('comparing octets', () => {
  it('orders as RFC 4034 section 6.3 does: octets are unsigned, a prefix comes first', () => {
    expect(compareOctets(fromHex('7f'), fromHex('80'))).toBeLessThan(0);
    expect(compareOctets(fromHex('61'), fromHex('6100'))).toBeLessThan(0);
    expect(compareOctets(fromHex(''), fromHex('00'))).toBeLessThan(0);
    expect(compareOctets(fromHex('0102'), fromHex('0102'))).toBe(0);
  });

  it("agrees with Node's Buffer.compare, and equality with it", () => {
    assertProperty(
      fc.property(octets, octets, (a, b) => {
        const expected = Buffer.compare(a, b);
        expect(Math.sign(compareOctets(a, b))).toBe(expected);
        expect(equalOctets(a, b)).toBe(expected === 0);
        expect(equalInConstantTime(a, b)).toBe(expected === 0);
        expect(equalInConstantTime(a, Uint8Array.from(a))).toBe(true);
      }),
    );
  });

  it('a difference in any one bit is a difference (RFC 8945 section 5.2.2)', () => {
    const mac = fromHex('00112233445566778899');
    for (let bit = 0; bit < mac.length * 8; bit++) {
      const other = Uint8Array.from(mac);
      other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(equalInConstantTime(mac, other)).toBe(false);
      expect(equalOctets(mac, other)).toBe(false);
    }
    // Two differences that are alike, or as many as there are octets, do not make up for each other.
    expect(equalInConstantTime(fromHex('0000'), fromHex('0101'))).toBe(false);
    expect(equalInConstantTime(fromHex('01ff'), fromHex('ff01'))).toBe(false);
    expect(equalInConstantTime(fromHex('00000000'), fromHex('80808080'))).toBe(false);
    expect(equalInConstantTime(mac, mac.subarray(0, 9))).toBe(false);
    expect(equalInConstantTime(mac.subarray(0, 9), mac)).toBe(false);
  });
});

describe('copyOctets', () => {
  it('copies into memory of its own, from a Buffer too', () => {
    const buffer = Buffer.from([1, 2, 3, 4]);
    const copy = copyOctets(buffer, 1, 3);
    copy[0] = 9;
    expect([...buffer]).toEqual([1, 2, 3, 4]);
    expect(copy).toEqual(Uint8Array.of(9, 3));
    expect(copyOctets(buffer)).toEqual(Uint8Array.of(1, 2, 3, 4));
  });
});
