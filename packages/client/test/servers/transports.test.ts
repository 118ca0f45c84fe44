/** Servers that take one transport alone, and messages and answers that do not fit a datagram. */

import { type Proxy, type RealServer, startProxy } from '@zonewright/testkit';
import { afterEach, expect, test } from 'vitest';
import { ConnectError, DnsClient, type DnsClientOptions, TimeoutError } from '../../src/index.ts';
import { describeServer, errorOf, key } from './real-servers.ts';

/** What goes by one transport alone, as where a firewall stands before the server. */
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function only(server: RealServer, ...transports: ('udp' | 'tcp')[]): Promise<Proxy> {
  const proxy = await startProxy({ target: server.server, transports });
  open.push(proxy);
  return proxy;
}

function clientOf(proxy: Proxy, options: Partial<DnsClientOptions> = {}): DnsClient {
  const dns = new DnsClient({ server: proxy.server, key, ...options });
  open.push(dns);
  return dns;
}

/** What was asked of the server, by transport. */
function transportsOf(proxy: Proxy): string[] {
  const requests = proxy.seen.filter(({ direction }) => direction === 'request');
  return [...new Set(requests.map(({ transport }) => transport))].sort();
}

const longTexts = Array.from({ length: 12 }, (_, i) => `${i} ${'x'.repeat(200)}`);

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'auto gets through', (ground) => {
    test('to a server by UDP alone: sent, verified, and read back by UDP', async () => {
      const zone = await ground.zone();
      const dns = clientOf(await only(ground.server, 'udp'));
      const result = await dns
        .update(zone)
        .nameNotUsed('new')
        .insert('new', 60, 'A', '192.0.2.1')
        .removeName('www')
        .send();
      expect(result).toMatchObject({
        transport: 'udp',
        authenticated: true,
        settledBy: 'response',
        // PowerDNS answers ANY over TCP alone.
        rrsets: [{ state: 'applied' }, { state: kind === 'powerdns' ? 'unverified' : 'applied' }],
      });
      expect(result.durationMs).toBeLessThan(5_000);
      expect((await ground.server.dig(`new.${zone}`, 'A')).answers).toMatchObject([
        { data: '192.0.2.1' },
      ]);
    });

    test('to a server by TCP alone, whatever the size', async () => {
      const zone = await ground.zone();
      const dns = clientOf(await only(ground.server, 'tcp'));
      const update = dns.update(zone).insert('long', 60, 'TXT', ...longTexts);
      expect(update.byteLength).toBeGreaterThan(1_232);
      expect(await update.send()).toMatchObject({
        transport: 'tcp',
        rrsets: [{ state: 'applied' }],
      });
    });

    test('by TCP with a message above maxUdpBytes, where transport is udp', async () => {
      const zone = await ground.zone();
      const proxy = await only(ground.server, 'tcp', 'udp');
      const dns = clientOf(proxy, { transport: 'udp' });
      const result = await dns
        .update(zone)
        .insert('long', 60, 'TXT', ...longTexts)
        .send();
      // Its answer does not fit either: the question that goes by UDP goes again by TCP.
      expect(result).toMatchObject({ transport: 'tcp', rrsets: [{ state: 'applied' }] });
      expect(proxy.messages('request').every(({ length }) => length > 0)).toBe(true);
    });

    test('by TCP to the whole of an RRset that UDP cuts, where transport is udp', async () => {
      const zone = await ground.zone();
      await ground
        .client()
        .update(zone)
        .insert('long', 60, 'TXT', ...longTexts)
        .send();
      const proxy = await only(ground.server, 'tcp', 'udp');
      const dns = clientOf(proxy, { transport: 'udp' });
      const result = await dns.update(zone).insert('long', 60, 'TXT', 'short').send();
      expect(result).toMatchObject({
        transport: 'udp',
        attempts: 1,
        rrsets: [{ state: 'applied', seen: { length: longTexts.length + 1 } }],
      });
      expect(transportsOf(proxy)).toEqual(['tcp', 'udp']);
    });

    test('not to what UDP cuts where there is no TCP: unverified, and no failure', async () => {
      const zone = await ground.zone();
      await ground
        .client()
        .update(zone)
        .insert('long', 60, 'TXT', ...longTexts)
        .send();
      const dns = clientOf(await only(ground.server, 'udp'));
      const result = await dns.update(zone).insert('long', 60, 'TXT', 'short').send();
      expect(result).toMatchObject({
        transport: 'udp',
        settledBy: 'response',
        rrsets: [
          {
            state: 'unverified',
            seen: [],
            reason: expect.stringMatching(/cut its answer .* and takes no connection/),
          },
        ],
      });
      expect(result.durationMs).toBeLessThan(5_000);
      const { answers } = await ground.server.dig(`long.${zone}`, 'TXT', { tcp: true });
      expect(answers).toContainEqual(expect.objectContaining({ data: '"short"' }));
    });
  });
}

describeServer('powerdns', 'UDP above 1,232 octets, which it drops', (ground) => {
  test('auto and udp never run into it; a larger maxUdpBytes does, and says so', async () => {
    const zone = await ground.zone();
    const fill = (dns: DnsClient) =>
      dns.update(zone).insert('long', 60, 'TXT', ...longTexts.slice(0, 7));
    expect(fill(ground.client()).byteLength).toBeGreaterThan(1_232);
    for (const transport of ['auto', 'udp'] as const) {
      const result = await fill(ground.client({ transport })).send();
      expect(result).toMatchObject({ transport: 'tcp', attempts: 1 });
    }
    const byUdp = { transport: 'udp', maxUdpBytes: 4_096, timeoutMs: 500 } as const;
    const dns = ground.client({ ...byUdp, retry: false, onUnknown: 'throw' });
    const error = await errorOf(fill(dns).send());
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ applied: 'unknown', ignored: [] });
  });

  test('to a server by UDP alone, a message that does not fit is a ConnectError', async () => {
    const zone = await ground.zone();
    const dns = clientOf(await only(ground.server, 'udp'), { retry: false });
    const error = await errorOf(
      dns
        .update(zone)
        .insert('long', 60, 'TXT', ...longTexts)
        .send(),
    );
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ applied: 'no' });
  });
});
