/** An update that was carried out where the server does not let it be read: told, and no failure. */

import { startServer } from '@zonewright/testkit';
import { expect, test } from 'vitest';
import { DnsClient, RefusedError } from '../../src/index.ts';
import { describeServer, errorOf, key } from './real-servers.ts';

describeServer('bind', 'permission to write without permission to read', (ground) => {
  test('it is unverified, with the reason, and not waited for', async () => {
    const zone = 'write-only.test';
    // allow-query would keep updates out too.
    const options = `allow-query-on { !key "${key.name.slice(0, -1)}"; any; };`;
    await ground.server.addZone(zone, { options });
    const update = ground.client().update(zone);
    const startedAt = performance.now();
    const result = await update.insert('new', 60, 'A', '192.0.2.1').removeName('www').send();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const reason = expect.stringMatching(
      / with REFUSED: the key, or the address, may not be allowed/,
    );
    expect(result).toMatchObject({
      settledBy: 'response',
      authenticated: true,
      rrsets: [
        { type: 'A', state: 'unverified', expected: ['192.0.2.1'], seen: [], reason },
        { type: 'ANY', state: 'unverified', expected: [], seen: [], reason },
      ],
    });
    expect((await ground.server.dig(`new.${zone}`, 'A')).answers).toMatchObject([
      { data: '192.0.2.1' },
    ]);
  });

  test('a zone that its key may not query at all takes no update', async () => {
    const zone = 'no-query.test';
    const options = `allow-query { !key "${key.name.slice(0, -1)}"; any; };`;
    await ground.server.addZone(zone, { options });
    const error = await errorOf(
      ground.client().update(zone).insert('new', 60, 'A', '192.0.2.1').send(),
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ applied: 'no', authenticated: true });
    expect((await ground.server.dig(`new.${zone}`, 'A')).rcode).toBe('NXDOMAIN');
  });
});

describeServer('powerdns', 'its caches', () => {
  test('an update is not read back from a cache', async () => {
    await using server = await startServer('powerdns', { caches: true });
    await using dns = new DnsClient({ server: server.server, key, verifyTimeoutMs: 0 });
    const name = 'new.example.test';
    const keyFile = server.keyFile(key.name);
    const shown = async (options: { tcp?: boolean; keyFile?: string }): Promise<string[]> => {
      const { answers } = await server.dig(name, 'A', options);
      return answers.map(({ data }) => data);
    };
    // Signed and unsigned, over both transports: whatever it keeps, it has now.
    const ways = [{}, { tcp: true }, { keyFile }, { keyFile, tcp: true }];
    const shownByAll = (): Promise<string[][]> => Promise.all(ways.map(shown));
    expect(await shownByAll()).toEqual(ways.map(() => []));

    const inserted = await dns.update('example.test').insert('new', 60, 'A', '192.0.2.1').send();
    expect(inserted.rrsets).toMatchObject([{ state: 'applied', seen: ['192.0.2.1'] }]);
    expect(await shownByAll()).toEqual(ways.map(() => ['192.0.2.1']));

    const replaced = dns.update('example.test').replaceRRset('new', 60, 'A', '192.0.2.2');
    expect((await replaced.send()).rrsets).toMatchObject([{ state: 'applied' }]);
    expect(await shownByAll()).toEqual(ways.map(() => ['192.0.2.2']));

    const removed = await dns.update('example.test').removeName('new').send();
    expect(removed.rrsets).toMatchObject([{ state: 'applied', seen: [] }]);
    expect(await shownByAll()).toEqual(ways.map(() => []));
  });
});

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'what a name has that was removed (RFC 8482)', (ground) => {
    test('a name without anything is seen to be without anything, over TCP and UDP', async () => {
      const zone = await ground.zone();
      for (const [transport, name] of [
        ['tcp', 'www'],
        ['udp', '_sip._tcp'],
      ] as const) {
        const dns = ground.client({ transport, verifyTimeoutMs: 500 });
        const { rrsets } = await dns.update(zone).removeName(name).send();
        expect(rrsets).toMatchObject([{ type: 'ANY', state: 'applied', seen: [] }]);
      }
    });

    // Knot shows one RRset of the apex, too.
    const state = kind === 'knot' ? 'unverified' : 'applied';
    test(`a name of which one type is shown is ${state}, by what is shown of the apex`, async () => {
      const zone = await ground.zone();
      const dns = ground.client({ verifyTimeoutMs: 500 });
      const update = dns.update(zone).removeName('www').insert('www', 60, 'A', '192.0.2.1');
      const { rrsets } = await update.send();
      expect(rrsets).toMatchObject([
        { type: 'A', state: 'applied', seen: ['192.0.2.1'] },
        { type: 'ANY', state },
      ]);
      const [, { reason = '' } = {}] = rrsets;
      expect(reason.includes('RFC 8482')).toBe(state === 'unverified');
    });
  });
}
