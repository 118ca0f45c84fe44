import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageTooLargeError, maxMessageBytes } from '../../src/index.ts';
import { writeName } from '../../src/name/name-wire.ts';
import { Reader } from '../../src/octets/reader.ts';
import { Writer } from '../../src/octets/writer.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

describe('Writer', () => {
  it('writes big-endian integers of 8, 16, 32 and 48 bits', () => {
    const writer = new Writer();
    writer.u8(0xff);
    writer.u16(0xfffe);
    writer.u32(0xfffffffd);
    writer.u48(0xfffffffffffc);
    expect(toHex(writer.finish())).toBe('fffffefffffffdfffffffffffc');
  });

  it('any integer comes back', () => {
    assertProperty(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.maxSafeNat().map((value) => value % 2 ** 48),
        (u32, u48) => {
          const writer = new Writer();
          writer.u32(u32);
          writer.u48(u48);
          const reader = new Reader(writer.finish());
          expect([reader.u32(), reader.u48()]).toEqual([u32, u48]);
        },
      ),
    );
  });

  it('sets a length before what it counts', () => {
    const writer = new Writer();
    writer.u8(1);
    writer.lengthPrefixed(() => writer.octets(new Uint8Array(300)));
    expect(toHex(writer.finish().subarray(0, 4))).toBe('01012c00');
    expect(writer.length).toBe(303);
  });

  it('grows to 65,535 octets and not beyond (RFC 1035 section 4.2.2)', () => {
    const writer = new Writer();
    for (let i = 0; i < 65_535; i++) writer.u8(i & 255);
    expect(writer.finish()).toHaveLength(maxMessageBytes);
    const error = errorOf(() => writer.u8(0)) as MessageTooLargeError;
    expect(error).toBeInstanceOf(MessageTooLargeError);
    expect(error.sizeBytes).toBe(65_536);
    expect(writer.length).toBe(65_535);
  });

  it('holds to a smaller limit', () => {
    const writer = new Writer({ limitBytes: 4 });
    writer.u32(1);
    expect(errorOf(() => writer.u16(1))).toBeInstanceOf(MessageTooLargeError);
  });

  it('gives a copy of its own size', () => {
    const writer = new Writer();
    writer.octets(fromHex('0102'));
    const first = writer.finish();
    writer.setU16(0, 0xffff);
    expect(toHex(first)).toBe('0102');
    expect(first.buffer.byteLength).toBe(2);
  });

  it('shares its buffer with no other that has not ended', () => {
    const [first, second] = [new Writer(), new Writer()];
    first.u16(0x0102);
    second.u16(0x0304);
    expect(toHex(first.finish())).toBe('0102');
    const third = new Writer();
    third.u16(0x0506);
    second.u8(7);
    expect([toHex(second.finish()), toHex(third.finish())]).toEqual(['030407', '0506']);
  });

  it('keeps its names from every other writer, also when it is ended twice', () => {
    const ended = new Writer({ compress: true });
    ended.release();
    const first = new Writer({ compress: true });
    ended.release();
    const second = new Writer({ compress: true });
    writeName(first, 'a.', true);
    writeName(second, 'a.', true);
    expect([toHex(first.finish()), toHex(second.finish())]).toEqual(['016100', '016100']);
  });

  it('leaves the next one in order when it is given up in an error', () => {
    const writer = new Writer({ limitBytes: 1, compress: true });
    expect(errorOf(() => writeName(writer, 'a.', true))).toBeInstanceOf(MessageTooLargeError);
    const next = new Writer({ compress: true });
    writeName(next, 'a.', true);
    expect(toHex(next.finish())).toBe('016100');
  });

  it('takes nothing more once it has ended', () => {
    const writer = new Writer();
    writer.u8(1);
    writer.release();
    expect(errorOf(() => writer.u8(2))).toBeInstanceOf(MessageTooLargeError);
  });

  it('shows what was written, takes it back, and gives what is left from an offset on', () => {
    const writer = new Writer();
    writer.octets(fromHex('01020304'));
    expect(toHex(writer.written())).toBe('01020304');
    writer.truncate(3);
    writer.u8(5);
    expect(toHex(writer.finish(1))).toBe('020305');
  });

  it('counts only what came of the room that was claimed', () => {
    const writer = new Writer({ limitBytes: 2 });
    const at = writer.claim(5_000);
    writer.buffer[at] = 1;
    writer.commit(at + 1);
    expect(errorOf(() => writer.commit(3))).toBeInstanceOf(MessageTooLargeError);
    writer.u8(2);
    expect(errorOf(() => writer.u8(3))).toBeInstanceOf(MessageTooLargeError);
    expect(toHex(writer.finish())).toBe('0102');
  });
});
