import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRdataError, parseRdata, rdataFromJson, rdataToJson } from '../../src/index.ts';
import { assertProperty } from '../assert-property.ts';
import { errorOf } from '../error-of.ts';
import { fromHex } from '../hex.ts';
import { anyWireData, knownTypes } from './any-data.ts';

describe('the JSON form of data', () => {
  it.each(knownTypes)('%s: is JSON, and gives the same data again', (type) => {
    assertProperty(
      fc.property(anyWireData[type], (data) => {
        const json = rdataToJson<string>(type, data as never);
        expect(JSON.parse(JSON.stringify(json))).toEqual(json);
        expect(rdataFromJson<string>(type, JSON.parse(JSON.stringify(json)))).toEqual(data);
      }),
      100,
    );
  });

  it.each([
    ['A', '192.0.2.1', '192.0.2.1'],
    ['MX', '10 a.', { preference: 10, exchange: 'a.' }],
    ['TXT', '"a" "\\255"', ['a', { base64: '/w==' }]],
    ['CAA', '0 issue "\\255"', { flags: 0, tag: 'issue', value: { base64: '/w==' } }],
    ['DS', '1 8 200 ff', { keyTag: 1, algorithm: 8, digestType: 200, digest: 'ff' }],
    ['DNSKEY', '257 3 8 AQID', { flags: 257, protocol: 3, algorithm: 8, key: 'AQID' }],
    ['NSEC3PARAM', '1 0 0 -', { algorithm: 1, flags: 0, iterations: 0, salt: '-' }],
    [
      'SVCB',
      '1 . alpn=h2 ech=AQID key9=x',
      { priority: 1, target: '.', params: { alpn: ['h2'], ech: 'AQID', key9: 'x' } },
    ],
    ['NULL', '\\# 2 01ff', '\\# 2 01ff'],
    ['TYPE65280', '\\# 2 01ff', '\\# 2 01ff'],
  ])('%s %s: %j', (type, text, json) => {
    expect(rdataToJson<string>(type, parseRdata<string>(type, text))).toEqual(json);
  });

  it('is refused as the data of its type where it does not fit', () => {
    for (const [type, json] of [
      ['A', 7],
      ['MX', { preference: 10 }],
      ['MX', null],
      ['MX', [10, 'a.']],
      ['TXT', [{ base64: '!' }]],
      ['SVCB', { priority: 1, target: '.', params: { nosuch: 1 } }],
      ['NULL', 'x'],
      ['OPT', '\\# 0'],
      ['NOSUCH', ''],
    ] as const) {
      expect(errorOf(() => rdataFromJson<string>(type, json))).toBeInstanceOf(InvalidRdataError);
    }
    expect(errorOf(() => rdataToJson<string>('A', 'x'))).toBeInstanceOf(InvalidRdataError);
  });

  it('of octets that were decoded is taken, whatever rules of the type they break', () => {
    const short = { keyTag: 1, algorithm: 8, digestType: 2, digest: fromHex('ff') };
    expect(rdataFromJson('DS', rdataToJson('DS', short))).toEqual(short);
  });
});
