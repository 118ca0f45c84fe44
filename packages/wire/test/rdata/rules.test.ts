import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkRdata,
  createRecord,
  decodeMessage,
  decodeRdata,
  encodeRdata,
  InvalidRdataError,
  parseRdata,
  printRdata,
  WireError,
} from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';
import { anyWireData, knownTypes } from './any-data.ts';

/** Octets that decode, the rule that their type has about them, and the text of them. */
const broken = [
  ['DS', '0001 08 02 ab', 'the digest has 1 octets; 32 belong to algorithm 2'],
  ['DLV', '0001 08 01 ab', 'the digest has 1 octets; 20 belong to algorithm 1'],
  ['CDS', '0001 08 fe', 'the digest has no octets'],
  ['SSHFP', '01 01 abcd', 'the fingerprint has 2 octets; 20 belong to algorithm 1'],
  ['TLSA', '03 01 01 abcd', 'the certificate association has 2 octets; 32 belong to algorithm 1'],
  ['SMIMEA', '03 01 02 ab', 'the certificate association has 1 octets; 64 belong to algorithm 2'],
  ['ZONEMD', '00000001 01 01 abcd', 'the digest has 2 octets; 48 belong to algorithm 1'],
  ['ZONEMD', '00000001 01 09 abcd', 'the digest has 2 octets; 12 are the least'],
  ['DNSKEY', '0101 01 08 ab', 'protocol 1 is not 3 (RFC 4034 section 2.1.2)'],
  ['DNSKEY', '0101 03 08', 'there are no octets where a key, a signature or a certificate belongs'],
  ['NSEC', '00', 'no record types; NSEC has at least its own'],
  ['URI', '0001 0001', 'the target is empty (RFC 7553 section 4.4)'],
  ['NAPTR', '0001 0001 012b 00 00 00', 'flags are letters and digits (RFC 3403 section 4.1)'],
  [
    'SVCB',
    '0000 00 0003 0002 0050',
    'priority 0 is an alias, which has no parameters (RFC 9460 section 2.4.2)',
  ],
  ['SVCB', '0001 00 0002 0000', 'no-default-alpn needs alpn (RFC 9460 section 7.1.1)'],
  ['SVCB', '0001 00 0000 0002 0000', 'mandatory lists itself (RFC 9460 section 8)'],
  ['HTTPS', '0001 00 0000 0002 0003', 'mandatory port is not there (RFC 9460 section 8)'],
  ['HTTPS', '0001 00 0005 0000', 'ech has no octets (RFC 9848)'],
  ['HTTPS', '0001 00 0007 0001 2f', 'dohpath has no variable dns (RFC 9461 section 5)'],
] as const;

describe('rules between the fields of a type', () => {
  it('hold for what a caller froze, too', () => {
    const data = Object.freeze({
      keyTag: 1,
      algorithm: 8,
      digestType: 2,
      digest: Uint8Array.of(0xab),
    });
    expect(errorOf(() => checkRdata('DS', data))).toBeInstanceOf(InvalidRdataError);
    expect(errorOf(() => createRecord({ name: 'a.', type: 'DS', ttl: 1, data }))).toBeInstanceOf(
      InvalidRdataError,
    );
  });

  it.each(broken)('%s %s: %s', (type, hex, rule) => {
    const octets = fromHex(hex);
    const data = decodeRdata(type, octets);
    const error = errorOf(() => checkRdata<string>(type, data as never)) as InvalidRdataError;
    expect(error).toBeInstanceOf(InvalidRdataError);
    expect(error.rule).toBe(rule);
    // What was decoded can still be encoded and printed, and what is printed can be read.
    expect(encodeRdata<string>(type, data as never)).toEqual(octets);
    const text = printRdata<string>(type, data as never);
    expect(text).toBe(`\\# ${octets.length} ${toHex(octets)}`);
    expect(parseRdata<string>(type, text)).toEqual(data);
  });

  it.each(knownTypes)('%s: data that breaks them goes through text unharmed', (type) => {
    assertProperty(
      fc.property(anyWireData[type], (data) => {
        const octets = encodeRdata<string>(type, data as never);
        expect(decodeRdata<string>(type, octets)).toEqual(data);
        expect(parseRdata<string>(type, printRdata<string>(type, data as never))).toEqual(data);
      }),
      50,
    );
  });
});

it('a record from the wire can be copied with another TTL, whatever rules its data breaks', () => {
  const wire = fromHex('0000 8000 0000 0001 0000 0000 00 002b 0001 00000001 0005 0001 08 02 ab');
  const message = decodeMessage(wire);
  const record = 'answers' in message ? message.answers[0] : undefined;
  if (record?.type !== 'DS') throw new Error('no DS was decoded');
  expect(createRecord({ ...record, ttl: 5 }).data).toEqual(record.data);
  const given = { ...record, data: { ...record.data } };
  expect(errorOf(() => createRecord(given))).toBeInstanceOf(InvalidRdataError);
});

it('LOC of another version is octets, as BIND has it (RFC 1876 section 2)', () => {
  const octets = fromHex('01 12 16 13 80');
  expect(decodeRdata('LOC', octets)).toEqual(octets);
  expect(printRdata('LOC', octets)).toBe('\\# 5 0112161380');
  expect(createRecord({ name: 'a.', type: 'LOC', ttl: 1, data: octets }).data).toEqual(octets);
  for (const none of ['', '00', '00 12 16 13 80000000 80000000 00989680']) {
    const error = errorOf(() => checkRdata('LOC', fromHex(none)));
    expect(error).toBeInstanceOf(InvalidRdataError);
  }
});

describe('text that is refused', () => {
  it.each([
    ['SVCB', '0 a. port=1'],
    ['SVCB', '1 . port=1 key3="\\000\\001"'],
    ['SVCB', '1 . key03=x'],
    ['SVCB', '1 . key65536'],
    ['SVCB', '1 . PORT=1'],
    ['SVCB', '1 . alpn'],
    ['SVCB', '1 . alpn=""'],
    ['SVCB', '1 . alpn=h2,,h3'],
    ['SVCB', '1 . no-default-alpn=x alpn=h2'],
    ['SVCB', '1 . ipv4hint=192.0.2.1,'],
    ['SVCB', '1 . ipv6hint=192.0.2.1'],
    ['SVCB', '1 . ech'],
    ['SVCB', '1 . ech=!'],
    ['SVCB', '1 . ohttp=1'],
    ['SVCB', '1 . mandatory=port,port port=1'],
    ['SVCB', '1 . mandatory=nosuch'],
    ['SVCB', '1 . key1="\\000"'],
    ['LOC', '90 0 0.001 N 0 E 0m'],
    ['LOC', '0 N 180 0 0.001 W 0m'],
    ['LOC', '0 60 N 0 E 0m'],
    ['LOC', '0 0 60 N 0 E 0m'],
    ['LOC', '0 0 0 0 N 0 E 0m'],
    ['LOC', '1 N 1 E -100000.01m'],
    ['LOC', '1 N 1 E 42849672.96m'],
    ['LOC', '1 N 1 E 1m 90000001m'],
    ['LOC', '1 N 1 E 1m -1m'],
    ['LOC', '1 N 1 E'],
    ['LOC', '1 N 1 E 1m 1m 1m 1m 1m'],
    ['RRSIG', 'A 8 2 300 20300230000000 20200101000000 1 a. AAAA'],
    ['RRSIG', 'A 8 2 300 20300101240000 20200101000000 1 a. AAAA'],
    ['RRSIG', 'A 8 2 300 21060207062816 20200101000000 1 a. AAAA'],
    ['RRSIG', 'A 8 2 300 19691231235959 20200101000000 1 a. AAAA'],
    ['RRSIG', 'A 8 2 300 20200101000000 20200101000000 1 a.'],
    ['RRSIG', 'NOSUCH 8 2 300 20200101000000 20200101000000 1 a. AAAA'],
    ['APL', '3:192.0.2.0/24'],
    ['APL', '1:192.0.2.0/33'],
    ['APL', '2:2001:db8::/129'],
    ['APL', '1:2001:db8::/32'],
    ['IPSECKEY', '10 4 2 . AQ=='],
    ['IPSECKEY', '10 0 2 a. AQ=='],
    ['IPSECKEY', '10 1 2 a. AQ=='],
    ['HIP', '2 0 AQ=='],
    ['HIP', '2 2001'],
    ['NSEC3', '1 0 0 aa'],
    ['NSEC3', '1 0 0 - zzzz A'],
    ['NXT', 'a. CAA'],
    ['NSAP', '47000580'],
    ['X25', '123'],
    ['X25', '12a4'],
    ['GPOS', '181 0 0'],
    ['WKS', '192.0.2.1 6 65536'],
    ['WKS', '192.0.2.1 6 nosuch'],
    ['KEY', 'ZONE|NOSUCH 3 1 AQ=='],
    ['CERT', 'NOSUCH 1 1 AQ=='],
    ['NULL', 'x'],
    ['TLSA', '3 1 0'],
    ['ISDN', '"1" "2" "3"'],
    ['L64', '10 1:2:3'],
    ['EUI48', '00:11:22:33:44:55'],
  ])('%s %s', (type, text) => {
    expect(errorOf(() => parseRdata<string>(type, text))).toBeInstanceOf(InvalidRdataError);
  });
});

describe('octets that are refused', () => {
  it.each([
    ['NSEC', '00 00 00', 'a bitmap window of no octets (RFC 4034 section 4.1.2)'],
    ['NSEC', `00 00 21 ${'01'.repeat(33)}`, 'one over 32'],
    ['NSEC', '00 00 02 4000', 'trailing zeros'],
    ['NSEC', '00 01 01 40 00 01 40', 'windows that descend'],
    ['NSEC', '00 00 01 40 00 01 20', 'a window that comes twice'],
    ['NXT', '00 80', 'an NXT bitmap of the other form (RFC 2535 section 5.2)'],
    ['NXT', `00 ${'01'.repeat(17)}`, 'an NXT bitmap over 16 octets'],
    ['NSEC3', '01 00 0000 00 00', 'a hash of no octets'],
    ['LOC', '00 a2 16 13 80000000 80000000 00989680', 'a size of ten'],
    ['LOC', '00 05 16 13 80000000 80000000 00989680', 'nothing times a power'],
    ['LOC', '00 12 16 13 93512c01 80000000 00989680', 'a latitude over 90 degrees'],
    ['LOC', '00 12 16 13 80000000 a6a25801 00989680', 'a longitude over 180 degrees'],
    ['APL', '0001 18 03 c00000', 'trailing zeros (RFC 3123 section 4)'],
    ['APL', '0001 21 01 c0', 'a prefix over 32'],
    ['APL', '0001 18 05 0102030405', 'an address over 4 octets'],
    ['IPSECKEY', '0a 04 02 00', 'a gateway of an unknown type (RFC 4025 section 2.3)'],
    ['HIP', '00 02 0001 ff', 'no tag'],
    ['HIP', '01 02 0000 ff', 'no key'],
    ['SVCB', '0001 00 0003 0002 0050 0001 0003 026832', 'keys that descend (RFC 9460 section 2.2)'],
    ['SVCB', '0001 00 0003 0002 0050 0003 0002 0050', 'a key that comes twice'],
    ['SVCB', '0001 00 0003 0003 005000', 'a port of three octets'],
    ['SVCB', '0001 00 0004 0003 c00002', 'a hint that is cut short'],
    ['SVCB', '0001 00 0004 0000', 'no hints'],
    ['SVCB', '0001 00 0001 0001 00', 'a protocol of no octets'],
    ['SVCB', '0001 00 0002 0001 00', 'a flag with a value'],
    ['SVCB', '0001 00 0000 0004 00030001', 'mandatory keys that descend'],
    ['SVCB', '0001 00 0003 00', 'a length that is cut short'],
    ['WKS', 'c0000201 06 0100', 'trailing zeros'],
    ['NSAP', '', 'no address'],
    ['ISDN', '', 'no address'],
    ['DHCID', '', 'no octets'],
    ['OPENPGPKEY', '', 'no octets'],
  ])('%s %s: %s', (type, hex) => {
    expect(errorOf(() => decodeRdata<string>(type, fromHex(hex)))).toBeInstanceOf(WireError);
  });

  it('unknown digest types, families and SvcParam keys are read', () => {
    expect(decodeRdata('DS', fromHex('0001 08 c8 ff'))).toMatchObject({ digestType: 200 });
    const apl = decodeRdata('APL', fromHex('4005 08 02 beef'));
    expect(apl).toEqual([{ family: 16_389, prefix: 8, negate: false, address: fromHex('beef') }]);
    expect(printRdata('APL', apl)).toBe('\\# 6 40050802beef');
    expect(decodeRdata('SVCB', fromHex('0001 00 fff0 0001 ff')).params).toEqual({
      key65520: fromHex('ff'),
    });
  });
});
