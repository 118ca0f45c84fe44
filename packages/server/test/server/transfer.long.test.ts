// A large zone on its way to a reader that stops in the middle: what it takes beside the zone itself.
import { createServer } from '@zonewright/server';
import { heapBytes } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { query } from '../support/requests.ts';
import { framed, TcpClient } from '../support/tcp-client.ts';
import { key, zoneText } from '../support/zone.ts';

describe('AXFR of 200,000 records', () => {
  it('takes less than 16 MiB beside the zone, at every moment', async () => {
    const lines = Array.from(
      { length: 200_000 },
      (_, i) => `h${i} A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}\n`,
    );
    const zones = { 'example.com': zoneText + lines.join('') };
    await using server = createServer({ zones, keys: [key] });
    const { port } = await server.listen();
    const { size } = server.zone('example.com');
    const client = await TcpClient.connect(port);
    const { bytes } = key.sign(query('example.com.', 'AXFR'), {
      now: Math.floor(Date.now() / 1000),
    });
    const used = () => heapBytes() + process.memoryUsage().external;
    const before = used();
    await client.write(framed(bytes));
    let most = 0;
    let messages = 0;
    for (let records = 0; records <= size; messages++) {
      const message = await client.next();
      // ANCOUNT (RFC 1035 section 4.1.1).
      records += ((message[6] as number) << 8) | (message[7] as number);
      if (messages % 10 === 0) most = Math.max(most, used() - before);
    }
    expect(messages).toBeGreaterThan(50);
    expect(most).toBeLessThan(16 * 1_048_576);
    client.destroy();
  }, 120_000);
});
