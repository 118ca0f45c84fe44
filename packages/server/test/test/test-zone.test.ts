import { createServer, ListenError, ServerClosedError } from '@zonewright/server';
import { testZone } from '@zonewright/server/test';
import { InvalidZoneError, MasterFileError, Zone } from '@zonewright/zone';
import { afterEach, describe, expect, it } from 'vitest';
import { ClientClosedError, InvalidOptionError, RefusedError, TimeoutError } from 'zonewright';
import { assertNoOpenSockets } from '../support/handles.ts';

afterEach(assertNoOpenSockets);

describe('testZone', () => {
  it('gives an empty zone, which its client may change', async () => {
    await using dns = await testZone();
    const { zone, server, client, key } = dns;
    expect(zone).toMatch(/^zone-[0-9a-f]{12}\.test\.$/);
    expect(server.address.address).toBe('127.0.0.1');
    await client.update(zone).insert('www', 60, 'A', '192.0.2.1').send();
    expect([...server.zone(zone)].map(({ name, type }) => `${name} ${type}`)).toEqual([
      `${zone} SOA`,
      `${zone} NS`,
      `ns1.${zone} A`,
      `www.${zone} A`,
    ]);
    expect(server.received.every(({ keyName }) => keyName === key.name)).toBe(true);
  });

  it('gives each caller another name and another secret', async () => {
    await using one = await testZone();
    await using other = await testZone();
    expect(one.zone).not.toBe(other.zone);
    const message = Uint8Array.of(1, 2, 3);
    const mac = one.key.mac(message);
    expect(one.key.verifiesMac(mac, message)).toBe(true);
    expect(other.key.verifiesMac(mac, message)).toBe(false);
  });

  it('takes a name, records and options of server and client', async () => {
    await using dns = await testZone({
      name: 'example.com',
      records: 'www A 192.0.2.1\n@ TXT "here"',
      server: { keepReceived: 0, clock: () => 1_700_000_000 },
      client: { timeoutMs: 50, retry: false, onUnknown: 'throw', clock: () => 1_700_000_000 },
    });
    const { zone, server, client } = dns;
    expect(zone).toBe('example.com.');
    expect(server.zone(zone).rrset('www.example.com.', 'A')).toMatchObject({ ttl: 60 });
    expect(server.zone(zone).rrset('example.com.', 'TXT')?.data).toHaveLength(1);
    await client.update(zone).insert('a', 60, 'A', '192.0.2.1').send();
    expect(server.received).toEqual([]);
    server.faults = () => ({ drop: true });
    const lost = client.update(zone).insert('b', 60, 'A', '192.0.2.1').send();
    await expect(lost).rejects.toThrow(TimeoutError);
  });

  it('has short waits: a server that says nothing costs seconds, not half a minute', async () => {
    await using dns = await testZone();
    dns.server.faults = () => ({ drop: 'request' });
    const started = performance.now();
    const { ok } = await dns.client.update(dns.zone).insert('a', 60, 'A', '192.0.2.1').trySend();
    expect(ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(6_000);
  });

  it('closes client and server together, and once more does nothing', async () => {
    const { zone, server, client, close } = await testZone();
    await client.update(zone).insert('a', 60, 'A', '192.0.2.1').send();
    await close();
    await close();
    await expect(client.update(zone).removeName('a').send()).rejects.toThrow(ClientClosedError);
    await expect(server.answer(new Uint8Array(12))).rejects.toThrow(ServerClosedError);
    expect(() => server.address).toThrow(ListenError);
  });

  it('gives what createServer gives: freezing is REFUSED, the zone is a Zone', async () => {
    await using dns = await testZone();
    expect(dns.server).toBeInstanceOf(createServer({ zones: {} }).constructor);
    expect(dns.server.zone(dns.zone)).toBeInstanceOf(Zone);
    dns.server.freeze(dns.zone);
    const refused = dns.client.update(dns.zone).insert('a', 60, 'A', '192.0.2.1').send();
    await expect(refused).rejects.toThrow(RefusedError);
  });

  it('refuses what it cannot use, and leaves no socket behind', async () => {
    const records = (text: unknown) => testZone({ records: text as string });
    await expect(records('www A 192.0.2.1.5')).rejects.toThrow(MasterFileError);
    await expect(records('@ SOA a b 1 1 1 1 1')).rejects.toThrow(InvalidZoneError);
    await expect(records(7)).rejects.toThrow(InvalidOptionError);
    await expect(testZone({ client: { timeoutMs: -1 } })).rejects.toThrow(InvalidOptionError);
    await expect(testZone({ record: 'www A 192.0.2.1' } as object)).rejects.toThrow(/record/);
    await expect(testZone(null as unknown as object)).rejects.toThrow(InvalidOptionError);
  });
});
