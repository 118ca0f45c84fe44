import { describe, expect, it } from 'vitest';
import {
  checkRdata,
  decodeRdata,
  encodeRdata,
  InvalidRdataError,
  WireError,
} from '../../src/index.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

describe('CAA (RFC 8659 section 4.1)', () => {
  it('a value is text where it is UTF-8, octets where it is not', () => {
    expect(decodeRdata('CAA', fromHex('00 01 61 c3bc')).value).toBe('ü');
    expect(decodeRdata('CAA', fromHex('00 01 61 ff')).value).toEqual(fromHex('ff'));
    expect(checkRdata('CAA', { flags: 0, tag: 'a', value: fromHex('c3bc') }).value).toBe('ü');
    const octets = Buffer.from('ff', 'hex');
    const checked = checkRdata('CAA', { flags: 0, tag: 'a', value: octets });
    octets.fill(0);
    expect(checked.value).toEqual(fromHex('ff'));
  });

  it('a tag has 1 to 255 letters and digits, and keeps its case', () => {
    const tag = 'A'.repeat(255);
    expect(encodeRdata('CAA', { flags: 1, tag, value: '' })).toHaveLength(257);
    for (const wrong of ['', 'a b', 'a-b', 'é', 'A'.repeat(256), 7, null]) {
      const error = errorOf(() => checkRdata('CAA', { flags: 0, tag: wrong as string, value: '' }));
      expect(error).toBeInstanceOf(InvalidRdataError);
      expect(error.message).toMatch(/tag/);
    }
  });

  it.each([
    ['', '1 octets needed'],
    ['00', '1 octets needed'],
    ['00 00', 'a CAA tag is letters and digits'],
    ['00 02 61', '2 octets needed, 1 left'],
    ['00 01 2d', 'a CAA tag is letters and digits'],
    ['00 01 ff', 'a CAA tag is letters and digits'],
  ])('octets %j: %s', (hex, rule) => {
    const error = errorOf(() => decodeRdata('CAA', fromHex(hex))) as WireError;
    expect(error).toBeInstanceOf(WireError);
    expect(error.rule).toContain(rule);
  });

  it('a value is text or octets, and nothing else', () => {
    for (const wrong of [7, {}, ['a'], 'a\ud800']) {
      const error = errorOf(() =>
        checkRdata('CAA', { flags: 0, tag: 'a', value: wrong as string }),
      );
      expect(error.message).toContain('is neither text nor octets');
    }
  });

  it('a byte order mark in a value stays (RFC 8659 knows none)', () => {
    const octets = fromHex('00 01 61 efbbbf 78');
    expect(toHex(encodeRdata('CAA', decodeRdata('CAA', octets)))).toBe(toHex(octets));
  });
});
