/** Waiting from a result until all servers of the zone show what the update asked for. */

import { createServer, type DnsServer } from '@zonewright/server';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ClientClosedError,
  DnsClient,
  type DnsClientOptions,
  InvalidOptionError,
  PropagationTimeoutError,
  type ServerProgress,
} from '../../src/index.ts';
import { errorOf } from '../servers/real-servers.ts';
import { key, zone } from './embedded.ts';

const open: (DnsServer | DnsClient)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** A server of its own; `ns1` is wherever the client's port is. */
async function serverWith(serial: number): Promise<DnsServer> {
  const text = `
@ 300 SOA ns1 hostmaster ${serial} 3600 600 86400 300
@ 300 NS ns1
ns1 300 A 127.0.0.1
sub 300 NS ns.sub
ns.sub 300 A 192.0.2.5
a.sub 300 TXT hidden
www 300 A 192.0.2.1
www 300 A 192.0.2.2
`;
  const server = createServer({ zones: { [zone]: text }, keys: [key] });
  await server.listen({ port: 0 });
  open.push(server);
  return server;
}

const labelOf = ({ address }: DnsServer): string => `127.0.0.1:${address.port}`;

function clientOf(server: DnsServer, options: Partial<DnsClientOptions> = {}): DnsClient {
  const { port } = server.address;
  const dns = new DnsClient({ server: labelOf(server), port, key, retry: false, ...options });
  open.push(dns);
  return dns;
}

const states = (servers: readonly ServerProgress[]): unknown =>
  servers.map(({ server, state, serial }) => [server, state, serial]);

describe('propagated', () => {
  test('waits for what the update asked for, whatever the serials of the others', async () => {
    const [primary, second] = [await serverWith(5), await serverWith(900)];
    const result = await clientOf(primary)
      .update(zone)
      .insert('new', 60, 'A', '192.0.2.9')
      .removeRRset('www', 'A')
      .send();
    const late: ServerProgress[] = [];
    const { serial, servers } = await result.propagated({
      servers: [labelOf(second)],
      onProgress: (all) => {
        const isFirst = late.length === 0;
        late.push(...all.filter(({ state }) => state === 'behind'));
        if (!isFirst || late.length === 0) return;
        const other = clientOf(second).update(zone).insert('new', 60, 'A', '192.0.2.9');
        void other.removeName('www').send();
      },
    });
    expect(serial).toBeUndefined();
    expect(states(servers)).toEqual([
      [labelOf(primary), 'current', 6],
      [labelOf(second), 'current', 901],
    ]);
    const reason = expect.stringContaining('new.example.com. A 192.0.2.9 was inserted and is not');
    expect(late[0]).toMatchObject({ server: labelOf(second), serial: 900, reason });
    expect(late[0]).not.toHaveProperty('left');
  });

  test('a server that shows it never is named, with what it does not show', async () => {
    const [primary, second] = [await serverWith(5), await serverWith(5)];
    const result = await clientOf(primary)
      .update(zone)
      .replaceRRset('www', 300, 'A', '192.0.2.2')
      .send();
    const options = { servers: [labelOf(second)], timeoutMs: 300 };
    const error = await errorOf(result.propagated(options));
    expect(error).toBeInstanceOf(PropagationTimeoutError);
    // It has what was inserted, and beside it what the update replaced.
    expect(states((error as PropagationTimeoutError).servers)).toEqual([
      [labelOf(primary), 'current', 6],
      [labelOf(second), 'behind', 5],
    ]);
    expect(String(error)).toContain('had what the update asked for within 300 ms');
    expect(String(error)).toContain('has 192.0.2.1 beside what was inserted');
  });

  test("another writer's data, seen where it was accepted, holds up no server", async () => {
    const primary = await serverWith(5);
    primary.faults = ({ message }) => (message.opcode === 'UPDATE' ? { delayMs: 300 } : undefined);
    const sent = clientOf(primary).update(zone).replaceRRset('www', 300, 'A', '192.0.2.3').send();
    const www = (): unknown => primary.zone(zone).rrset(`www.${zone}.`, 'A')?.data;
    await expect.poll(www).toEqual(['192.0.2.3']);
    primary.faults = undefined;
    await clientOf(primary).update(zone).insert('www', 300, 'A', '192.0.2.4').send();
    const result = await sent;
    expect(result.rrsets).toMatchObject([{ state: 'diverged' }]);
    const { servers } = await result.propagated({ timeoutMs: 500 });
    expect(states(servers)).toEqual([[labelOf(primary), 'current', 7]]);
  });

  test('what no server shows, below a delegation, counts by the serial', async () => {
    const [primary, second] = [await serverWith(5), await serverWith(5)];
    const result = await clientOf(primary).update(zone).removeName('a.sub').send();
    expect(result.rrsets).toMatchObject([{ state: 'unverified' }]);
    const options = { servers: [labelOf(second)], timeoutMs: 300 };
    const error = await errorOf(result.propagated(options));
    expect(states((error as PropagationTimeoutError).servers)).toEqual([
      [labelOf(primary), 'current', 6],
      [labelOf(second), 'behind', 5],
    ]);
    await clientOf(second).update(zone).insert('other', 60, 'A', '192.0.2.1').send();
    expect(states((await result.propagated(options)).servers)).toEqual([
      [labelOf(primary), 'current', 6],
      [labelOf(second), 'current', 6],
    ]);
  });

  test('what a server was seen to show is not asked for again', async () => {
    const [primary, second] = [await serverWith(5), await serverWith(5)];
    const update = clientOf(primary).update(zone).insert('late', 60, 'A', '192.0.2.1');
    update.insert('ns1', 300, 'A', '127.0.0.1');
    const options = { servers: [labelOf(second)], timeoutMs: 400 };
    await errorOf((await update.send()).propagated(options));
    const asked = (name: string): number =>
      second.received.filter(
        ({ message }) =>
          'questions' in message && message.questions[0]?.name === `${name}.${zone}.`,
      ).length;
    expect(asked('late')).toBeGreaterThan(1);
    expect(asked('ns1')).toBe(1);
  });

  test("with mode 'all' each server that it was sent to has to show it", async () => {
    const [primary, second] = [await serverWith(5), await serverWith(900)];
    const server = [labelOf(primary), labelOf(second)];
    const dns = clientOf(primary, { server, mode: 'all' });
    const result = await dns.update(zone).insert('new', 60, 'A', '192.0.2.9').send();
    const all = [
      [labelOf(primary), 'current', 6],
      [labelOf(second), 'current', 901],
    ];
    expect(states((await result.propagated()).servers)).toEqual(all);
    const one = result.servers?.[1];
    if (one?.ok !== true) throw new Error('no result of the second server');
    expect(states((await one.result.propagated()).servers)).toEqual(all.slice(0, 1));
  });

  test('of prerequisites alone there is nothing to wait for', async () => {
    const primary = await serverWith(5);
    const result = await clientOf(primary).update(zone).nameUsed('www').send();
    expect(states((await result.propagated()).servers)).toEqual([[labelOf(primary), 'current', 5]]);
  });

  test('a result is shown, copied and compared without it', async () => {
    const primary = await serverWith(5);
    const dns = clientOf(primary);
    const { ok, ...outcome } = await dns.update(zone).removeName('www').trySend();
    const { result } = outcome as { result: Awaited<ReturnType<DnsClient['send']>> };
    expect(ok).toBe(true);
    expect(Object.keys(result)).not.toContain('propagated');
    expect(structuredClone(result)).toEqual(result);
    for (const options of [{ serial: 1 }, { rrset: undefined }, { class: 'CH' }, { quorum: 2 }]) {
      expect(await errorOf(result.propagated(options))).toBeInstanceOf(InvalidOptionError);
    }
    await dns.close();
    expect(await errorOf(result.propagated())).toBeInstanceOf(ClientClosedError);
  });
});
