/** Zones of real servers that are watched while they change and while the server is away. */

import { type Plan, startProxy } from '@zonewright/testkit';
import { expect, test } from 'vitest';
import {
  ClientClosedError,
  InvalidOptionError,
  RefusedError,
  type ZoneChanges,
  ZoneNotFoundError,
} from '../../src/index.ts';
import { describeServer, errorOf } from '../servers/real-servers.ts';
import { all, printed, zoneOf } from './zones.ts';

/** The texts that were added, by the differences in their order. */
function added(changes: readonly ZoneChanges[]): unknown[] {
  return changes.flatMap((change) =>
    'full' in change
      ? ['all of it']
      : change.added.slice(1).map((record) => printed(record).split('"')[1]),
  );
}

for (const kind of ['bind', 'knot'] as const) {
  describeServer(kind, 'is watched', (ground) => {
    // Knot keeps twenty differences, and makes one of them of what is older.
    const count = kind === 'bind' ? 100 : 15;

    test('every change is seen once and in order, while connections are cut and refused', async () => {
      const zone = 'watched.test';
      const options = kind === 'bind' ? { options: 'max-ixfr-ratio unlimited;' } : {};
      await ground.server.addZone(zone, { text: zoneOf(100), ...options });
      await using proxy = await startProxy({ target: ground.server.server });
      // Of three connections one is cut in the middle of what it brings, and one at once.
      const script = ({ index }: { readonly index: number }): Plan | undefined =>
        [{ cutReplyAfter: 700 }, undefined, { cutRequestAfter: 0 }][index % 3];
      proxy.script = script;
      const watching = ground.client({ server: proxy.server, retry: false, timeoutMs: 2_000 });
      const dns = ground.client();
      const { serial } = await dns.soa(zone);
      const seen: ZoneChanges[] = [];
      const watched = (async () => {
        for await (const change of watching.watch(zone, { serial, intervalMs: 20 })) {
          seen.push(change);
          if (seen.length % 10 === 0) await proxy.closeConnections();
          if (seen.length === count) return;
        }
      })();
      for (let i = 0; i < count; i += 1) {
        await dns.update(zone).insert('count', 60, 'TXT', `${i}`).send({ verify: false });
      }
      await watched;
      expect(seen).toHaveLength(count);
      const steps = seen.map((change) => ('from' in change ? [change.from, change.to] : []));
      for (const [index, [from]] of steps.entries()) {
        expect(from).toBe(index === 0 ? serial : steps[index - 1]?.[1]);
      }
      expect(steps.at(-1)?.[1]).toBe((await dns.soa(zone)).serial);
      expect(added(seen)).toEqual(Array.from({ length: count }, (_, i) => `${i}`));
    }, 60_000);

    test('without a serial it begins with what comes next', async () => {
      const zone = await ground.zone();
      const dns = ground.client();
      await dns.update(zone).insert('before', 60, 'A', '192.0.2.1').send();
      const values = dns.watch(zone, { intervalMs: 20 })[Symbol.asyncIterator]();
      const first = values.next();
      const { serial } = await dns.soa(zone);
      // The watch has asked once when a later question of the same client is answered.
      await dns.soa(zone);
      await dns.update(zone).insert('after', 60, 'A', '192.0.2.2').send();
      const { value } = await first;
      const names = 'full' in value ? value.full : value.added;
      expect(names.some(({ name }: { name: string }) => name === `after.${zone}.`)).toBe(true);
      if ('from' in value) expect(value.from).toBe(serial);
      await values.return?.();
    });

    test('what is no zone, a closed client and an abort end it', async () => {
      const zone = await ground.zone();
      const dns = ground.client();
      expect(await errorOf(all(dns.watch('elsewhere.test')))).toBeInstanceOf(RefusedError);
      expect(await errorOf(all(dns.watch(`www.${zone}`)))).toBeInstanceOf(ZoneNotFoundError);
      expect(() => dns.watch(zone, { intervalMs: 0 })).toThrow(InvalidOptionError);
      const controller = new AbortController();
      const aborted = errorOf(all(dns.watch(zone, { signal: controller.signal })));
      const closed = errorOf(all(dns.watch(zone)));
      await dns.soa(zone);
      controller.abort('enough');
      expect(await aborted).toBe('enough');
      await dns.close();
      expect(await closed).toBeInstanceOf(ClientClosedError);
    });
  });
}
