/**
 * Updates through a secondary that forwards them to its primary (RFC 2136 section 6) and shows them
 * only when it has transferred the zone again.
 */

import {
  type Proxy,
  type RealServer,
  requireServers,
  startProxy,
  startServer,
} from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DnsClient,
  type DnsClientOptions,
  NotAppliedError,
  NxRRsetError,
  ServFailError,
  UnknownOutcomeError,
  YxDomainError,
} from '../../src/index.ts';
import { errorOf, key } from './real-servers.ts';

const { available, reason = '' } = requireServers('bind');

const zone = 'example.test';
/** Of whose changes the primary does not tell. */
const untold = 'untold.test';

describe.skipIf(!available)(`bind: a secondary that forwards updates ${reason}`, () => {
  let primary: RealServer;
  let secondary: RealServer;
  /** Between the secondary and its primary. */
  let proxy: Proxy;
  const clients: DnsClient[] = [];

  beforeAll(async () => {
    secondary = await startServer('bind', { zones: {} });
    primary = await startServer('bind', {
      zones: {
        [zone]: { secondaries: [secondary.server], options: 'notify-delay 1;' },
        [untold]: {},
      },
    });
    proxy = await startProxy({ target: primary.server });
    for (const name of [zone, untold]) {
      await secondary.addZone(name, { primary: proxy.server, forwardUpdates: true });
    }
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all([proxy?.close(), primary?.close(), secondary?.close()]);
  });

  function client(options: Partial<DnsClientOptions> = {}): DnsClient {
    const dns = new DnsClient({ server: secondary.server, key, ...options });
    clients.push(dns);
    return dns;
  }

  async function shown(name: string): Promise<string[]> {
    const { answers } = await secondary.dig(`${name}.${zone}`, 'A');
    return answers.map(({ data }) => data);
  }

  test('send resolves when the secondary shows the change, and not before', async () => {
    const dns = client();
    for (const address of ['192.0.2.1', '192.0.2.2']) {
      const result = await dns.update(zone).replaceRRset('one', 60, 'A', address).send();
      expect(await shown('one')).toEqual([address]);
      expect(result).toMatchObject({
        server: secondary.server,
        attempts: 1,
        authenticated: true,
        settledBy: 'response',
        rrsets: [{ state: 'applied', seen: [address] }],
      });
    }
    const removed = await dns.update(zone).removeName('one').send();
    expect((await secondary.dig(`one.${zone}`, 'A')).rcode).toBe('NXDOMAIN');
    expect(removed.rrsets).toMatchObject([{ state: 'applied' }]);
  });

  test.each(['udp', 'tcp'] as const)(
    'with a prerequisite too, over %s, which the primary judges',
    async (transport) => {
      const dns = client({ transport });
      const name = `locked-${transport}`;
      const lock = dns.update(zone).nameNotUsed(name).insert(name, 60, 'A', '192.0.2.1');
      const result = await lock.send();
      expect(await shown(name)).toEqual(['192.0.2.1']);
      expect(result).toMatchObject({ settledBy: 'response', rrsets: [{ state: 'applied' }] });
      const error = await errorOf(lock.send());
      expect(error).toBeInstanceOf(YxDomainError);
      expect(error).toMatchObject({ applied: 'no', authenticated: true });
      const stale = dns.update(zone).used(name, 'A', '192.0.2.9').removeName(name);
      expect(await errorOf(stale.send())).toBeInstanceOf(NxRRsetError);
    },
  );

  test('many at once are each waited for', async () => {
    const dns = client();
    const names = Array.from({ length: 10 }, (_, i) => `many-${i}`);
    const results = await Promise.all(
      names.map((name) => dns.update(zone).insert(name, 60, 'A', '192.0.2.1').send()),
    );
    expect(await Promise.all(names.map(shown))).toEqual(names.map(() => ['192.0.2.1']));
    expect(results.map(({ rrsets }) => rrsets[0]?.state)).toEqual(names.map(() => 'applied'));
  });

  test('a secondary that does not catch up in time: NotAppliedError, which says unknown', async () => {
    const dns = client({ verifyTimeoutMs: 500 });
    const error = await errorOf(dns.update(untold).insert('late', 60, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(error).toMatchObject({ applied: 'unknown', rrsets: [{ state: 'missing', seen: [] }] });
    const { answers } = await primary.dig(`late.${untold}`, 'A');
    expect(answers).toMatchObject([{ data: '192.0.2.1' }]);
  });

  test('a primary that does not answer ends in an unknown outcome, within the deadline', async () => {
    proxy.script = () => ({ dropRequest: true });
    const startedAt = performance.now();
    const dns = client({ timeoutMs: 1_000, deadlineMs: 3_000 });
    const outcomes = await Promise.all([
      errorOf(dns.update(zone).insert('hole', 60, 'A', '192.0.2.1').send()),
      errorOf(dns.update(zone).nameNotUsed('h2').insert('h2', 60, 'A', '192.0.2.1').send()),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    proxy.script = undefined;
    for (const error of outcomes) {
      expect(error).toMatchObject({ applied: 'unknown' });
      expect(error instanceof UnknownOutcomeError || error instanceof ServFailError).toBe(true);
    }
  });

  test('without its primary it is a ServFailError of which nothing is known', async () => {
    await primary.close();
    const startedAt = performance.now();
    const dns = client({ timeoutMs: 2_000, deadlineMs: 8_000 });
    const outcomes = await Promise.all([
      errorOf(dns.update(zone).insert('gone', 60, 'A', '192.0.2.1').send()),
      errorOf(dns.update(zone).nameNotUsed('g2').insert('g2', 60, 'A', '192.0.2.1').send()),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(9_500);
    for (const error of outcomes) {
      expect(error).toMatchObject({ applied: 'unknown', server: secondary.server });
      expect(error instanceof UnknownOutcomeError || error instanceof ServFailError).toBe(true);
    }
    expect(await shown('gone')).toEqual([]);
  });
});
