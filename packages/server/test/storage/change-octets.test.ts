import { createRecord, type ResourceRecord } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { decodeChange, encodeChange } from '../../src/storage/change-octets.ts';

const soa = (serial: number) =>
  createRecord({ name: 'A.b', type: 'SOA', ttl: 1, data: `n.A.b H.a.b ${serial} 1 2 3 4` });

describe('a change as octets', () => {
  it.each<[string, ResourceRecord[], ResourceRecord[]]>([
    ['without records', [], []],
    ['with the SOAs alone, in their letters', [soa(4_294_967_295)], [soa(1)]],
    [
      'of more records than fit in a message',
      [soa(1)],
      Array.from({ length: 5_000 }, (_, i) =>
        createRecord({ name: `x${i}.a.b`, type: 'TXT', ttl: i, data: [`${i}`, 'y'.repeat(50)] }),
      ),
    ],
    [
      'of types that are not known, and data without octets',
      [createRecord({ name: 'a.b', type: 'TYPE65280', ttl: 1, data: new Uint8Array(0) })],
      [
        createRecord({
          name: '\\000\\..a.b',
          type: 'TYPE65280',
          ttl: 2 ** 31 - 1,
          data: new Uint8Array(60_000),
        }),
      ],
    ],
  ])('%s comes back', (_, removed, added) => {
    const change = { from: 4_294_967_295, to: 1, removed, added };
    expect(decodeChange(encodeChange(change))).toEqual(change);
  });

  it('of which records are missing is refused', () => {
    const octets = encodeChange({ from: 1, to: 2, removed: [soa(1)], added: [soa(2)] });
    for (const length of [0, 5, 12, 13, octets.length - 1]) {
      expect(() => decodeChange(octets.subarray(0, length))).toThrow(Error);
    }
  });
});
