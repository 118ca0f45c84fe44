import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  type Edns,
  encodeMessage,
  extendedErrors,
  WireError,
} from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

const header = '0007 8000 0000 0000 0000 0001';
const withOptions = (...options: { code: number; data: Uint8Array }[]): Edns => ({
  udpPayloadBytes: 1232,
  version: 0,
  dnssecOk: false,
  options,
});
const ede = (hex: string): Edns => withOptions({ code: 15, data: fromHex(hex) });
const text = (value: string): string => `0000${toHex(Buffer.from(value, 'utf8'))}`;

describe('OPT (RFC 6891 section 6.1)', () => {
  it('reads payload size, RCODE bits, version, DO and options', () => {
    const wire = fromHex(`${header} 00 0029 1000 12 34 8000 000b 0003 0003 616263 fde9 0000`);
    const message = decodeMessage(wire);
    expect(message.edns).toEqual({
      udpPayloadBytes: 4096,
      version: 0x34,
      dnssecOk: true,
      options: [
        { code: 'NSID', data: fromHex('616263') },
        { code: 65_001, data: new Uint8Array(0) },
      ],
    });
    expect(message.rcode).toBe('RCODE288');
    expect(toHex(encodeMessage(message))).toBe(toHex(wire));
  });

  it('16 is BADVERS here (section 6.1.3)', () => {
    expect(decodeMessage(fromHex(`${header} 00 0029 04d0 01000000 0000`)).rcode).toBe('BADVERS');
  });

  it('ignores the other bits of the flags, as it must (section 6.1.4)', () => {
    const { edns } = decodeMessage(fromHex(`${header} 00 0029 04d0 00007fff 0000`));
    expect(edns).toMatchObject({ version: 0, dnssecOk: false });
  });

  it.each([
    ['an option past the record', '0005 0003 0002 61', 'an EDNS option runs past its record'],
    ['an option of one octet', '0001 00', '2 octets needed, 1 left'],
    ['an option without a length', '0003 0003 00', '2 octets needed, 1 left'],
  ])('refuses %s', (_, rdata, rule) => {
    const error = errorOf(() => decodeMessage(fromHex(`${header} 00 0029 04d0 00000000 ${rdata}`)));
    expect(error).toBeInstanceOf(WireError);
    expect((error as WireError).rule).toBe(rule);
  });
});

describe('extendedErrors (RFC 8914 section 2)', () => {
  it('names the info code, known or not, and reads the text as UTF-8', () => {
    expect(extendedErrors(ede('0012'))).toEqual([{ infoCode: 18, name: 'Prohibited', text: '' }]);
    expect(extendedErrors(ede('ffff c3bc'))).toEqual([
      { infoCode: 65_535, name: 'EDE65535', text: 'ü' },
    ]);
  });

  it('gives several, in their order, and none of other options', () => {
    const options = [
      { code: 15, data: fromHex('0001') },
      { code: 3, data: fromHex('0002') },
      { code: 15, data: fromHex('0000') },
    ];
    expect(extendedErrors(withOptions(...options)).map(({ infoCode }) => infoCode)).toEqual([1, 0]);
    expect(extendedErrors(undefined)).toEqual([]);
  });

  it('leaves out an option too short for an info code', () => {
    expect(extendedErrors(ede(''))).toEqual([]);
    expect(extendedErrors(ede('00'))).toEqual([]);
  });

  it('drops final NULs, which some servers send, and no other', () => {
    expect(extendedErrors(ede(text('frozen\0')))[0]?.text).toBe('frozen');
    expect(extendedErrors(ede(text('frozen\0\0')))[0]?.text).toBe('frozen');
    expect(extendedErrors(ede(text('a\0b')))[0]?.text).toBe('a\\u{0}b');
    expect(extendedErrors(ede(text('\0')))[0]?.text).toBe('');
  });

  it('escapes what would move the cursor, forge a line, or turn its direction (section 6)', () => {
    expect(
      extendedErrors(ede(text('a\x1b[31m\r\nb\x7f\u009b\u202e\u2028\u200b\u{e0041}')))[0]?.text,
    ).toBe('a\\u{1b}[31m\\u{d}\\u{a}b\\u{7f}\\u{9b}\\u{202e}\\u{2028}\\u{200b}\\u{e0041}');
  });

  it('reads text that is not UTF-8 octet by octet', () => {
    expect(extendedErrors(ede('0000 66fc72 1b'))[0]?.text).toBe('für\\u{1b}');
  });

  it('no text holds a character that is not shown', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
        const [error] = extendedErrors(withOptions({ code: 15, data: octets }));
        expect(error === undefined).toBe(octets.length < 2);
        expect(error?.text ?? '').not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
      500,
    );
  });

  it('60,000 NULs that are not final cost no more than others', () => {
    const data = new Uint8Array(60_000);
    data[59_999] = 0x61;
    // A pattern that looks for NULs at the end takes two seconds for this, ten times over.
    for (let i = 0; i < 10; i++) {
      expect(extendedErrors(withOptions({ code: 15, data }))[0]?.text.endsWith('\\u{0}a')).toBe(
        true,
      );
    }
  }, 5_000);
});
