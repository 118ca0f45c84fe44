import { readCorpus } from '@zonewright/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  type EdnsOption,
  type EdnsOptionInput,
  ednsOption,
  ednsOptionCodes,
  ednsOptionOctets,
  encodeMessage,
  extendedErrors,
  InvalidMessageError,
} from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

/** A response with nothing but an OPT of these options, in hexadecimal: code, length, octets. */
function wireOf(options: string): Uint8Array {
  const { length } = fromHex(options);
  const rdlength = length.toString(16).padStart(4, '0');
  return fromHex(`0007 8000 0000 0000 0000 0001 00 0029 04d0 00000000 ${rdlength} ${options}`);
}

/** The first option of a message, which must encode to the same octets again. */
function decoded(options: string): EdnsOption {
  const wire = wireOf(options);
  const message = decodeMessage(wire);
  expect(toHex(encodeMessage(message))).toBe(toHex(wire));
  return message.edns?.options[0] as EdnsOption;
}

const hexOf = (option: EdnsOptionInput): string => toHex(ednsOptionOctets(option).data);

describe('EDNS options as values', () => {
  it.each<[string, string, EdnsOption]>([
    ['NSID, asking (RFC 5001 section 2.1)', '0003 0000', { code: 'NSID', data: fromHex('') }],
    [
      'NSID, told (RFC 5001 section 2.3)',
      '0003 0002 6e73',
      { code: 'NSID', data: fromHex('6e73') },
    ],
    [
      'COOKIE of a client that knows none of the server (RFC 7873 section 5.1)',
      '000a 0008 0102030405060708',
      { code: 'COOKIE', client: fromHex('0102030405060708') },
    ],
    [
      'COOKIE of client and server, the shortest (RFC 7873 section 4)',
      '000a 0010 0102030405060708 1112131415161718',
      {
        code: 'COOKIE',
        client: fromHex('0102030405060708'),
        server: fromHex('1112131415161718'),
      },
    ],
    [
      'COOKIE of client and server, the longest (RFC 7873 section 4)',
      `000a 0028 0102030405060708 ${'ab'.repeat(32)}`,
      { code: 'COOKIE', client: fromHex('0102030405060708'), server: fromHex('ab'.repeat(32)) },
    ],
    [
      'EDE with text (RFC 8914 section 2)',
      '000f 0005 0012 c3bc 0a',
      { code: 'EDE', infoCode: 18, name: 'Prohibited', text: 'ü\n' },
    ],
    [
      'EDE without text, its info code not assigned',
      '000f 0002 c000',
      { code: 'EDE', infoCode: 49_152, name: 'EDE49152', text: '' },
    ],
    [
      'EDE with a final NUL, which is kept (E-07)',
      '000f 0004 0000 6100',
      { code: 'EDE', infoCode: 0, name: 'Other Error', text: 'a\0' },
    ],
    [
      'EDE that begins with a byte order mark, which is kept',
      '000f 0005 0000 efbbbf',
      { code: 'EDE', infoCode: 0, name: 'Other Error', text: '\ufeff' },
    ],
    [
      'UPDATE-LEASE of 4 octets (RFC 9664 section 4)',
      '0002 0004 fffffffe',
      { code: 'UPDATE-LEASE', leaseSeconds: 4_294_967_294 },
    ],
    [
      'UPDATE-LEASE of 8 octets, with the lease of KEY records',
      '0002 0008 00000e10 00093a80',
      { code: 'UPDATE-LEASE', leaseSeconds: 3600, keyLeaseSeconds: 604_800 },
    ],
    [
      'PADDING, of any octets (RFC 7830 section 3)',
      '000c 0003 000100',
      { code: 'PADDING', data: fromHex('000100') },
    ],
    ['an option without fields here', '0008 0001 00', { code: 8, data: fromHex('00') }],
    ['an option that nobody has assigned', 'fde9 0000', { code: 65_001, data: fromHex('') }],
  ])('%s', (_, wire, option) => {
    expect(decoded(wire)).toEqual(option);
    expect(
      toHex(
        encodeMessage({
          id: 7,
          opcode: 'QUERY',
          flags: { qr: true },
          edns: { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options: [option] },
        }),
      ),
    ).toBe(toHex(wireOf(wire)));
  });

  const cookie = 'a COOKIE has 8 octets, or 16 to 40 (RFC 7873 section 4)';
  const lease = 'an UPDATE-LEASE has 4 octets or 8 (RFC 9664 section 4)';
  it.each([
    ['EDE of no octets (E-08)', '000f 0000', 'an EDE has 2 octets at least (RFC 8914 section 2)'],
    ['EDE of 1 octet (E-08)', '000f 0001 00', 'an EDE has 2 octets at least (RFC 8914 section 2)'],
    [
      'EDE whose text is not UTF-8',
      '000f 0003 0012 ff',
      'the text of an EDE is UTF-8 (RFC 8914 section 2)',
    ],
    ...['', '00', '000e10', '000e100000', '0000000000000000', '00'.repeat(12)]
      .filter((hex) => hex.length !== 16)
      .map((hex): [string, string, string] => [
        `UPDATE-LEASE of ${hex.length / 2} octets (L-10)`,
        `0002 ${(hex.length / 2).toString(16).padStart(4, '0')} ${hex}`,
        lease,
      ]),
    ...[0, 7, 9, 15, 41].map((size): [string, string, string] => [
      `COOKIE of ${size} octets`,
      `000a ${size.toString(16).padStart(4, '0')} ${'01'.repeat(size)}`,
      cookie,
    ]),
  ])('%s stays octets, and is told apart', (_, wire, malformed) => {
    const octets = fromHex(wire);
    const code = (octets[1] as number) | ((octets[0] as number) << 8);
    expect(decoded(wire)).toEqual({ code, data: octets.slice(4), malformed });
    expect(ednsOption(decodeMessage(wireOf(wire)).edns, 'EDE')).toBeUndefined();
    expect(ednsOption(decodeMessage(wireOf(wire)).edns, 'COOKIE')).toBeUndefined();
    expect(ednsOption(decodeMessage(wireOf(wire)).edns, 'UPDATE-LEASE')).toBeUndefined();
  });

  it('an EDE whose text is not UTF-8 is still reported', () => {
    const { edns } = decodeMessage(wireOf('000f 0003 0012 fc'));
    expect(extendedErrors(edns)).toEqual([{ infoCode: 18, name: 'Prohibited', text: 'ü' }]);
  });

  it('the first of several is found, malformed ones passed over', () => {
    const { edns } = decodeMessage(wireOf('0002 0001 00 0002 0004 00000001 0002 0004 00000002'));
    expect(ednsOption(edns, 'UPDATE-LEASE')).toEqual({ code: 'UPDATE-LEASE', leaseSeconds: 1 });
    expect(ednsOption(undefined, 'UPDATE-LEASE')).toBeUndefined();
  });

  it('any octets of any option come back (RFC 6891 section 6.1.2)', () => {
    const code = fc.oneof(fc.constantFrom(2, 3, 10, 12, 15), fc.nat(0xffff));
    const anyOptions = fc.array(fc.tuple(code, fc.uint8Array({ maxLength: 44 })), { maxLength: 4 });
    assertProperty(
      fc.property(anyOptions, (options) => {
        const raw = options.map(([number, data]) => ({
          code: number,
          data: Uint8Array.from(data),
        }));
        const edns = { udpPayloadBytes: 512, version: 0, dnssecOk: true, options: raw };
        const wire = encodeMessage({ opcode: 'QUERY', edns });
        const message = decodeMessage(wire);
        expect(toHex(encodeMessage(message))).toBe(toHex(wire));
        expect(message.edns?.options.map(ednsOptionOctets)).toEqual(raw);
      }),
      300,
    );
  });
});

describe('EDNS options of an UPDATE that dnspython made', () => {
  interface Vectors {
    readonly vectors: readonly { readonly id: string; readonly wire_uncompressed: string }[];
  }
  const { vectors } = readCorpus<Vectors>('update-vectors');
  const wireOfVector = (id: string): string =>
    vectors.find((vector) => vector.id === id)?.wire_uncompressed as string;

  it.each<[string, EdnsOption, number]>([
    ['pub-upd-144', { code: 'UPDATE-LEASE', leaseSeconds: 0x0ce5 }, 1232],
    ['pub-upd-145', { code: 'UPDATE-LEASE', leaseSeconds: 0x128a, keyLeaseSeconds: 0x5af01 }, 1232],
    ['pub-upd-146', { code: 'COOKIE', client: fromHex('b056fcbadce83a60') }, 1232],
    ['pub-upd-147', { code: 65_001, data: fromHex('0c2609671a') }, 4096],
  ])('%s: the option is a value, and the value gives the same octets', (id, option, size) => {
    const wire = wireOfVector(id);
    const message = decodeMessage(fromHex(wire));
    expect(message.edns?.options).toEqual([option]);
    const edns = { udpPayloadBytes: size, version: 0, dnssecOk: false, options: [option] };
    expect(toHex(encodeMessage({ ...message, edns }, { compress: false }))).toBe(wire);
  });
});

describe('EDNS options that are written', () => {
  it('an EDE needs neither name nor text, and takes its own name', () => {
    expect(hexOf({ code: 'EDE', infoCode: 22 })).toBe('0016');
    const name = 'No Reachable Authority';
    expect(hexOf({ code: 'EDE', infoCode: 22, name, text: 'ü' })).toBe('0016c3bc');
  });

  it('a malformed one can be written, by its number', () => {
    expect(hexOf({ code: 15, data: fromHex('00') })).toBe('00');
    expect(hexOf({ code: 2, data: fromHex('010203'), malformed: 'as it came' })).toBe('010203');
  });

  const eight = new Uint8Array(8);
  it.each<[string, unknown]>([
    ['no option', null],
    ['a text', 'NSID'],
    ['no code', { data: eight }],
    ['a code over 16 bits', { code: 65_536, data: eight }],
    ['a code that is no integer', { code: 1.5, data: eight }],
    ['a mnemonic without fields', { code: 'DAU', data: eight }],
    ['a mnemonic that is none', { code: 'constructor', data: eight }],
    ['octets that are none', { code: 3, data: 'ab' }],
    ['octets over 16 bits', { code: 3, data: new Uint8Array(65_536) }],
    ['NSID without octets', { code: 'NSID' }],
    ['PADDING by its length', { code: 'PADDING', data: 128 }],
    ['a client cookie of 7 octets', { code: 'COOKIE', client: new Uint8Array(7) }],
    ['a client cookie as text', { code: 'COOKIE', client: '01234567' }],
    ['a server cookie of 7 octets', { code: 'COOKIE', client: eight, server: new Uint8Array(7) }],
    ['a server cookie of 33 octets', { code: 'COOKIE', client: eight, server: new Uint8Array(33) }],
    ['a negative lease', { code: 'UPDATE-LEASE', leaseSeconds: -1 }],
    ['a lease over 32 bits', { code: 'UPDATE-LEASE', leaseSeconds: 4_294_967_296 }],
    ['no lease', { code: 'UPDATE-LEASE' }],
    ['a key lease as text', { code: 'UPDATE-LEASE', leaseSeconds: 1, keyLeaseSeconds: '1' }],
    ['an info code over 16 bits', { code: 'EDE', infoCode: 65_536 }],
    ['another name', { code: 'EDE', infoCode: 1, name: 'Prohibited' }],
    ['half a surrogate pair', { code: 'EDE', infoCode: 1, text: '\ud800' }],
    ['a text that is none', { code: 'EDE', infoCode: 1, text: 7 }],
    ['a text too long', { code: 'EDE', infoCode: 1, text: 'a'.repeat(65_534) }],
  ])('%s is refused', (_, option) => {
    const options = [option] as EdnsOptionInput[];
    const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options };
    const error = errorOf(() => encodeMessage({ opcode: 'QUERY', edns }));
    expect(error).toBeInstanceOf(InvalidMessageError);
  });

  it('options that are no array are refused', () => {
    const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options: undefined };
    const error = errorOf(() => encodeMessage({ opcode: 'QUERY', edns: edns as never }));
    expect(error).toBeInstanceOf(InvalidMessageError);
  });

  it('a server cookie without octets is none', () => {
    expect(hexOf({ code: 'COOKIE', client: eight, server: new Uint8Array(0) })).toBe(
      '00'.repeat(8),
    );
  });
});

describe('option codes (IANA: DNS EDNS0 Option Codes)', () => {
  it.each([
    [2, 'UPDATE-LEASE'],
    [3, 'NSID'],
    [8, 'CLIENT-SUBNET'],
    [10, 'COOKIE'],
    [12, 'PADDING'],
    [15, 'EDE'],
    [65_001, 'OPT65001'],
  ])('%i is %s', (number, mnemonic) => {
    expect(ednsOptionCodes.mnemonic(number)).toBe(mnemonic);
    expect(ednsOptionCodes.number(mnemonic.toLowerCase())).toBe(number);
  });
});
