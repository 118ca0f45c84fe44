import { encodeRdata } from '@zonewright/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidAddressError, InvalidOptionError, reverseName } from '../../src/index.ts';

describe('reverseName', () => {
  test.each([
    // RFC 1035 section 3.5.
    ['10.2.0.52', '52.0.2.10.in-addr.arpa.'],
    ['0.0.0.0', '0.0.0.0.in-addr.arpa.'],
    ['255.255.255.255', '255.255.255.255.in-addr.arpa.'],
    // RFC 3596 section 2.5.
    [
      '4321:0:1:2:3:4:567:89ab',
      'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.',
    ],
    ['::', `${'0.'.repeat(32)}ip6.arpa.`],
    // RFC 4291 section 2.5.5.2: it stands for the IPv4 address.
    ['::ffff:192.0.2.1', '1.2.0.192.in-addr.arpa.'],
    ['::FFFF:c000:201', '1.2.0.192.in-addr.arpa.'],
  ])('%s is %s', (address, name) => {
    expect(reverseName(address)).toBe(name);
  });

  test.each([
    ['10.0.0.0/8', '10.in-addr.arpa.'],
    ['172.16.0.0/16', '16.172.in-addr.arpa.'],
    ['192.0.2.0/24', '2.0.192.in-addr.arpa.'],
    ['192.0.2.1/32', '1.2.0.192.in-addr.arpa.'],
    ['0.0.0.0/0', 'in-addr.arpa.'],
    ['::/0', 'ip6.arpa.'],
    ['2001:db8::/32', '8.b.d.0.1.0.0.2.ip6.arpa.'],
    ['2001:db8:abc0::/44', 'c.b.a.8.b.d.0.1.0.0.2.ip6.arpa.'],
    ['::ffff:192.0.2.0/120', '2.0.192.in-addr.arpa.'],
  ])('the zone of %s is %s', (prefix, zone) => {
    expect(reverseName(prefix)).toBe(zone);
  });

  test.each([
    // RFC 2317 section 4.
    ['192.0.2.0/25', '0/25.2.0.192.in-addr.arpa.'],
    ['192.0.2.128/26', '128/26.2.0.192.in-addr.arpa.'],
    ['192.0.2.192/26', '192/26.2.0.192.in-addr.arpa.'],
    ['192.0.2.254/31', '254/31.2.0.192.in-addr.arpa.'],
  ])('the classless zone of %s is %s (RFC 2317 section 4)', (prefix, zone) => {
    expect(reverseName(prefix)).toBe(zone);
    expect(reverseName(prefix, { separator: '-' })).toBe(zone.replace('/', '-'));
  });

  test('an address in a classless zone is below it (RFC 2317 section 4)', () => {
    expect(reverseName('192.0.2.1', { classless: 25 })).toBe('1.0/25.2.0.192.in-addr.arpa.');
    expect(reverseName('192.0.2.193', { classless: 26, separator: '-' })).toBe(
      '193.192-26.2.0.192.in-addr.arpa.',
    );
  });

  test.each([
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    ' 192.0.2.1',
    '192.0.2.1/33',
    '192.0.2.1/-1',
    '192.0.2.1/',
    '192.0.2.1/24',
    '192.0.0.0/20',
    '2001:db8::/33',
    '2001:db8::1/64',
    '2001:db8::/129',
    '::ffff:192.0.2.0/64',
    'fe80::1%eth0',
    '2001:db8:::1',
    '\\# 4 c0000201',
    'www.example.com',
  ])('%j is an InvalidAddressError', (text) => {
    expect(() => reverseName(text)).toThrow(InvalidAddressError);
  });

  test('what is no text, and options that cannot be, are refused', () => {
    expect(() => reverseName(1 as unknown as string)).toThrow(InvalidAddressError);
    expect(() => reverseName('192.0.2.0/25', { classless: 25 })).toThrow(InvalidAddressError);
    expect(() => reverseName('2001:db8::1', { classless: 25 })).toThrow(InvalidAddressError);
    for (const classless of [24, 32, 25.5, Number.NaN]) {
      expect(() => reverseName('192.0.2.1', { classless })).toThrow(InvalidOptionError);
    }
    const separator = '_' as '-';
    expect(() => reverseName('192.0.2.0/25', { separator })).toThrow(InvalidOptionError);
  });

  test('of every IPv6 address the labels are its nibbles from the last to the first', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        fc.pre(!address.includes('.'));
        const octets = encodeRdata('AAAA', address);
        const hex = Buffer.from(octets).toString('hex');
        fc.pre(!hex.startsWith(`${'0'.repeat(20)}ffff`));
        const labels = [...hex].reverse().join('.');
        expect(reverseName(address)).toBe(`${labels}.ip6.arpa.`);
      }),
    );
  });
});
