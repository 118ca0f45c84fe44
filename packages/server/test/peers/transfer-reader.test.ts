import { createRecord, type ResourceRecord } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { BrokenTransfer, TransferReader } from '../../src/peers/transfer-reader.ts';

const soa = (serial: number, name = 'a.') =>
  createRecord({ name, type: 'SOA', ttl: 1, data: `. . ${serial} 0 0 0 0` });
const rr = (data: string) => createRecord({ name: 'x.a', type: 'A', ttl: 1, data });
const [one, two, three] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(rr) as [
  ResourceRecord,
  ResourceRecord,
  ResourceRecord,
];

function read(records: readonly ResourceRecord[], held?: number) {
  const reader = new TransferReader('A.', held);
  for (const record of records) reader.push(record);
  return reader.result;
}

describe('the whole zone (RFC 5936 section 2.2)', () => {
  it('ends with the SOA that it began with', () => {
    expect(read([soa(5), one, two])).toBeUndefined();
    const whole = { kind: 'whole', records: [soa(5), one, two] };
    expect(read([soa(5), one, two, soa(5)])).toEqual(whole);
    expect(read([soa(5), one, two, soa(5)], 4)).toEqual(whole);
    expect(read([soa(5), soa(5)], 4)).toEqual({ kind: 'whole', records: [soa(5)] });
  });

  it.each<[string, ResourceRecord[], number?]>([
    ['does not begin with an SOA', [one]],
    ['begins with the SOA of another zone', [soa(5, 'b.')]],
    ['has an SOA below the apex', [soa(5), soa(5, 'x.a.')]],
    ['has another SOA in the middle', [soa(5), one, soa(4)]],
    ['has another SOA in the middle, where changes were asked for', [soa(5), one, soa(4)], 4],
    ['has changes that nobody asked for', [soa(5), soa(4)]],
    ['goes on behind its end', [soa(5), soa(5), one]],
  ])('is none that %s', (_, records, held) => {
    expect(() => read(records, held)).toThrow(BrokenTransfer);
  });
});

describe('changes (RFC 1995 section 4)', () => {
  it('are one after the other, old SOA, what went, new SOA, what came', () => {
    const records = [soa(7), soa(4), one, soa(5), two, soa(5), soa(7), three, soa(7)];
    expect(read(records.slice(0, -1), 4)).toBeUndefined();
    expect(read(records, 4)).toEqual({
      kind: 'changes',
      changes: [
        { from: 4, to: 5, removed: [soa(4), one], added: [soa(5), two] },
        { from: 5, to: 7, removed: [soa(5)], added: [soa(7), three] },
      ],
    });
  });

  it('are none where the SOA that comes first is not newer', () => {
    for (const serial of [4, 3, 4 + 2 ** 31]) {
      expect(read([soa(serial)], 4)).toEqual({ kind: 'current' });
    }
    expect(() => read([soa(4), soa(4)], 4)).toThrow(BrokenTransfer);
  });

  it.each([
    ['do not follow one another', [soa(7), soa(4), soa(5), soa(6)]],
    ['go on behind their end', [soa(5), soa(4), soa(5), soa(5), one]],
  ])('are none that %s', (_, records) => {
    expect(() => read(records, 4)).toThrow(BrokenTransfer);
  });
});
