/** A BIND primary with two secondaries: one is slow, since its transfers are, and one is stopped. */

import { requireServers, startProxy, startServer } from '@zonewright/testkit';
import { describe, expect, test } from 'vitest';
import { DnsClient, PropagationTimeoutError, type ServerProgress } from '../../src/index.ts';
import { errorOf, key } from '../servers/real-servers.ts';

const { available, reason = '' } = requireServers('bind');
const zone = 'late.test';

const text = `$TTL 60
@ SOA ns1 h.example. 1 3600 600 86400 60
@ NS ns1
ns1 A 127.0.0.1
`;

const states = (servers: readonly ServerProgress[]): unknown =>
  servers.map(({ server, state, serial }) => [server, state, serial]);

describe.skipIf(!available)(`bind: servers that lag behind ${reason}`, () => {
  test('a quorum is waited for; who is behind is named with its serial, and who is not there', async () => {
    await using slow = await startServer('bind', { zones: {} });
    await using stopped = await startServer('bind', { zones: {} });
    const secondaries = [slow.server, stopped.server];
    await using primary = await startServer('bind', {
      zones: { [zone]: { text, secondaries, options: 'notify-delay 1;' } },
    });
    await using proxy = await startProxy({ target: primary.server });
    await slow.addZone(zone, { primary: proxy.server });
    await stopped.addZone(zone, { primary: primary.server });
    await stopped.close();
    proxy.script = () => ({ delayReplyMs: 1_500 });

    const { server, port } = primary;
    await using dns = new DnsClient({ server, port, key });
    const { serial: before } = await dns.soa(zone);
    const result = await dns.update(zone).insert('new', 60, 'A', '192.0.2.1').send();
    const { serial: after } = await dns.soa(zone);
    expect(after).toBe(before + 1);
    const late = [
      [primary.server, 'current', after],
      [slow.server, 'behind', before],
      [stopped.server, 'unreachable', undefined],
    ];
    const waits = [
      (options: object) => dns.waitForPropagation(zone, { servers: secondaries, ...options }),
      (options: object) => result.propagated({ servers: secondaries, ...options }),
    ];
    const errors = await Promise.all(waits.map((wait) => errorOf(wait({ timeoutMs: 400 }))));
    for (const error of errors) {
      expect(error).toBeInstanceOf(PropagationTimeoutError);
      expect(states((error as PropagationTimeoutError).servers)).toEqual(late);
    }
    expect(String(errors[0])).toContain(`${slow.server} is behind, it has serial ${before}`);
    expect(String(errors[1])).toContain(`${slow.server} is behind, new.${zone}. A 192.0.2.1 was`);
    for (const error of errors) {
      expect(String(error)).toContain('1 of 3 servers');
      expect(String(error)).toContain(`${stopped.server} is unreachable, `);
      expect(String(error)).toContain('ECONNREFUSED');
    }

    // One is there at once; two once the slow one has it, and not before.
    const first = await Promise.all(waits.map((wait) => wait({ quorum: 1 })));
    for (const { servers } of first) expect(states(servers)).toContainEqual(late[0]);
    expect((await slow.dig(`new.${zone}`, 'A')).answers).toEqual([]);
    const seen: ServerProgress[] = [];
    const onProgress = (all: readonly ServerProgress[]): void => {
      seen.push(...all.filter((one) => one.server === slow.server));
    };
    const both = await Promise.all(
      waits.map((wait) => wait({ quorum: 2, timeoutMs: 20_000, onProgress })),
    );
    expect((await slow.dig(`new.${zone}`, 'A')).answers).toMatchObject([{ data: '192.0.2.1' }]);
    for (const { servers } of both) {
      expect(states(servers)).toEqual([
        late[0],
        [slow.server, 'current', after],
        [stopped.server, 'unreachable', undefined],
      ]);
    }
    expect(seen.some(({ state, serial }) => state === 'behind' && serial === before)).toBe(true);
    // All of them there never will be.
    const all = await errorOf(result.propagated({ servers: secondaries, timeoutMs: 300 }));
    expect(String(all)).toContain(`2 of 3 servers of ${zone}.`);
    expect(String(all)).not.toContain(`${slow.server} is`);
  }, 40_000);
});
