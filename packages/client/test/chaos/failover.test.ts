/**
 * Several ways to one zone: a port that is closed, and a server that takes the update and is not
 * heard any more. What went over the wire is counted in its octets, not by our decoder.
 */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Proxy, requireServers, startProxy } from '@zonewright/testkit';
import { describe, expect, test } from 'vitest';
import { DnsClient } from '../../src/index.ts';
import { ownerOf } from './runs.ts';
import { bindTarget, embeddedTarget, type Held, zone } from './targets.ts';
import { updateKinds } from './update-kinds.ts';

const held = updateKinds.map((kind, index): Held => [ownerOf(index), kind.before]);

/** An address on which nothing listens. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}

/** How often a message has the key's name as an owner of type TSIG, class ANY, TTL 0. */
function countTsigs(message: Uint8Array, keyName: string): number {
  const labels = keyName.replace(/\.$/, '').split('.');
  const name = labels.map((label) => String.fromCharCode(label.length) + label).join('');
  const record = `${name}\0\0\xfa\0\xff\0\0\0\0`;
  return Buffer.from(message).toString('latin1').split(record).length - 1;
}

/** The messages of a proxy with the opcode UPDATE (5), by the bits of their headers. */
const updatesSeen = (proxy: Proxy): readonly Uint8Array[] =>
  proxy.messages('request').filter((message) => (((message[2] ?? 0) >>> 3) & 0xf) === 5);

const targets = {
  'the embedded server': { start: embeddedTarget, needs: undefined },
  BIND: { start: bindTarget, needs: 'bind' },
} as const;

const quick = {
  timeoutMs: 600,
  deadlineMs: 10_000,
  retry: { attempts: 3, minDelayMs: 1, maxDelayMs: 20 },
} as const;

describe.each(Object.entries(targets))('before %s', (_name, { start, needs }) => {
  const { available } = needs === undefined ? { available: true } : requireServers(needs);

  describe.skipIf(!available).each(['auto', 'tcp', 'udp'] as const)('by %s', (transport) => {
    test("the first server's port is closed: applied once by the second, with one TSIG", async () => {
      await using target = await start(held);
      await using proxy = await startProxy({ target: target.server });
      const server = [await closedAddress(), proxy.server];
      await using dns = new DnsClient({
        ...quick,
        timeoutMs: 5_000,
        server,
        key: target.key,
        transport,
      });
      for (const [index, kind] of updateKinds.entries()) {
        proxy.forgetSeen();
        const { serial } = await target.contents();
        const update = dns.update(zone);
        kind.build(update, ownerOf(index));
        expect(await update.send()).toMatchObject({
          server: proxy.server,
          attempts: 2,
          settledBy: 'response',
          authenticated: true,
        });
        const updates = updatesSeen(proxy);
        expect(updates.map((message) => countTsigs(message, target.key.name))).toEqual([1]);
        // What is read back is signed as well, and also once.
        const all = proxy.messages('request');
        expect(all.length).toBeGreaterThan(1);
        for (const message of all) expect(countTsigs(message, target.key.name)).toBe(1);
        const contents = await target.contents();
        expect(contents.serial).toBe(serial + 1);
        expect(contents.addresses(ownerOf(index))).toBe(kind.after);
      }
    });

    test('the first server takes it and is not heard: applied once, and the outcome is told', async () => {
      await using target = await start(held);
      await using hole = await startProxy({ target: target.server });
      hole.script = () => ({ dropReply: true });
      await using second = await startProxy({ target: target.server });
      const server = [hole.server, second.server];
      await using dns = new DnsClient({ ...quick, server, key: target.key, transport });
      await Promise.all(
        updateKinds.map(async (kind, index) => {
          const update = dns.update(zone);
          kind.build(update, ownerOf(index));
          const result = await update.send();
          expect(result, kind.name).toMatchObject({
            settledBy: kind.isGuarded ? 'read-back' : 'response',
            server: second.server,
          });
        }),
      );
      const contents = await target.contents();
      for (const [index, kind] of updateKinds.entries()) {
        expect(contents.addresses(ownerOf(index))).toBe(kind.after);
      }
      expect(contents.serial).toBe(1 + updateKinds.length);
      for (const message of [...updatesSeen(hole), ...updatesSeen(second)]) {
        expect(countTsigs(message, target.key.name)).toBe(1);
      }
      // Only the one that is safe to repeat went to the second as well.
      const unsafe = updateKinds.filter(({ isGuarded }) => isGuarded).length;
      expect(updatesSeen(second).length).toBe(updateKinds.length - unsafe);
    });
  });
});
