import { describe, expect, it } from 'vitest';
import { SeenRecord } from '../../src/proxy/seen.ts';

const of = (...octets: number[]) => Uint8Array.from(octets);

describe('what a proxy has seen', () => {
  it('as messages: datagrams, and streams at their lengths (RFC 1035 section 4.2.2)', () => {
    const record = new SeenRecord();
    const tcp = (exchange: number, ...octets: number[]) =>
      record.add({ transport: 'tcp', direction: 'request', exchange, octets: of(...octets) });
    tcp(0, 0);
    tcp(1, 0, 2, 8, 8);
    record.add({ transport: 'udp', direction: 'request', exchange: 2, octets: of(0, 1, 7) });
    record.add({ transport: 'udp', direction: 'reply', exchange: 2, octets: of(6) });
    tcp(0, 3, 1, 2);
    tcp(0, 3, 0, 0, 0, 1, 4, 0, 9, 5);
    expect(record.messages('request')).toEqual([of(8, 8), of(0, 1, 7), of(1, 2, 3), of(), of(4)]);
    expect(record.messages('reply')).toEqual([of(6)]);
  });

  it('is bounded in entries, and then counts no messages', () => {
    const record = new SeenRecord();
    for (let n = 0; n < 10_001; n++) {
      record.add({ transport: 'udp', direction: 'request', exchange: n, octets: of(1) });
    }
    expect(record.entries).toHaveLength(10_000);
    expect(record.entries[0]?.exchange).toBe(1);
    expect(() => record.messages('request')).toThrow('1 entries were forgotten');
    record.clear();
    expect(record.messages('request')).toEqual([]);
  });

  it('is bounded in octets', () => {
    const record = new SeenRecord();
    const octets = new Uint8Array(1024 * 1024);
    for (let n = 0; n < 20; n++) {
      record.add({ transport: 'tcp', direction: 'reply', exchange: n, octets });
    }
    expect(record.entries.map(({ exchange }) => exchange)).toEqual(
      Array.from({ length: 16 }, (_, n) => n + 4),
    );
  });
});
