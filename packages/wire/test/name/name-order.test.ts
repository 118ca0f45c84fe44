import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNames, parseName } from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { anyLabels, wireName } from './wire-name.ts';

/** The example of RFC 4034 section 6.1, in the order that it gives. */
const canonicalOrder = [
  'example.',
  'a.example.',
  'yljkjljk.a.example.',
  'Z.a.example.',
  'zABC.a.EXAMPLE.',
  'z.example.',
  '\\001.z.example.',
  '*.z.example.',
  '\\200.z.example.',
];

/** Labels from the right, each as hexadecimal in lower case and ended: their order is the names'. */
function sortKey(labels: readonly Uint8Array[]): string {
  const lower = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet);
  return [...labels]
    .reverse()
    .map((label) => `${Buffer.from(label.map(lower)).toString('hex')}!`)
    .join('');
}

describe('compareNames: canonical order (RFC 4034 section 6.1)', () => {
  it("sorts the section's own list", () => {
    expect([...canonicalOrder].reverse().sort(compareNames)).toEqual(canonicalOrder);
  });

  it('orders each pair of it, both ways', () => {
    for (const [i, a] of canonicalOrder.entries()) {
      for (const [j, b] of canonicalOrder.entries()) {
        expect(Math.sign(compareNames(a, b))).toBe(Math.sign(i - j));
      }
    }
    expect.hasAssertions();
  });

  it('is 0 for names that differ in case alone, and puts the root first', () => {
    expect(compareNames('A.EXAMPLE.', 'a.example.')).toBe(0);
    expect(compareNames('.', 'a.')).toBeLessThan(0);
    expect(compareNames('.', '.')).toBe(0);
  });

  it('compares octets, not their escapes: \\. sorts after - and before /', () => {
    const sorted = ['-.example.', '\\..example.', '/.example.'];
    expect([...sorted].reverse().sort(compareNames)).toEqual(sorted);
  });

  it('agrees with the order of the octets of the labels', () => {
    assertProperty(
      fc.property(anyLabels, anyLabels, (a, b) => {
        const [nameA, nameB] = [a, b].map((labels) =>
          parseName(
            `${labels
              .map((label) =>
                Array.from(label, (octet) => `\\${String(octet).padStart(3, '0')}`).join(''),
              )
              .join('.')}.`,
          ),
        ) as [string, string];
        const [keyA, keyB] = [sortKey(a), sortKey(b)];
        const expected = keyA === keyB ? 0 : keyA < keyB ? -1 : 1;
        expect(Math.sign(compareNames(nameA, nameB))).toBe(expected);
        expect(wireName(a).length).toBeLessThanOrEqual(255);
      }),
    );
  });
});
