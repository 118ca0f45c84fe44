import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  checkRdata,
  createRecord,
  isMetaType,
  type Location,
  parseRdata,
  printRdata,
  type RdataInput,
  type RdataOf,
  type ResourceRecord,
  type RRType,
  type SvcParams,
} from '../../src/index.ts';

/** The compiler holds these when it checks the types of the tests. */
describe('the types of data follow from the table', () => {
  it('fields have their names and types', () => {
    expectTypeOf<RdataOf<'A'>>().toEqualTypeOf<string>();
    expectTypeOf<RdataOf<'MX'>>().toEqualTypeOf<{
      readonly preference: number;
      readonly exchange: string;
    }>();
    expectTypeOf<RdataOf<'TXT'>>().toEqualTypeOf<readonly Uint8Array[]>();
    expectTypeOf<RdataOf<'CAA'>['value']>().toEqualTypeOf<string | Uint8Array>();
    expectTypeOf<RdataOf<'TYPE65280'>>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<RdataOf<'A6'>>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<RdataOf<'DS'>>().toEqualTypeOf<{
      readonly keyTag: number;
      readonly algorithm: number;
      readonly digestType: number;
      readonly digest: Uint8Array;
    }>();
    expectTypeOf<RdataOf<'NSEC'>['rrtypes']>().toEqualTypeOf<readonly RRType[]>();
    expectTypeOf<RdataOf<'LOC'>>().toEqualTypeOf<Location | Uint8Array>();
    expectTypeOf<RdataOf<'SVCB'>>().toEqualTypeOf<{
      readonly priority: number;
      readonly target: string;
      readonly params: SvcParams;
    }>();
    expectTypeOf<RdataOf<'SVCB'>['params']['port']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<RdataOf<'SVCB'>['params']['key65000']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<RdataOf<'DNSKEY'>['protocol']>().toEqualTypeOf<number>();
    expectTypeOf<RdataOf<'ISDN'>>().toEqualTypeOf<{
      readonly address: string | Uint8Array;
      readonly subaddress?: string | Uint8Array;
    }>();
    const data = parseRdata('SRV', '1 2 3 host.');
    expectTypeOf(data.port).toBeNumber();
    expect(data.port).toBe(3);
  });

  it('a caller may give text in place of fields, and no fields of another type', () => {
    expectTypeOf<string>().toExtend<RdataInput<'MX'>>();
    expectTypeOf<string[]>().toExtend<RdataInput<'TXT'>>();
    expectTypeOf<{ target: string }>().not.toExtend<RdataInput<'MX'>>();
    expectTypeOf<string[]>().not.toExtend<RdataInput<'MX'>>();
    expectTypeOf<number>().not.toExtend<RdataInput<'A'>>();
    const record = createRecord({ name: 'a', type: 'MX', ttl: 1, data: '10 b' });
    expectTypeOf(record.data.exchange).toBeString();
    expect(record.data.exchange).toBe('b.');
  });

  it('what may be left out, and octets as text, are known to the compiler', () => {
    const digest = 'ab'.repeat(32);
    expectTypeOf<{
      keyTag: number;
      algorithm: string;
      digestType: number;
      digest: string;
    }>().toExtend<RdataInput<'DS'>>();
    expectTypeOf<{ flags: number; algorithm: number; key: string }>().toExtend<
      RdataInput<'DNSKEY'>
    >();
    expectTypeOf<{ flags: number; algorithm: number }>().not.toExtend<RdataInput<'DNSKEY'>>();
    expectTypeOf<{ priority: number; target: string }>().toExtend<RdataInput<'HTTPS'>>();
    expectTypeOf<{
      priority: number;
      target: string;
      params: { port: string };
    }>().not.toExtend<RdataInput<'SVCB'>>();
    expectTypeOf<{
      latitude: number;
      longitude: number;
      altitude: number;
    }>().toExtend<RdataInput<'LOC'>>();
    const ds = { keyTag: 1, algorithm: 'RSASHA256', digestType: 2, digest };
    expect(checkRdata('DS', ds).algorithm).toBe(8);
    expect(checkRdata('DNSKEY', { flags: 257, algorithm: 13, key: 'AQ==' }).protocol).toBe(3);
    const svcb = checkRdata('SVCB', {
      priority: 1,
      target: '.',
      params: { alpn: ['h2'], port: 443, ipv4hint: ['192.0.2.1'], key65000: Uint8Array.of(1) },
    });
    expect(printRdata('SVCB', svcb)).toBe(
      '1 . alpn="h2" port=443 ipv4hint=192.0.2.1 key65000="\\001"',
    );
  });

  it('the type of a record tells that of its data', () => {
    const record = createRecord({
      name: 'a',
      type: 'A',
      ttl: 1,
      data: '192.0.2.1',
    }) as ResourceRecord;
    if (record.type === 'A') expectTypeOf(record.data).toBeString();
    if (record.type === 'SOA') expectTypeOf(record.data.serial).toBeNumber();
    expect(record.type).toBe('A');
  });
});

describe('isMetaType (RFC 6895 section 3.1)', () => {
  it('is 0, OPT, and 128 to 255, by name or number', () => {
    const meta = Array.from({ length: 65_536 }, (_, number) => number).filter((number) =>
      isMetaType(`TYPE${number}`),
    );
    expect(meta).toEqual([0, 41, ...Array.from({ length: 128 }, (_, i) => 128 + i)]);
    for (const type of ['OPT', 'TSIG', 'TKEY', 'AXFR', 'IXFR', 'MAILA', 'MAILB', 'ANY', 'any']) {
      expect(isMetaType(type)).toBe(true);
    }
    for (const type of ['A', 'SOA', 'CAA', 'DLV', 'NOSUCH']) expect(isMetaType(type)).toBe(false);
  });
});
