import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printLabel, readEscape } from '../../src/name/label.ts';
import { labelOctets } from '../../src/name/name-order.ts';
import { assertProperty } from '../assert-property.ts';

const octets = (from: number, to: number): Uint8Array =>
  Uint8Array.from({ length: to - from }, (_, i) => from + i);

describe('printLabel: the text of octets (RFC 1035 section 5.1)', () => {
  it('prints each octet from 32 to 127 as dnspython does', () => {
    expect(printLabel(octets(0x20, 0x80))).toBe(
      '\\032!\\"#\\$%&\'\\(\\)*+,-\\./0123456789:\\;<=>?\\@ABCDEFGHIJKLMNOPQRSTUVWXYZ' +
        '[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\\127',
    );
  });

  it('prints all other octets by their decimal number', () => {
    for (const octet of [...octets(0, 0x20), ...octets(0x7f, 0x100)]) {
      expect(printLabel(Uint8Array.of(octet))).toBe(`\\${String(octet).padStart(3, '0')}`);
    }
    expect.hasAssertions();
  });

  it('prints a part of the octets', () => {
    expect(printLabel(Uint8Array.from(Buffer.from('xabcx')), 1, 4)).toBe('abc');
  });

  it('is read back to the same octets', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 63 }), (label) => {
        expect(labelOctets(printLabel(label))).toEqual(Uint8Array.from(label));
      }),
    );
  });
});

describe('readEscape', () => {
  it('reads three decimal digits as one octet, and never four', () => {
    expect(readEscape('\\0461', 0)).toEqual({ octet: 46, end: 4 });
    expect(readEscape('x\\255', 1)).toEqual({ octet: 255, end: 5 });
  });

  it('reads any other printable character as itself', () => {
    expect(readEscape('\\.', 0)).toEqual({ octet: 0x2e, end: 2 });
    expect(readEscape('\\\\x', 0)).toEqual({ octet: 0x5c, end: 2 });
    expect(readEscape('\\ ', 0)).toEqual({ octet: 0x20, end: 2 });
  });

  it.each(['\\', '\\1', '\\12', '\\12a', '\\256', '\\\n', '\\\x7f', '\\é'])(
    'refuses %j',
    (text) => {
      expect(readEscape(text, 0)).toHaveProperty('rule');
    },
  );
});
