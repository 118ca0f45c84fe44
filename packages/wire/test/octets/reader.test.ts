import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireError } from '../../src/index.ts';
import { Reader } from '../../src/octets/reader.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex } from '../hex.ts';

describe('Reader', () => {
  it('reads big-endian integers of 8, 16, 32 and 48 bits', () => {
    const reader = new Reader(fromHex('ff fffe fffffffd fffffffffffc'));
    expect([reader.u8(), reader.u16(), reader.u32(), reader.u48()]).toEqual([
      0xff, 0xfffe, 0xfffffffd, 0xfffffffffffc,
    ]);
    expect(reader.remaining).toBe(0);
  });

  it.each([
    ['u8', ''],
    ['u16', 'ff'],
    ['u32', 'ffffff'],
    ['u48', 'ffffffffff'],
  ] as const)('%s past the end is a WireError', (read, hex) => {
    expect(errorOf(() => new Reader(fromHex(hex))[read]())).toBeInstanceOf(WireError);
  });

  it('a failed read says where, and how much was needed', () => {
    const reader = new Reader(fromHex('010203'));
    reader.u16();
    const error = errorOf(() => reader.octets(5)) as WireError;
    expect(error.offset).toBe(2);
    expect(error.rule).toBe('5 octets needed, 1 left');
  });

  it('a part ends where it was told to, and the whole goes on behind it', () => {
    const reader = new Reader(fromHex('0102030405'));
    const part = reader.part(2);
    expect(part.u16()).toBe(0x0102);
    expect(errorOf(() => part.u8())).toBeInstanceOf(WireError);
    expect(reader.u8()).toBe(3);
    expect(errorOf(() => reader.part(3))).toBeInstanceOf(WireError);
  });

  it('octets that are left over are a WireError', () => {
    const reader = new Reader(fromHex('0102'));
    reader.u8();
    expect(errorOf(() => reader.finish('the x')).message).toContain(
      '1 octets left over after the x',
    );
    reader.u8();
    reader.finish('the x');
  });

  it('gives plain copies, also of a Buffer, whose slice would be a view of the same memory', () => {
    const buffer = Buffer.from('0102030405', 'hex');
    const octets = new Reader(buffer).octets(3);
    buffer.fill(0xff);
    expect(octets).toEqual(fromHex('010203'));
    expect(Object.getPrototypeOf(octets)).toBe(Uint8Array.prototype);
  });

  it('reads nothing beyond its end, whatever is asked', () => {
    assertProperty(
      fc.property(
        fc.uint8Array({ maxLength: 20 }),
        fc.array(fc.nat(10), { maxLength: 10 }),
        (octets, lengths) => {
          const reader = new Reader(octets);
          for (const length of lengths) {
            const { offset, remaining } = reader;
            try {
              expect(reader.octets(length)).toEqual(octets.slice(offset, offset + length));
              expect(length).toBeLessThanOrEqual(remaining);
            } catch (error) {
              expect(error).toBeInstanceOf(WireError);
              expect(length).toBeGreaterThan(remaining);
              expect(reader.offset).toBe(offset);
            }
          }
        },
      ),
    );
  });
});
