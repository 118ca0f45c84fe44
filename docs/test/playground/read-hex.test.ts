import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HexError, printHexRows, readHex } from '../../.vitepress/theme/playground/read-hex.ts';

/** A query for the SOA of the root, by hand. */
const query = '0001 0000 0001 0000 0000 0000 00 0006 0001';
const octets = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 1];

describe('readHex', () => {
  it.each([
    ['words', query],
    ['one line', query.replaceAll(' ', '')],
    ['colons', '00:01:00:00:00:01:00:00:00:00:00:00:00:00:06:00:01'],
    ['an array', octets.map((octet) => `0x${octet.toString(16).padStart(2, '0')}`).join(', ')],
    ['escapes', octets.map((octet) => `\\x${octet.toString(16).padStart(2, '0')}`).join('')],
    ['capital letters and line ends', '0001 0000 0001\r\n0000 0000 0000 00\n0006 0001\n'],
    [
      'what xxd prints',
      '00000000: 0001 0000 0001 0000 0000 0000 0000 0600  ................\n00000010: 01                                       .\n',
    ],
    [
      'what hexdump -C prints',
      '00000000  00 01 00 00 00 01 00 00  00 00 00 00 00 00 06 00  |..........  |...|\n00000010  01                                                |.|\n00000011\n',
    ],
    [
      'what xxd prints of bars',
      '00000000: 0001 0000 0001 0000 0000 0000 0000 0600  |..............|\n00000010: 01                                       .\n',
    ],
    ['digits with two spaces between', '0001 0000 0001  0000 0000 0000  00 0006 0001'],
    ['what tcpdump prints', '\t0x0000:  0001 0000 0001 0000 0000 0000 0000 0600\n\t0x0010:  01'],
  ])('reads %s', (_form, text) => {
    expect([...readHex(text).octets]).toEqual(octets);
  });

  it('leaves out the length of a TCP message (RFC 1035 section 4.2.2), and says so', () => {
    const read = readHex(`0011 ${query}`);
    expect(read.wasFramed).toBe(true);
    expect([...read.octets]).toEqual(octets);
    expect(readHex(query).wasFramed).toBe(false);
  });

  it('takes a message whose id happens to be its length less two for what it is', () => {
    const text = `000f${query.replaceAll(' ', '').slice(4)}`;
    expect(readHex(text)).toMatchObject({ wasFramed: false });
    expect(readHex(text).octets).toHaveLength(17);
  });

  it.each([
    ['a letter', '00zz', "'z'"],
    ['text behind two spaces, without an offset', '0001  0000 ..', "'.'"],
    ['half an octet', '000', '3 digits'],
  ])('refuses %s', (_what, text, part) => {
    expect(() => readHex(text)).toThrow(HexError);
    expect(() => readHex(text)).toThrow(part);
  });

  it('reads what printHexRows prints', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (given) => {
        // What looks like a length in front is another rule.
        fc.pre(((given[0] ?? 0) << 8) + (given[1] ?? 0) !== given.length - 2);
        expect([...readHex(printHexRows(given)).octets]).toEqual([...given]);
      }),
      { seed: 2136 },
    );
  });
});
