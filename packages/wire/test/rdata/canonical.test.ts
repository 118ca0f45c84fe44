import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalRdata,
  compareRdata,
  decodeRdata,
  encodeRdata,
  parseRdata,
  sameRdata,
  sortRdata,
} from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { fromHex, toHex } from '../hex.ts';
import { anyData, knownTypes } from './any-data.ts';

describe('canonicalRdata (RFC 4034 section 6.2)', () => {
  it('has names in lower case and whole', () => {
    expect(toHex(canonicalRdata('NS', 'NS1.Example.'))).toBe('036e7331076578616d706c6500');
    expect(toHex(canonicalRdata('MX', { preference: 1, exchange: 'A.' }))).toBe('0001016100');
    expect(toHex(canonicalRdata('SRV', { priority: 1, weight: 2, port: 3, target: 'HOST.' }))).toBe(
      '00010002000304686f737400',
    );
    expect(toHex(canonicalRdata('DNAME', 'A.B.'))).toBe('0161016200');
  });

  it('leaves octets that are no names, and their case', () => {
    expect(toHex(canonicalRdata('TXT', [fromHex('4142')]))).toBe('024142');
    expect(toHex(canonicalRdata('CAA', { flags: 0, tag: 'ISSUE', value: 'A' }))).toBe(
      '0005495353554541',
    );
    expect(toHex(canonicalRdata('TYPE65280', fromHex('4142')))).toBe('4142');
    // À and à in Latin-1 are not letters to DNS (RFC 4343 section 2.2).
    expect(toHex(canonicalRdata('NS', '\\192A.'))).toBe('02c06100');
  });

  it.each(knownTypes)('%s: decodes, and changes nothing but the case of names', (type) => {
    assertProperty(
      fc.property(anyData[type], (data) => {
        const octets = encodeRdata<string>(type, data as never);
        const canonical = canonicalRdata(type, data);
        expect(canonical).toHaveLength(octets.length);
        expect(decodeRdata<string>(type, canonical)).toBeDefined();
        const differing = [...octets].filter((octet, i) => octet !== canonical[i]);
        expect(differing.every((octet) => octet >= 0x41 && octet <= 0x5a)).toBe(true);
      }),
      100,
    );
  });
});

describe('compareRdata (RFC 4034 section 6.3)', () => {
  it('orders by the canonical octets, a prefix first', () => {
    const addresses = ['9.0.0.1', '10.0.0.0', '192.0.2.1'];
    expect(['192.0.2.1', '10.0.0.0', '9.0.0.1'].sort((a, b) => compareRdata('A', a, b))).toEqual(
      addresses,
    );
    expect(compareRdata('NS', 'a.EXAMPLE.', 'A.example.')).toBe(0);
    expect(compareRdata('TYPE65280', fromHex('61'), fromHex('6100'))).toBeLessThan(0);
  });
});

describe('names in the canonical form (RFC 4034 section 6.2, RFC 6840 section 5.1)', () => {
  const lower = (type: string, text: string): boolean => {
    const data = parseRdata<string>(type, text);
    const letters = Buffer.from(canonicalRdata(type, data)).toString('latin1');
    return !letters.includes('ABC');
  };

  it.each([
    ['MINFO', 'ABC. ABC.'],
    ['RP', 'ABC. ABC.'],
    ['AFSDB', '1 ABC.'],
    ['RT', '1 ABC.'],
    ['PX', '1 ABC. ABC.'],
    ['NXT', 'ABC. A'],
    ['KX', '1 ABC.'],
    ['NAPTR', '1 1 "" "" "" ABC.'],
    ['SIG', 'A 8 1 1 20300101000000 20300101000000 1 ABC. AQ=='],
    ['RRSIG', 'A 8 1 1 20300101000000 20300101000000 1 ABC. AQ=='],
  ])('%s: in lower case', (type, text) => {
    expect(lower(type, text)).toBe(true);
  });

  it.each([
    ['NSEC', 'ABC. A'],
    ['SVCB', '1 ABC.'],
    ['HTTPS', '0 ABC.'],
    ['HIP', '2 ff AQ== ABC.'],
    ['IPSECKEY', '1 3 2 ABC. AQ=='],
    ['TALINK', 'ABC. ABC.'],
    ['LP', '1 ABC.'],
    ['NSAP-PTR', 'ABC.'],
  ])('%s: as they are, and equal to those of other case all the same', (type, text) => {
    const data = parseRdata<string>(type, text);
    const other = parseRdata<string>(type, text.replaceAll('ABC', 'aBc'));
    expect(lower(type, text)).toBe(false);
    expect(compareRdata(type, data, other)).not.toBe(0);
    expect(sameRdata(type, data, other)).toBe(true);
    const another = parseRdata<string>(type, text.replaceAll('ABC', 'ABD'));
    expect(sameRdata(type, data, another)).toBe(false);
  });

  it('what is text and no name keeps its case', () => {
    expect(sameRdata('TXT', parseRdata('TXT', 'A'), parseRdata('TXT', 'a'))).toBe(false);
    expect(lower('NAPTR', '1 1 "S" "ABC" "" .')).toBe(false);
  });
});

describe('sortRdata (RFC 4034 section 6.3)', () => {
  it('sorts as octets without a sign, a prefix first, and leaves out what is twice', () => {
    const texts = ['\\# 2 8000', '\\# 1 80', '\\# 1 7f', '\\# 0', '\\# 1 80'];
    const data = texts.map((text) => parseRdata('TYPE65280', text));
    expect(sortRdata('TYPE65280', data).map(toHex)).toEqual(['', '7f', '80', '8000']);
    expect(data.map(toHex)).toEqual(['8000', '80', '7f', '', '80']);
    expect(sortRdata('NS', ['b.', 'A.', 'B.'])).toEqual(['A.', 'b.']);
  });
});
