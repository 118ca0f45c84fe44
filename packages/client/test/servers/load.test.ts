/**
 * Many updates at once. BIND takes a hundred at a time (`update-quota`) and drops the others without
 * an answer: over TCP it works off each connection one by one, over TLS and UDP all at once.
 */

import { readFile } from 'node:fs/promises';
import {
  type Certificates,
  createCertificates,
  type RealServer,
  requirePrograms,
  requireServers,
  startServer,
} from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DnsClient, type DnsClientOptions } from '../../src/index.ts';
import { describeServer, key } from './real-servers.ts';

/** Sends updates of names of their own at once, and counts the attempts and what the zone has. */
async function load(
  server: RealServer,
  zone: string,
  count: number,
  options: Partial<DnsClientOptions>,
): Promise<{ attempts: Set<number>; states: Set<string | undefined>; records: number }> {
  await using dns = new DnsClient({ server: server.server, key, timeoutMs: 15_000, ...options });
  const results = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      dns.update(zone).insert(`load-${i}`, 60, 'A', '192.0.2.1').send(),
    ),
  );
  const lines = await server.axfr(zone);
  return {
    attempts: new Set(results.map(({ attempts }) => attempts)),
    states: new Set(results.flatMap(({ rrsets }) => rrsets.map(({ state }) => state))),
    records: lines.filter((line) => line.startsWith('load-')).length,
  };
}

const applied = new Set(['applied']);
const once = new Set([1]);

describeServer('bind', 'many updates at once', (ground) => {
  test.each([1, 16])('200 over %i connections: each is applied, once', async (maxConnections) => {
    const seen = await load(ground.server, await ground.zone(), 200, { maxConnections });
    expect(seen).toEqual({ attempts: once, states: applied, records: 200 });
  });
});

const servers = requireServers('bind');
const programs = requirePrograms('openssl');
const available = servers.available && programs.available;
const reason = [servers.reason, programs.reason].filter(Boolean).join('; ');

describe.skipIf(!available)(`bind: more updates at once than its quota ${reason}`, () => {
  let certificates: Certificates;
  let server: RealServer;

  beforeAll(async () => {
    certificates = await createCertificates();
    const { serverCert: cert, serverKey } = certificates.paths;
    server = await startServer('bind', { tls: { cert, key: serverKey } });
  });
  afterAll(async () => {
    await server?.close();
    await certificates?.close();
  });

  test.each([
    ['tcp', 16],
    ['tcp', 200],
    ['udp', 16],
    ['tls', 16],
  ] as const)(
    '640 over %s, on up to %i connections: none is dropped, each is sent once',
    async (transport, maxConnections) => {
      const zone = `${transport}-${maxConnections}.test`;
      await server.addZone(zone);
      const tls = { ca: await readFile(certificates.paths.ca), serverName: 'localhost' };
      const options =
        transport === 'tls' ? { server: `127.0.0.1:${server.tlsPort}`, tls } : undefined;
      const seen = await load(server, zone, 640, { transport, maxConnections, ...options });
      expect(seen).toEqual({ attempts: once, states: applied, records: 640 });
      expect(await server.logText()).not.toContain('too many DNS UPDATEs queued');
    },
    60_000,
  );
});
