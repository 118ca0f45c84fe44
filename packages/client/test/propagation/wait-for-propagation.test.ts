/** Waiting for servers that have a zone later than others, or never. */

import { createServer, type DnsServer } from '@zonewright/server';
import { lastingHandles, newHandles, requireServers, startServer } from '@zonewright/testkit';
import { createRecord, decodeMessage, encodeMessage, type QueryMessage } from '@zonewright/wire';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ClientClosedError,
  DnsClient,
  InvalidOptionError,
  type PropagationOptions,
  PropagationTimeoutError,
  type ServerProgress,
  ZoneNotFoundError,
} from '../../src/index.ts';
import { key, zone } from '../sending/embedded.ts';
import { errorOf, key as realKey } from '../servers/real-servers.ts';
import { framed, readRequests, serveTcp } from '../transport/scripted-peer.ts';

const text = (serial: number): string => `
@ 300 SOA ns1 hostmaster ${serial} 3600 600 86400 300
@ 300 NS ns1
ns1 300 A 127.0.0.1
www 300 A 192.0.2.80
`;

const open: (DnsServer | DnsClient)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serverWith(serial: number): Promise<DnsServer> {
  const server = createServer({
    zones: { [zone]: text(serial) },
    keys: [key],
  });
  await server.listen({ port: 0 });
  open.push(server);
  return server;
}

const labelOf = ({ address }: DnsServer): string => `127.0.0.1:${address.port}`;

function clientOf(server: DnsServer): DnsClient {
  const dns = new DnsClient({
    server: labelOf(server),
    port: server.address.port,
    key,
    timeoutMs: 150,
    retry: false,
  });
  open.push(dns);
  return dns;
}

const dead = '127.0.0.1:1';

const states = (servers: readonly ServerProgress[]): unknown =>
  servers.map(({ server, state, serial }) => [server, state, serial]);

describe('waitForPropagation', () => {
  test('asks every NS address and what is added, and waits for the last of them', async () => {
    const [primary, second] = [await serverWith(5), await serverWith(4)];
    const dns = clientOf(primary);
    const seen: unknown[] = [];
    const onProgress = (servers: readonly ServerProgress[]): void => {
      const late = servers.filter(
        ({ server, serial }) => server === labelOf(second) && serial === 4,
      );
      // It gets the new version once it was seen without it.
      if (late.length > 0 && seen.length === 0) {
        void clientOf(second).update(zone).insert('new', 60, 'A', '192.0.2.1').send();
      }
      if (late.length > 0) seen.push(late[0]);
    };
    const result = await dns.waitForPropagation(zone, { servers: [labelOf(second)], onProgress });
    expect(result).toMatchObject({ zone: `${zone}.`, serial: 5 });
    expect(states(result.servers)).toEqual([
      [labelOf(primary), 'current', 5],
      [labelOf(second), 'current', 5],
    ]);
    expect(result.servers[0]?.name).toBe(`ns1.${zone}.`);
    expect(seen[0]).toMatchObject({ state: 'behind', reason: 'it has serial 4' });
  });

  test('names who is behind with its serial, and who cannot be reached', async () => {
    const [primary, second] = [await serverWith(5), await serverWith(4)];
    const options = { servers: [labelOf(second), dead], timeoutMs: 400 };
    const error = await errorOf(clientOf(primary).waitForPropagation(zone, options));
    expect(error).toBeInstanceOf(PropagationTimeoutError);
    expect(error).toMatchObject({ code: 'PROPAGATION_TIMEOUT', applied: 'no', zone: `${zone}.` });
    expect(states((error as PropagationTimeoutError).servers)).toEqual([
      [labelOf(primary), 'current', 5],
      [labelOf(second), 'behind', 4],
      [dead, 'unreachable', undefined],
    ]);
    expect(String(error)).toContain(`${labelOf(second)} is behind, it has serial 4`);
  });

  test('a quorum is enough, and who is excluded does not count', async () => {
    const [primary, second] = [await serverWith(5), await serverWith(4)];
    const dns = clientOf(primary);
    const servers = [labelOf(second), dead];
    const some = await dns.waitForPropagation(zone, { servers, quorum: 1 });
    expect(some.servers.filter(({ state }) => state === 'current')).toHaveLength(1);
    const exclude = [labelOf(second), dead];
    expect((await dns.waitForPropagation(zone, { servers, exclude })).servers).toHaveLength(1);
    const byName = await dns.waitForPropagation(zone, {
      servers: [labelOf(second)],
      exclude: ['ns1.example.com'],
      serial: 4,
    });
    expect(states(byName.servers)).toEqual([[labelOf(second), 'current', 4]]);
  });

  test('serials are compared as RFC 1982 has it', async () => {
    const primary = await serverWith(3);
    const dns = clientOf(primary);
    expect((await dns.waitForPropagation(zone, { serial: 4_294_967_295 })).serial).toBe(4294967295);
    const ahead = await errorOf(dns.waitForPropagation(zone, { serial: 4, timeoutMs: 200 }));
    expect(ahead).toBeInstanceOf(PropagationTimeoutError);
  });

  test('an RRset is waited for by its content, whatever the serial', async () => {
    const dns = clientOf(await serverWith(3));
    const wait = (rrset: PropagationOptions['rrset']): Promise<unknown> =>
      dns.waitForPropagation(zone, { rrset, timeoutMs: 200 }).catch((error: unknown) => error);
    const www = { name: `WWW.${zone}`, type: 'a' };
    expect(await wait({ ...www, data: ['192.0.2.80'] })).toMatchObject({ serial: undefined });
    expect(await wait({ name: `no.${zone}`, type: 'A', data: [] })).toHaveProperty('servers');
    expect(await wait({ name: `no.${zone}`, type: 'A', data: [] })).not.toBeInstanceOf(Error);
    for (const data of [[], ['192.0.2.81'], ['192.0.2.80', '192.0.2.81']]) {
      expect(await wait({ ...www, data })).toBeInstanceOf(PropagationTimeoutError);
    }
  });

  test('the name of an RRset is relative to the zone, as in updates', async () => {
    const dns = clientOf(await serverWith(3));
    const wait = (name: string, type: string, data: readonly string[]): Promise<unknown> =>
      dns.waitForPropagation(zone, { rrset: { name, type, data }, timeoutMs: 200 });
    expect(await wait('www', 'A', ['192.0.2.80'])).toHaveProperty('servers');
    expect(await wait('@', 'NS', [`ns1.${zone}.`])).toHaveProperty('servers');
    const outside = await errorOf(wait('www.example.net.', 'A', []));
    expect(outside).toBeInstanceOf(InvalidOptionError);
    expect((outside as Error).message).toMatch(/"www\.example\.net\.": it is outside the zone/);
  });

  test('a server that does not tell, or only heard of the zone (AA), is behind', async () => {
    const [primary, other] = [await serverWith(3), await serverWith(3)];
    other.faults = () => ({ rcode: 'REFUSED' });
    const soa = createRecord({ name: zone, ttl: 1, type: 'SOA', data: 'a. b. 3 2 3 4 5' });
    await using cache = await serveTcp((socket) =>
      readRequests(socket, (bytes) => {
        const { id, questions } = decodeMessage(bytes) as QueryMessage;
        const reply = {
          id,
          opcode: 'QUERY',
          flags: { qr: true },
          questions,
          answers: [soa],
        } as const;
        socket.write(framed(encodeMessage(reply)));
      }),
    );
    const servers = [labelOf(other), `127.0.0.1:${cache.port}`];
    const options = { servers, timeoutMs: 300 };
    const error = await errorOf(clientOf(primary).waitForPropagation(zone, options));
    expect((error as PropagationTimeoutError).servers.slice(1)).toMatchObject([
      { state: 'behind', reason: 'it says REFUSED' },
      { state: 'behind', reason: 'it answers without authority' },
    ]);
  });

  test('what cannot be is refused; an abort and closing end it, and nothing stays open', async () => {
    const dns = clientOf(await serverWith(3));
    for (const options of [
      { quorum: 2 },
      { quorum: 0 },
      { exclude: ['ns1.example.com.'] },
      { serial: -1 },
      { timeoutMs: 0 },
      { servers: 'ns1.example.com' },
      { exclude: 'ns1.example.com' },
      { rrset: null },
      { rrset: { name: 'www', type: 1, data: [] } },
      { wait: 1 },
    ]) {
      expect(await errorOf(dns.waitForPropagation(zone, options as object))).toBeInstanceOf(
        InvalidOptionError,
      );
    }
    expect(await errorOf(dns.waitForPropagation(`www.${zone}`))).toBeInstanceOf(ZoneNotFoundError);
    const handles = await lastingHandles();
    const controller = new AbortController();
    const options = { servers: [dead], serial: 9 };
    const aborted = errorOf(
      dns.waitForPropagation(zone, {
        ...options,
        signal: controller.signal,
        onProgress: () => controller.abort('enough'),
      }),
    );
    expect(await aborted).toBe('enough');
    const closed = errorOf(
      dns.waitForPropagation(zone, { ...options, onProgress: () => void dns.close() }),
    );
    expect(await closed).toBeInstanceOf(ClientClosedError);
    expect(await newHandles(handles)).toEqual({});
  });
});

const { available, reason = '' } = requireServers('bind');

describe.skipIf(!available)(`bind: a primary and its secondary ${reason}`, () => {
  test('it returns when the secondary has the change, and names it while it has not', async () => {
    await using secondary = await startServer('bind', { zones: {} });
    const zoneText = `$TTL 60
@ SOA ns1 h.example. 1 3600 600 86400 60
@ NS ns1
ns1 A 127.0.0.1
`;
    const told = { secondaries: [secondary.server], options: 'notify-delay 1;' };
    await using primary = await startServer('bind', {
      zones: { 'spread.test': { text: zoneText, ...told } },
    });
    await secondary.addZone('spread.test', { primary: primary.server });
    const { server, port } = primary;
    await using dns = new DnsClient({ server, port, key: realKey });
    const late: ServerProgress[] = [];
    for (const data of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      await dns.update('spread.test').insert('new', 60, 'A', data).send();
      const { servers, serial } = await dns.waitForPropagation('spread.test', {
        servers: [secondary.server],
        timeoutMs: 15_000,
        onProgress: (all) => late.push(...all.filter(({ state }) => state === 'behind')),
      });
      expect(states(servers)).toEqual([
        [primary.server, 'current', serial],
        [secondary.server, 'current', serial],
      ]);
      const { answers } = await secondary.dig('new.spread.test', 'A');
      expect(answers.map((one) => one.data)).toContain(data);
    }
    expect(late.length).toBeGreaterThan(0);
    expect(new Set(late.map(({ server: behind }) => behind))).toEqual(new Set([secondary.server]));
  });
});
