/** What is a transfer and what is not, by its records alone. */

import { createRecord, type RecordOf, type ResourceRecord } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import { AxfrReader } from '../../src/transfer/axfr-reader.ts';
import { IxfrReader, type ZoneChanges } from '../../src/transfer/ixfr-reader.ts';
import { type RecordReader, TransferFault } from '../../src/transfer/record-reader.ts';

const zone = 'jain.ad.jp.';

const soa = (serial: number): RecordOf<'SOA'> =>
  createRecord({
    name: 'JAIN.AD.JP.',
    ttl: 300,
    type: 'SOA',
    data: `ns.jain.ad.jp. mohta.jain.ad.jp. ${serial} 600 600 3600000 604800`,
  });

const address = (host: string, data: string): ResourceRecord =>
  createRecord({ name: `${host}.JAIN.AD.JP.`, ttl: 300, type: 'A', data });

const nezu = address('NEZU', '133.69.136.5');
const [bb3, bb4, bb2] = [
  address('JAIN-BB', '133.69.136.3'),
  address('JAIN-BB', '133.69.136.4'),
  address('JAIN-BB', '192.41.197.2'),
] as const;
const ns = createRecord({ name: zone, ttl: 300, type: 'NS', data: 'NS.JAIN.AD.JP.' });

/** The answer of RFC 1995 section 7 to a client that has serial 1. */
const incremental = [soa(3), soa(1), nezu, soa(2), bb4, bb2, soa(2), bb4, soa(3), bb3, soa(3)];
const condensed = [soa(3), soa(1), nezu, soa(3), bb3, bb2, soa(3)];
const whole = [soa(3), ns, bb3, bb2, soa(3)];

/** What a reader makes of records that come in messages of so many. */
function read<Item>(
  reader: RecordReader<Item>,
  records: readonly ResourceRecord[],
  size = records.length,
): Item[] {
  const items: Item[] = [];
  for (let from = 0; from < records.length; from += size) {
    items.push(...reader.take(records.slice(from, from + size)));
  }
  return items;
}

const ixfr = (serial = 1): IxfrReader => new IxfrReader(zone, 'IN', serial);
const axfr = (): AxfrReader => new AxfrReader(zone, 'IN');

describe('AxfrReader (RFC 5936 section 2.2)', () => {
  test.each([1, 2, 3, 5])('in messages of %i records: the SOA first and once', (size) => {
    const reader = axfr();
    expect(read(reader, whole, size)).toEqual(whole.slice(0, -1));
    expect(reader.isDone).toBe(true);
  });

  test('without its closing SOA it is not done', () => {
    const reader = axfr();
    read(reader, whole.slice(0, -1));
    expect(reader.isDone).toBe(false);
  });

  const elsewhere = createRecord({ name: 'xjain.ad.jp.', ttl: 1, type: 'A', data: '192.0.2.1' });
  const below = createRecord({ ...soa(3), name: `sub.${zone}` });
  const chaos = createRecord({ name: zone, class: 'CH', ttl: 1, type: 'TXT', data: 'x' });
  test.each<[string, readonly ResourceRecord[]]>([
    ['it begins with another record', [ns, ...whole]],
    ['a record lies outside the zone', [soa(3), ns, elsewhere, soa(3)]],
    ['an SOA stands below the apex', [soa(3), ns, below, soa(3)]],
    ['a record has another class', [soa(3), ns, chaos, soa(3)]],
    ['it ends with the SOA of another version', [soa(3), ns, soa(4)]],
    ['records follow the closing SOA', [...whole, bb4]],
  ])('%s: that is none', (_rule, records) => {
    expect(() => read(axfr(), records)).toThrow(TransferFault);
    expect(() => read(axfr(), records, 1)).toThrow(TransferFault);
  });
});

describe('IxfrReader (RFC 1995 section 4)', () => {
  test('where neither version is the newer one, what the server gives counts (RFC 1982 section 3.2)', () => {
    const half = ixfr(3 + 0x8000_0000);
    expect(read(half, whole)).toEqual([{ full: whole.slice(0, -1) }]);
    expect(half.isDone).toBe(true);
    const none = ixfr(3 + 0x8000_0000);
    expect(read(none, [soa(3)])).toEqual([]);
    expect(none.isDone).toBe(true);
  });

  test.each([1, 2, 3, 4, 5, 11])('the example of section 7, in messages of %i', (size) => {
    const reader = ixfr();
    expect(read(reader, incremental, size)).toEqual([
      { from: 1, to: 2, removed: [soa(1), nezu], added: [soa(2), bb4, bb2] },
      { from: 2, to: 3, removed: [soa(2), bb4], added: [soa(3), bb3] },
    ]);
    expect(reader.isDone).toBe(true);
  });

  test('its condensed form is one difference', () => {
    expect(read(ixfr(), condensed, 1)).toEqual([
      { from: 1, to: 3, removed: [soa(1), nezu], added: [soa(3), bb3, bb2] },
    ]);
  });

  test.each([1, 2, 5])('the whole zone in its place is told apart, in messages of %i', (size) => {
    const reader = ixfr();
    expect(read(reader, whole, size)).toEqual([{ full: whole.slice(0, -1) }]);
    expect(reader.isDone).toBe(true);
  });

  test.each([3, 4, 0x8000_0001])('to who has serial %i there is nothing to tell', (serial) => {
    const reader = ixfr(serial);
    expect(read(reader, [soa(3)])).toEqual([]);
    expect(reader.isDone).toBe(true);
  });

  test('the newest SOA alone says: use TCP (section 2)', () => {
    const reader = ixfr();
    expect(read(reader, [soa(3)])).toEqual([]);
    expect(reader.isDone).toBe(false);
  });

  test('serials wrap (RFC 1982)', () => {
    const records = [soa(1), soa(0xffff_ffff), nezu, soa(1), bb2, soa(1)];
    const [change] = read(ixfr(0xffff_ffff), records) as [ZoneChanges];
    expect(change).toMatchObject({ from: 0xffff_ffff, to: 1 });
  });

  test('every cut leaves it unfinished, and hands on whole differences alone', () => {
    for (let count = 1; count < incremental.length; count += 1) {
      const reader = ixfr();
      const items = read(reader, incremental.slice(0, count), 1);
      expect(reader.isDone).toBe(false);
      expect(items).toHaveLength(count >= 7 ? 1 : 0);
    }
  });

  test.each<[string, readonly ResourceRecord[]]>([
    ['it begins with another record', [nezu, ...incremental]],
    ['it begins at another serial', [soa(3), soa(2), bb4, soa(3), bb3, soa(3)]],
    ['it leaves a version out', [soa(4), soa(1), nezu, soa(2), bb4, soa(3), soa(4), bb3, soa(4)]],
    ['it goes back', [soa(3), soa(1), nezu, soa(0), bb4, soa(0), soa(3), bb3, soa(3)]],
    ['records follow its end', [...incremental, nezu]],
    ['it ends with another SOA', [...condensed.slice(0, -1), soa(2)]],
    ['a record lies outside the zone', [soa(3), soa(1), createRecord({ ...nezu, name: 'x.' })]],
    ['the whole zone ends with another SOA', [soa(3), ns, soa(2)]],
  ])('%s: that is none', (_rule, records) => {
    expect(() => read(ixfr(), records)).toThrow(TransferFault);
    expect(() => read(ixfr(), records, 1)).toThrow(TransferFault);
  });
});
