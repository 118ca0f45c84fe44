import { describe, expect, it } from 'vitest';
import {
  checkRecord,
  createRecord,
  encodeMessage,
  InvalidMessageError,
  InvalidNameError,
  InvalidRdataError,
  type RecordInput,
} from '../../src/index.ts';
import { isMarked } from '../../src/rdata/mark.ts';
import { errorOf } from '../error-of.ts';

const good = { name: 'www.example', type: 'A', ttl: 60, data: '192.0.2.1' };

function refusal(input: unknown): Error {
  return errorOf(() => createRecord(input as RecordInput));
}

describe('createRecord', () => {
  it('gives the one form: absolute name, mnemonic, class IN, checked data', () => {
    expect(createRecord({ ...good, type: 'TYPE1', class: 'class1' })).toEqual({
      name: 'www.example.',
      type: 'A',
      class: 'IN',
      ttl: 60,
      data: '192.0.2.1',
    });
    expect(createRecord({ ...good, type: 'type65280', class: 'CLASS32', data: '\\# 0' })).toEqual({
      name: 'www.example.',
      type: 'TYPE65280',
      class: 'CLASS32',
      ttl: 60,
      data: new Uint8Array(0),
    });
  });

  it('takes TTLs from 0 to 2^31-1 and no other (RFC 2181 section 8)', () => {
    expect(createRecord({ ...good, ttl: 0 }).ttl).toBe(0);
    expect(createRecord({ ...good, ttl: 2_147_483_647 }).ttl).toBe(2_147_483_647);
    for (const ttl of [2_147_483_648, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '60', null]) {
      const error = refusal({ ...good, ttl }) as InvalidMessageError;
      expect(error).toBeInstanceOf(InvalidMessageError);
      expect(error.value).toBe(ttl);
      expect(error.message).toContain('TTL');
    }
    const { ttl: _, ...without } = good;
    expect(refusal(without).message).toContain('Invalid TTL undefined');
  });

  it('refuses bad names, types, classes and data, each by its error', () => {
    expect(refusal({ ...good, name: 'a..b' })).toBeInstanceOf(InvalidNameError);
    expect(refusal({ ...good, name: undefined })).toBeInstanceOf(InvalidNameError);
    expect(refusal({ ...good, data: '1.2.3' })).toBeInstanceOf(InvalidRdataError);
    for (const type of ['NOSUCH', '', 7, undefined, 'TYPE65536']) {
      expect(refusal({ ...good, type }).message).toContain('Invalid record type');
    }
    for (const rrClass of ['NOSUCH', 1, 'CLASS65536']) {
      expect(refusal({ ...good, class: rrClass }).message).toContain('Invalid class');
    }
    for (const input of [undefined, null, 'www A 192.0.2.1', 7]) {
      expect(refusal(input)).toBeInstanceOf(InvalidMessageError);
    }
  });

  it('has data but in class ANY or NONE (RFC 2136 sections 2.4 and 2.5)', () => {
    for (const data of [undefined]) {
      expect(refusal({ ...good, data }).message).toContain('ANY or NONE');
      for (const rrClass of ['ANY', 'NONE']) {
        const record = checkRecord({ ...good, class: rrClass, data } as never);
        expect(record.data).toBeUndefined();
        expect('data' in record).toBe(false);
      }
    }
    expect(refusal({ ...good, data: null })).toBeInstanceOf(InvalidRdataError);
  });

  it('is no OPT and no TSIG: the message has places for them', () => {
    for (const type of ['OPT', 'TSIG', 'TYPE41', 'tsig']) {
      const error = errorOf(() =>
        checkRecord({ name: '.', type: type as 'A', class: 'ANY', ttl: 0, data: undefined }),
      );
      expect(error).toBeInstanceOf(InvalidMessageError);
    }
  });
});

describe('records are values', () => {
  it('a record and its data are frozen copies of what was given', () => {
    const octets = Uint8Array.of(1);
    const data = { preference: 1, exchange: 'a.' };
    const mx = createRecord({ name: 'a', type: 'MX', ttl: 1, data });
    const txt = createRecord({ name: 'a', type: 'TXT', ttl: 1, data: [octets] });
    data.preference = 2;
    octets[0] = 9;
    expect(mx.data.preference).toBe(1);
    expect(txt.data).toEqual([Uint8Array.of(1)]);
    for (const frozen of [mx, mx.data, txt, txt.data]) expect(Object.isFrozen(frozen)).toBe(true);
    expect(errorOf(() => Object.assign(mx, { ttl: 2 }))).toBeInstanceOf(TypeError);
  });

  it('a record that was checked passes as it is, a changed copy of it is checked again', () => {
    const record = createRecord(good);
    expect(checkRecord(record)).toBe(record);
    expect(isMarked(record)).toBe(true);
    expect(isMarked({ ...record })).toBe(false);
    expect(refusal({ ...record, ttl: -1 })).toBeInstanceOf(InvalidMessageError);
    const wrong = { ...record, data: 'x' } as never;
    expect(errorOf(() => encodeMessage({ opcode: 'QUERY', answers: [wrong] }))).toBeInstanceOf(
      InvalidRdataError,
    );
  });
});
