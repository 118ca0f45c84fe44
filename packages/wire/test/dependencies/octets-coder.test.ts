import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as loadedAtOnce from '../../src/dependencies/loaded-at-once.ts';
import * as loadedWhenUsed from '../../src/dependencies/loaded-when-used.ts';
import type { OctetsCoder } from '../../src/dependencies/octets-coder.ts';
import { assertProperty } from '../assert-property.ts';

/** What it reads, or that it does not. */
function readBy(coder: OctetsCoder, text: string): Uint8Array | 'refused' {
  try {
    return coder.decode(text);
  } catch {
    return 'refused';
  }
}

const digits = {
  base64: 'ABCDwxyz0189+/=-_ \n\u0130',
  // Who asks has made it lower case.
  hex: '0189abcdefgx \u0660',
  base32hexnopad: '0189ABUVWabv= ',
} as const;

describe.each(['base64', 'hex', 'base32hexnopad'] as const)('%s', (name) => {
  const ofNode = loadedWhenUsed[name];
  const other = loadedAtOnce[name];

  it('is written in Node as elsewhere, whatever memory it is from', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 8 }), (octets, start) => {
        const part = octets.subarray(start);
        const text = ofNode.encode(part);
        expect(text).toBe(other.encode(part));
        expect(ofNode.decode(text)).toEqual(new Uint8Array(part));
      }),
    );
  });

  it('is read in Node as elsewhere, and refused as there', () => {
    const seen = { read: 0, refused: 0 };
    const text = fc.string({ unit: fc.constantFrom(...digits[name]), maxLength: 9 });
    assertProperty(
      fc.property(text, (given) => {
        const read = readBy(other, given);
        seen[read === 'refused' ? 'refused' : 'read'] += 1;
        expect(readBy(ofNode, given)).toEqual(read);
      }),
      5_000,
    );
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(100);
  });

  it('gives octets in memory of their own', () => {
    const { buffer, byteLength } = ofNode.decode(ofNode.encode(Uint8Array.of(1, 2, 3, 4, 5)));
    expect(buffer.byteLength).toBe(byteLength);
  });
});
