import { isIPv4 as nodeIsIPv4, isIPv6 as nodeIsIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRdata, InvalidRdataError } from '../../src/index.ts';
import { isIPv4, parseIPv6, printIPv6 } from '../../src/rdata/fields/address.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { toHex } from '../hex.ts';

describe('IPv4 addresses (RFC 1035 section 3.4.1)', () => {
  it.each(['0.0.0.0', '255.255.255.255', '192.0.2.1', '1.20.30.249'])('%s is one', (text) => {
    expect(isIPv4(text)).toBe(true);
    expect(checkRdata('A', text)).toBe(text);
  });

  it.each([
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.04',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '1..3.4',
    '1.2.3.',
    '0x1.2.3.4',
    '1.2.3.4e0',
    '-1.2.3.4',
    '١.2.3.4',
    '::1',
    'hello',
  ])('%j is none', (text) => {
    expect(isIPv4(text)).toBe(false);
  });

  it('each number from 0 to 255 is one in each place, and no larger one', () => {
    for (let value = 0; value < 1000; value++) {
      for (let place = 0; place < 4; place++) {
        const text = [1, 1, 1, 1].map((one, i) => (i === place ? value : one)).join('.');
        expect(isIPv4(text)).toBe(value < 256);
      }
    }
    expect.hasAssertions();
  });

  it('an error shows the value', () => {
    const error = errorOf(() => checkRdata('A', '1.2.3')) as InvalidRdataError;
    expect(error).toBeInstanceOf(InvalidRdataError);
    expect(error.message).toBe('Invalid A data "1.2.3": "1.2.3" is no IPv4 address.');
    expect(errorOf(() => checkRdata('A', Uint8Array.of(1, 2, 3, 4) as never)).message).toContain(
      '4 octets is no IPv4 address',
    );
  });
});

describe('IPv6 addresses: reading (RFC 4291 section 2.2)', () => {
  it.each([
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '::1::',
    ':::',
    '1:::2',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '12345::',
    'g::',
    '1.2.3.4',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    '::1.2.3.256',
    '::01.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%eth0',
    '[::1]',
    '::1 ',
    '',
    ':',
    '::ffff:1.2.3.4.5',
    `${'0'.repeat(50)}::`,
  ])('%j is none', (text) => {
    expect(parseIPv6(text)).toBeUndefined();
    expect(nodeIsIPv6(text.replace('%eth0', ''))).toBe(text.includes('%'));
  });

  it('what is an address to Node is one here, and nothing else is', () => {
    const text = fc
      .array(fc.constantFrom('::', ':', '0', '1', 'ffff', 'Ab', '00000', '1.2.3.4', '%'), {
        maxLength: 16,
      })
      .map((parts) => parts.join(''))
      .filter((given) => !given.includes('%'));
    let addresses = 0;
    assertProperty(
      fc.property(fc.oneof(text, fc.ipV6(), fc.ipV4()), (given) => {
        expect(parseIPv6(given) !== undefined).toBe(nodeIsIPv6(given));
        expect(isIPv4(given)).toBe(nodeIsIPv4(given));
        if (nodeIsIPv6(given)) addresses++;
      }),
      3000,
    );
    expect(addresses).toBeGreaterThan(500);
  });
});

describe('IPv6 addresses: printing (RFC 5952)', () => {
  it.each([
    ['2001:0db8:0000:0000:0000:0000:0002:0001', '2001:db8::2:1', '4.1, 4.2.1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', '4.2.2: a single group stays'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1', '4.2.3: the longest run'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1', '4.2.3: the first of two'],
    ['2001:DB8::ABCD', '2001:db8::abcd', '4.3: lower case'],
    ['::ffff:c000:201', '::ffff:192.0.2.1', '5: mapped IPv4'],
    ['0:0:0:0:0:0:0:0', '::', 'all zero'],
    ['1:0:0:0:0:0:0:0', '1::', 'zero to the end'],
    ['0:0:0:0:0:0:0:1', '::1', 'zero from the start'],
    ['0:2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8', 'a single group in front'],
  ])('%s is %s (%s)', (text, printed) => {
    expect(checkRdata('AAAA', text)).toBe(printed);
  });

  it("is what Node's URL prints, but for mapped IPv4, and is read back to the same octets", () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), {
      minLength: 8,
      maxLength: 8,
    });
    assertProperty(
      fc.property(groups, (values) => {
        const octets = Uint8Array.from(values.flatMap((group) => [group >> 8, group & 0xff]));
        const printed = printIPv6(octets);
        expect(toHex(parseIPv6(printed) as Uint8Array)).toBe(toHex(octets));
        const long = values.map((group) => group.toString(16)).join(':');
        const url = new URL(`http://[${long}]/`).hostname.slice(1, -1);
        if (!printed.includes('.')) expect(printed).toBe(url);
      }),
      500,
    );
  });
});
