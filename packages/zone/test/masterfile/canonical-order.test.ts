import { canonicalName, compareNames, compareRdata } from '@zonewright/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys, ownerKey, rdataKey } from '../../src/masterfile/canonical-order.ts';
import { nameIn } from './any-record.ts';

describe('ownerKey', () => {
  it('orders names as RFC 4034 section 6.1 does', () => {
    fc.assert(
      fc.property(nameIn('.'), nameIn('.'), (a, b) => {
        const order = Math.sign(compareNames(a, b));
        expect(compareKeys(ownerKey(a), ownerKey(b))).toBe(order);
        expect(ownerKey(a) === ownerKey(b)).toBe(canonicalName(a) === canonicalName(b));
      }),
      { numRuns: 1_000 },
    );
  });
  it('orders octets 0, 1 and 2, alone and before others', () => {
    const labels = [
      '\\000',
      '\\000\\000',
      '\\000a',
      '\\001',
      '\\001\\000',
      '\\002',
      'a',
      'a\\000',
      'a\\001',
      'aa',
    ];
    const names = labels.flatMap((label) => [`${label}.`, `x.${label}.`]);
    const sorted = [...names].sort((a, b) => compareKeys(ownerKey(a), ownerKey(b)));
    expect(sorted).toEqual(names);
  });
});

describe('rdataKey', () => {
  it('orders data as RFC 4034 section 6.3 does, and is the same whatever the case of names', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), fc.uint8Array({ maxLength: 8 }), (a, b) => {
        const order = compareKeys(rdataKey('NULL', a), rdataKey('NULL', b));
        expect(order).toBe(Math.sign(compareRdata('NULL', a, b)));
      }),
    );
    const exchange = (name: string) => rdataKey('MX', { preference: 10, exchange: name });
    expect(exchange('MAIL.example.')).toBe(exchange('mail.Example.'));
  });
  it('takes data as long as data can be', () => {
    expect(rdataKey('NULL', new Uint8Array(65_535).fill(7))).toBe('\x07'.repeat(65_535));
  });
});
