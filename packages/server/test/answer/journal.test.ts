import { createRecord, type ResourceRecord } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { Journal, recordBytes } from '../../src/answer/journal.ts';

const soa = (serial: number) =>
  createRecord({ name: 'a.', type: 'SOA', ttl: 1, data: `. . ${serial} 0 0 0 0` });
const change = (from: number, to: number, added: readonly ResourceRecord[] = []) => ({
  from,
  to,
  removed: [soa(from)],
  added: [soa(to), ...added],
});
const serials = (journal: Journal, from: number) =>
  journal.since(from)?.map((step) => [step.from, step.to]);

describe('a journal of changes', () => {
  it('gives those since a version, and nothing where it does not reach back', () => {
    const journal = new Journal(10);
    expect(journal.since(1)).toBeUndefined();
    journal.add(change(1, 2));
    journal.add(change(2, 7));
    expect(serials(journal, 1)).toEqual([
      [1, 2],
      [2, 7],
    ]);
    expect(serials(journal, 2)).toEqual([[2, 7]]);
    for (const unknown of [0, 3, 7]) expect(journal.since(unknown)).toBeUndefined();
  });

  it('keeps as many as it may, and what it keeps stays in order', () => {
    const journal = new Journal(3);
    for (let serial = 1; serial <= 100; serial++) {
      journal.add(change(serial, serial + 1));
      expect(journal.size).toBe(Math.min(serial, 3));
    }
    expect(journal.since(97)).toBeUndefined();
    expect(serials(journal, 98)).toEqual([
      [98, 99],
      [99, 100],
      [100, 101],
    ]);
  });

  it('keeps no more than 16 MiB of records', () => {
    const big = createRecord({
      name: 'a.',
      type: 'TYPE65280',
      ttl: 1,
      data: new Uint8Array(60_000),
    });
    const journal = new Journal(1_000);
    for (let serial = 1; serial <= 300; serial++) journal.add(change(serial, serial + 1, [big]));
    const octets = recordBytes(big) + recordBytes(soa(1)) * 2;
    expect(journal.size).toBe(Math.floor(2 ** 24 / octets));
  });

  it('forgets all where the serial stood still: nobody can tell the two versions apart', () => {
    const journal = new Journal(10);
    journal.add(change(1, 2));
    journal.add({ from: 2, to: 2, removed: [], added: [soa(2)] });
    journal.add(change(2, 3));
    expect(journal.since(1)).toBeUndefined();
    expect(serials(journal, 2)).toEqual([[2, 3]]);
  });

  it('takes the last of two ways from a serial that came twice (RFC 1982)', () => {
    const journal = new Journal(10);
    journal.add(change(4, 5));
    journal.add(change(5, 4));
    journal.add(change(4, 6));
    expect(serials(journal, 4)).toEqual([[4, 6]]);
  });

  it('counts records as they are on the wire, names whole', () => {
    // 1 + 1 + 1 for the name, 10 fixed, 2 + 20 for the SOA's data.
    expect(recordBytes(soa(1))).toBe(3 + 10 + 22);
    const address = createRecord({ name: 'bc.a.', type: 'A', ttl: 1, data: '192.0.2.1' });
    expect(recordBytes(address)).toBe(6 + 10 + 4);
  });
});
