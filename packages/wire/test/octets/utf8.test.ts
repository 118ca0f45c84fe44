import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../src/octets/utf8.ts';

describe('text as UTF-8 (RFC 3629)', () => {
  it('has the octets that the platform makes, short or long, ASCII or not', () => {
    const unit = fc.constantFrom('a', '\0', '\x7f', '\x80', 'ü', '例', '💩');
    const text = fc.oneof(fc.string({ unit, maxLength: 140 }), fc.string({ maxLength: 140 }));
    fc.assert(
      fc.property(text, (value) => {
        expect(encodeUtf8(value)).toEqual(new Uint8Array(Buffer.from(value, 'utf8')));
      }),
    );
  });

  it.each([63, 64, 65])('has no other octets where it has %i characters', (length) => {
    expect(encodeUtf8('x'.repeat(length))).toEqual(new Uint8Array(length).fill(0x78));
  });

  it('has no form where it holds half a surrogate pair', () => {
    expect(encodeUtf8('a\ud800')).toBeUndefined();
  });
});
