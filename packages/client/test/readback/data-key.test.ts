import { createRecord, decodeRdata } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { dataKey } from '../../src/readback/data-key.ts';

/** The key of data that a caller wrote. */
const written = (type: string, data: string) =>
  dataKey(createRecord({ name: 'www.example.', type, ttl: 300, data }));

/** That of data that a server sent, as hexadecimal. */
const sent = (type: 'A' | 'AAAA', octets: string) =>
  dataKey({ type, data: decodeRdata(type, Uint8Array.from(Buffer.from(octets, 'hex'))) });

describe('the key of an address', () => {
  it.each([
    ['A', 'c0000201', ['192.0.2.1']],
    ['AAAA', '20010db8000000000000000000000001', ['2001:db8::1', '2001:DB8:0:0::0:1']],
    ['AAAA', '00000000000000000000ffffc0000201', ['::ffff:192.0.2.1', '::FFFF:C000:201']],
  ] as const)('is the same however the %s record is written', (type, octets, texts) => {
    for (const text of texts) expect(written(type, text)).toBe(sent(type, octets));
  });

  it('is another one for another address', () => {
    expect(written('A', '192.0.2.1')).not.toBe(written('A', '192.0.2.10'));
    expect(written('AAAA', '2001:db8::1')).not.toBe(written('AAAA', '2001:db8::1:0'));
  });
});
