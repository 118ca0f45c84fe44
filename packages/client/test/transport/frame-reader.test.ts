import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader, frame } from '../../src/transport/frame-reader.ts';

const message = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);

describe('messages out of a TCP stream (RFC 7766 section 8)', () => {
  test('any segmentation gives the same messages', () => {
    const messages = fc.array(fc.uint8Array({ minLength: 12, maxLength: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 400 })), (sent, sizes) => {
        const stream = Buffer.concat(sent.map((one) => frame(one)));
        const reader = new FrameReader();
        const read: Uint8Array[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % Math.max(1, sizes.length)] ?? 1;
          read.push(...reader.push(Uint8Array.from(stream.subarray(at, at + size))));
          at += size;
        }
        expect(read).toEqual(sent);
        expect(reader.isInsideFrame).toBe(false);
      }),
      { seed: 7766, numRuns: 200 },
    );
  });

  test.each([0, 1, 11])('a length of %i ends the stream with an error', (length) => {
    expect(() => new FrameReader().push(Uint8Array.of(0, length))).toThrow(/octets was announced/);
  });

  test('the longest message passes', () => {
    const reader = new FrameReader();
    expect(reader.push(frame(message(65_535, 7)))).toEqual([message(65_535, 7)]);
  });

  test('an unfinished message is told apart from none', () => {
    const reader = new FrameReader();
    reader.push(Uint8Array.of(0));
    expect(reader.isInsideFrame).toBe(true);
  });
});
