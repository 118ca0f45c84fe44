import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serialCompare, serialNext } from '../../src/zone/serial.ts';

const serial = fc.nat({ max: 4_294_967_295 });

describe('serialCompare (RFC 1982 section 3.2)', () => {
  it('orders serials that lie close by their value, and over the wrap', () => {
    expect(serialCompare(1, 0)).toBe(1);
    expect(serialCompare(44, 0)).toBe(1);
    expect(serialCompare(100, 44)).toBe(1);
    expect(serialCompare(44, 100)).toBe(-1);
    expect(serialCompare(0, 4_294_967_295)).toBe(1);
    expect(serialCompare(4_294_967_295, 0)).toBe(-1);
    expect(serialCompare(7, 7)).toBe(0);
  });
  it('orders up to 2^31-1 apart, and says nothing at 2^31', () => {
    expect(serialCompare(2_147_483_647, 0)).toBe(1);
    expect(serialCompare(2_147_483_648, 0)).toBeUndefined();
    expect(serialCompare(0, 2_147_483_648)).toBeUndefined();
    expect(serialCompare(2_147_483_649, 0)).toBe(-1);
  });
  it('agrees with the formula of the RFC', () => {
    const half = 2 ** 31;
    fc.assert(
      fc.property(serial, serial, (a, b) => {
        const less = (a < b && b - a < half) || (a > b && a - b > half);
        const greater = (a < b && b - a > half) || (a > b && a - b < half);
        const order = a === b ? 0 : less ? -1 : greater ? 1 : undefined;
        expect(serialCompare(a, b)).toBe(order);
      }),
    );
  });
});

describe('serialNext', () => {
  it('is one more, and 1 after 4294967295: never 0 (RFC 2136 section 7.11)', () => {
    expect(serialNext(0)).toBe(1);
    expect(serialNext(2026)).toBe(2027);
    expect(serialNext(4_294_967_294)).toBe(4_294_967_295);
    expect(serialNext(4_294_967_295)).toBe(1);
  });
  it('is newer than the serial before', () => {
    fc.assert(
      fc.property(serial, (a) => {
        expect(serialCompare(serialNext(a), a)).toBe(1);
      }),
    );
  });
});
