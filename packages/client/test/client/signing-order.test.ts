/** A server may answer BADTIME to an earlier time than it has seen of a key (RFC 8945 section 5.2.3). */

import { createServer } from '@zonewright/server';
import { expect, test } from 'vitest';
import { DnsClient } from '../../src/index.ts';
import { faultsOf, key, zone } from '../sending/embedded.ts';

const start = 1_700_000_000;

/** A server, and a client whose clock goes on by a second with each look at it. */
async function startTicking(transport: 'tcp' | 'udp', timeoutMs: number) {
  const server = createServer({
    zones: { [zone]: '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1' },
    keys: [key],
    // In the middle of what the client's clock passes, which is less than twice the fudge.
    clock: () => start + 250,
  });
  const { port } = await server.listen({ port: 0 });
  let now = start;
  // On several connections it is the server's choice which it reads first.
  const options = { transport, timeoutMs, maxConnections: 1 };
  const dns = new DnsClient({ server: `127.0.0.1:${port}`, key, clock: () => now++, ...options });
  return {
    server,
    dns,
    insert: (i: number) =>
      dns.update(zone).insert(`n${i}`, 60, 'A', '192.0.2.1').send({ verify: false }),
    times: () => server.received.map(({ message }) => message.tsig?.timeSigned as number),
    [Symbol.asyncDispose]: async () => {
      await dns.close();
      await server.close();
    },
  };
}

const ascending = (times: readonly number[]): boolean =>
  times.every((time, i) => i === 0 || time > (times[i - 1] as number));

test.each(['tcp', 'udp'] as const)(
  'messages leave in the order of Time Signed (RFC 8945 section 5.2.3), over %s, many at once',
  async (transport) => {
    await using ground = await startTicking(transport, 20_000);
    await Promise.all(Array.from({ length: 100 }, (_, i) => ground.insert(i)));
    expect(ground.times()).toHaveLength(100);
    expect(ground.times()).toSatisfy(ascending);
  },
);

test('what is sent again is signed by the time at which it leaves, behind what was sent since (RFC 8945 section 5.2.3)', async () => {
  await using ground = await startTicking('tcp', 300);
  ground.server.faults = faultsOf('UPDATE', { drop: 'request' });
  const late = ground.insert(0);
  await expect.poll(() => ground.times()).toHaveLength(1);
  await ground.insert(1);
  expect((await late).attempts).toBeGreaterThanOrEqual(2);
  expect(ground.times().length).toBeGreaterThanOrEqual(3);
  expect(ground.times()).toSatisfy(ascending);
});
