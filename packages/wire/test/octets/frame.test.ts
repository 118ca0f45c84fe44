import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, frame } from '../../src/octets/frame.ts';

/** Octets of a request with this id, and padding behind its header. */
function request(id: number, padding = 0): Uint8Array {
  const bytes = new Uint8Array(12 + padding);
  bytes[0] = id >>> 8;
  bytes[1] = id;
  return bytes;
}

/** Messages as they go over TCP, one behind the other. */
function framed(...messages: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    messages.flatMap((message) => [message.length >>> 8, message.length & 0xff, ...message]),
  );
}

/** Everything that a reader gives for the stream in these pieces. */
function read(...pieces: readonly Uint8Array[]) {
  const reader = new FrameReader();
  const given: (Uint8Array | 'broken')[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let next = reader.next(); next !== 'incomplete'; next = reader.next()) {
      given.push(next);
      if (next === 'broken') return given;
    }
  }
  return given;
}

describe('messages in a TCP stream (RFC 1035 section 4.2.2)', () => {
  it('are the same in whatever pieces it comes (RFC 7766 section 8)', () => {
    const messages = fc.array(fc.uint8Array({ minLength: 12, maxLength: 300 }), { maxLength: 8 });
    const cuts = fc.array(fc.nat(2500), { maxLength: 12 });
    fc.assert(
      fc.property(messages, cuts, (sent, at) => {
        const stream = framed(...sent);
        const edges = [0, ...at.sort((a, b) => a - b), stream.length];
        const pieces = edges.slice(1).map((edge, i) => stream.slice(edges[i], edge));
        expect(read(...pieces)).toEqual(sent);
      }),
    );
  });

  it('may have 65535 octets, and come octet by octet', () => {
    const largest = request(1, 65_523);
    expect(read(framed(largest, request(2)))).toEqual([largest, request(2)]);
    const stream = framed(largest);
    expect(read(...Array.from(stream, (octet) => Uint8Array.of(octet)))).toEqual([largest]);
  });

  it('are not given before their last octet', () => {
    const stream = framed(request(1));
    expect(read(stream.slice(0, -1))).toEqual([]);
    expect(read(stream.slice(0, 1))).toEqual([]);
  });

  it('are no messages with a length of less than a header', () => {
    for (let length = 0; length < 12; length++) {
      expect(read(framed(request(1)), framed(new Uint8Array(length)))).toEqual([
        request(1),
        'broken',
      ]);
    }
    expect(read(framed(new Uint8Array(12)))).toEqual([new Uint8Array(12)]);
  });

  it('are not changed by what comes later', () => {
    const stream = framed(...[1, 2, 3, 4, 5, 6].map((id) => request(id, 10 * id)));
    for (let pieceBytes = 1; pieceBytes < 90; pieceBytes += 1) {
      const reader = new FrameReader();
      const given: (Uint8Array | string)[] = [];
      for (let at = 0; at < stream.length; at += pieceBytes) {
        reader.push(stream.slice(at, at + pieceBytes));
        for (let next = reader.next(); next !== 'incomplete'; next = reader.next())
          given.push(next);
      }
      expect(given).toEqual([1, 2, 3, 4, 5, 6].map((id) => request(id, 10 * id)));
    }
  });

  it('are no Buffers, whatever the chunks are', () => {
    const reader = new FrameReader();
    reader.push(Buffer.from(framed(request(1))));
    expect(reader.next()?.constructor).toBe(Uint8Array);
  });

  it('are written behind their length', () => {
    expect(frame(request(0x1234, 0x200))).toEqual(framed(request(0x1234, 0x200)));
  });

  it('inside a message is told apart from between two', () => {
    const reader = new FrameReader();
    expect(reader.isInsideFrame).toBe(false);
    reader.push(framed(request(1)).slice(0, 1));
    expect(reader.isInsideFrame).toBe(true);
    reader.push(framed(request(1)).slice(1));
    expect(reader.next()).toEqual(request(1));
    expect(reader.isInsideFrame).toBe(false);
  });
});
