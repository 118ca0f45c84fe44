/** What verifying several RRsets takes: no more than their round trips, near a server or far from it. */

import { startProxy } from '@zonewright/testkit';
import { expect, test } from 'vitest';
import { DnsClient } from '../../src/index.ts';
import { describeServer, key } from './real-servers.ts';

/** Milliseconds of the fastest of some updates that insert `count` RRsets each. */
async function fastest(dns: DnsClient, zone: string, count: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    const update = dns.update(zone);
    for (let i = 0; i < count; i++) update.insert(`r${round}-${i}`, 60, 'A', '192.0.2.1');
    const { durationMs, rrsets } = await update.send();
    expect(rrsets.map(({ state }) => state)).toEqual(rrsets.map(() => 'applied'));
    best = Math.min(best, durationMs);
  }
  return best;
}

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'the pace of verifying', (ground) => {
    test('near by, no answer waits for a delayed acknowledgement (40 ms on Linux)', async () => {
      expect(await fastest(ground.client(), await ground.zone(), 3)).toBeLessThan(35);
    });
  });
}

describeServer('bind', 'the pace of verifying far away', (ground) => {
  test('all is asked at once, and not one after the other', async () => {
    await using proxy = await startProxy({ target: ground.server.server });
    proxy.script = () => ({ delayReplyMs: 60 });
    await using dns = new DnsClient({ server: proxy.server, key });
    // The update, and six questions: one after the other they would take 420 ms.
    expect(await fastest(dns, await ground.zone(), 6)).toBeLessThan(300);
  });
});
