import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRdata, compareRdata, decodeRdata, encodeRdata } from '../../src/index.ts';
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
