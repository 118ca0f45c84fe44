/** NOTIFY to real secondaries, and what they answer. */

import { requireServers, startServer } from '@zonewright/testkit';
import { describe, expect, test } from 'vitest';
import {
  DnsClient,
  InvalidOptionError,
  NotAuthError,
  TimeoutError,
  ZoneNotFoundError,
} from '../../src/index.ts';
import { errorOf, key } from '../servers/real-servers.ts';
import { serveUdp } from '../transport/scripted-peer.ts';

const { available, reason = '' } = requireServers('bind');

const text = `$TTL 60
@ SOA ns1 h.example. 1 3600 600 86400 60
@ NS ns1
@ NS ns2
ns1 A 127.0.0.1
ns2 A 127.0.0.2
`;

describe.skipIf(!available)(`bind: notify (RFC 1996) ${reason}`, () => {
  test('a secondary that nobody else tells fetches the zone', async () => {
    await using secondary = await startServer('bind', { zones: {} });
    await using primary = await startServer('bind', { zones: { 'told.test': text } });
    await secondary.addZone('told.test', { primary: primary.server });
    const { server, port } = primary;
    await using dns = new DnsClient({ server, port, key, timeoutMs: 300 });
    await dns.update('told.test').insert('new', 60, 'A', '192.0.2.1').send();
    const { serial } = await dns.soa('told.test');
    const options = { exclude: ['ns2.told.test'], servers: [secondary.server], serial };
    for (const signed of [false, true]) {
      const answers = await dns.notify('told.test', { to: secondary.server, signed });
      expect(answers).toEqual([{ server: secondary.server, ok: true, authenticated: signed }]);
    }
    // Its refresh is an hour, and the primary tells nobody.
    expect(await dns.waitForPropagation('told.test', options)).toMatchObject({ serial });
    const strange = await dns.notify('elsewhere.test', { to: [secondary.server] });
    expect(strange).toMatchObject([{ server: secondary.server, ok: false }]);
    expect(strange[0]?.ok === false && strange[0].error).toBeInstanceOf(NotAuthError);
    // Without `to`: who is named by the NS and is not the primary.
    const all = await dns.notify('told.test');
    expect(all).toMatchObject([{ server: `127.0.0.2:${port}`, ok: false }]);
    expect(await errorOf(dns.notify('told.test', { to: [] }))).toBeInstanceOf(InvalidOptionError);
    expect(await errorOf(dns.notify('www.told.test'))).toBeInstanceOf(ZoneNotFoundError);
  });

  test('it is a NOTIFY with AA and the SOA as its question, and silence is told', async () => {
    const seen: Uint8Array[] = [];
    await using peer = await serveUdp((request) => seen.push(Uint8Array.from(request)));
    await using dns = new DnsClient({ server: '127.0.0.1', timeoutMs: 100 });
    const [answer] = await dns.notify('a.test', { to: `127.0.0.1:${peer.port}` });
    expect(answer?.ok === false && answer.error).toBeInstanceOf(TimeoutError);
    // Opcode 4 and AA; one question, a.test. SOA IN.
    expect(Buffer.from(seen[0] ?? []).toString('hex', 2)).toBe(
      '24000001000000000000' + '0161047465737400' + '00060001',
    );
  });
});
