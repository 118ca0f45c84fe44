/** Transfers over TLS (RFC 9103), and from a server in the same process. */

import { createServer, type DnsServer } from '@zonewright/server';
import {
  type Certificates,
  createCertificates,
  lastingHandles,
  newHandles,
  type RealServer,
  requirePrograms,
  requireServers,
  startServer,
} from '@zonewright/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  ConnectError,
  DnsClient,
  type DnsClientOptions,
  isDnsError,
  NotAuthError,
  RefusedError,
  TransferError,
  TsigKey,
  type ZoneChanges,
} from '../../src/index.ts';
import { errorOf, key } from '../servers/real-servers.ts';
import { all, printed, zoneOf } from './zones.ts';

const zone = 'zone.test';
const openssl = requirePrograms('openssl');
const bind = requireServers('bind');

const open: DnsClient[] = [];
let certificates: Certificates | undefined;

beforeAll(async () => {
  if (openssl.available) certificates = await createCertificates();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

afterAll(async () => {
  await certificates?.close();
});

function made(): Certificates {
  if (certificates === undefined) throw new Error('there are no certificates');
  return certificates;
}

function clientOf(options: DnsClientOptions): DnsClient {
  const dns = new DnsClient({ key, retry: false, ...options });
  open.push(dns);
  return dns;
}

const overTls = (port: number, options: DnsClientOptions = {}): DnsClient =>
  clientOf({
    server: `127.0.0.1:${port}`,
    transport: 'tls',
    tls: { ca: made().pem.ca },
    ...options,
  });

/** The zone, and what changed in it since a serial that no version of it has. */
const bothOf = (dns: DnsClient): readonly AsyncIterable<unknown>[] => [
  dns.transfer(zone),
  dns.changes(zone, 0),
];

/** The serials of what changed. */
const steps = (changes: readonly ZoneChanges[]): unknown =>
  changes.map((change) => ('from' in change ? [change.from, change.to] : 'all of it'));

describe.skipIf(!openssl.available)(`the embedded server, over TLS ${openssl.reason ?? ''}`, () => {
  let server: DnsServer;

  beforeAll(async () => {
    const { serverCert: cert, serverKey } = made().pem;
    server = createServer({
      zones: { [zone]: zoneOf(10_000) },
      keys: [key],
      tls: { cert, key: serverKey },
    });
    await server.listen({ port: 0 });
  });

  afterAll(async () => {
    await server.close();
  });

  const client = (options?: DnsClientOptions): DnsClient =>
    overTls(server.address.tlsPort as number, options);

  test('AXFR of many messages, each authenticated, brings the zone as it is', async () => {
    const handles = await lastingHandles();
    for (const verified of ['message', 'transfer'] as const) {
      const dns = client();
      const records = await all(dns.transfer(zone, { verified }));
      const held = [...server.zone(zone).records()].map(printed).sort();
      expect(records.map(printed).sort()).toEqual(held);
      expect(records).toHaveLength(10_000);
      await dns.close();
    }
    expect(server.received.at(-1)).toMatchObject({ transport: 'tls', keyName: expect.any(String) });
    expect(await newHandles(handles)).toEqual({});
  });

  test('IXFR brings the differences of an update each', async () => {
    const dns = client();
    const { serial } = await dns.soa(zone);
    await dns.update(zone).insert('new', 60, 'A', '192.0.2.1').send();
    await dns.update(zone).removeName('new').send();
    const changes = await all(dns.changes(zone, serial));
    expect(steps(changes)).toEqual([
      [serial, serial + 1],
      [serial + 1, serial + 2],
    ]);
    expect(await all(dns.changes(zone, serial + 2))).toEqual([]);
    expect(steps(await all(dns.changes(zone, serial - 1)))).toEqual(['all of it']);
  });

  test('it is refused without a key, and a strange key is told so', async () => {
    expect(await errorOf(all(client({ key: undefined }).transfer(zone)))).toBeInstanceOf(
      RefusedError,
    );
    const stranger = TsigKey.parse('hmac-sha256:stranger:c2VjcmV0');
    for (const asked of bothOf(client({ key: stranger }))) {
      expect(await errorOf(all(asked))).toMatchObject({ code: 'BADKEY', applied: 'no' });
    }
    expect(await errorOf(all(client().transfer('nobody.test')))).toMatchObject({ applied: 'no' });
  });

  test('others than the own server are waited for as the world asks them, without TLS', async () => {
    const { port, tlsPort } = server.address;
    const dns = client();
    const result = await dns.update(zone).insert('spread', 60, 'A', '192.0.2.1').send();
    const servers = [`127.0.0.1:${port}`, `127.0.0.1:${tlsPort}`];
    const { servers: seen } = await result.propagated({
      servers,
      exclude: [`ns1.${zone}`],
      timeoutMs: 3_000,
    });
    expect(seen.map((one) => [one.server, one.state])).toEqual(
      servers.map((label) => [label, 'current']),
    );
    const asked = server.received.filter(
      ({ message }) => 'questions' in message && message.questions[0]?.name.startsWith('spread.'),
    );
    // Verified by TLS, then seen by the world and at the own server.
    const transports = asked.map(({ transport }) => transport).sort();
    expect(transports).toEqual(['tcp', 'tls', 'tls']);
    await dns.update(zone).removeName('spread').send();
  });

  test('from a server whose certificate is not trusted nothing is taken', async () => {
    const before = server.received.length;
    const dns = client({ tls: { ca: made().pem.otherCa } });
    expect(await errorOf(all(dns.transfer(zone)))).toBeInstanceOf(ConnectError);
    expect(server.received).toHaveLength(before);
  });
});

describe('the embedded server, in memory and over TCP', () => {
  test('what one message holds comes through memory too', async () => {
    await using server = createServer({ zones: { [zone]: zoneOf(100) }, keys: [key] });
    const dns = clientOf({ server });
    expect(await all(dns.transfer(zone))).toHaveLength(100);
    const { serial } = await dns.soa(zone);
    await dns.update(zone).insert('new', 60, 'A', '192.0.2.1').send();
    expect(steps(await all(dns.changes(zone, serial)))).toEqual([[serial, serial + 1]]);
  });

  test('the first message of several is never taken for the zone', async () => {
    await using server = createServer({ zones: { [zone]: zoneOf(10_000) }, keys: [key] });
    const dns = clientOf({ server });
    for (const asked of bothOf(dns)) {
      const error = await errorOf(all(asked));
      expect(error).toBeInstanceOf(TransferError);
      expect(error).toMatchObject({ messages: 1, applied: 'no', zone: `${zone}.` });
      expect(isDnsError(error) && error.message).toContain('gave no further message');
    }
    const { port } = await server.listen({ port: 0 });
    expect(await all(clientOf({ server: `127.0.0.1:${port}` }).transfer(zone))).toHaveLength(
      10_000,
    );
  });

  test('a refusal is one, signed or not: a server that knows no key cannot sign', async () => {
    const policy = (): boolean => false;
    await using server = createServer({ zones: { [zone]: zoneOf(10) }, keys: [key], policy });
    const { port } = await server.listen({ port: 0 });
    for (const mac of [undefined, 'none'] as const) {
      server.faults = () => (mac === undefined ? undefined : { mac });
      for (const where of [server, `127.0.0.1:${port}`]) {
        for (const options of [{}, { key: undefined }]) {
          const authenticated = mac === undefined && !('key' in options);
          for (const asked of bothOf(clientOf({ server: where, ...options }))) {
            const error = await errorOf(all(asked));
            expect(error).toBeInstanceOf(RefusedError);
            expect(error).toMatchObject({ authenticated, applied: 'no' });
          }
        }
      }
    }
  });
});

const isReady = bind.available && openssl.available;

describe.skipIf(!isReady)(`bind, over TLS ${bind.reason ?? ''}`, () => {
  let server: RealServer;

  beforeAll(async () => {
    const { serverCert: cert, serverKey } = made().paths;
    server = await startServer('bind', {
      zones: { [zone]: { text: zoneOf(5_000), options: 'max-ixfr-ratio unlimited;' } },
      tls: { cert, key: serverKey },
    });
  });

  afterAll(async () => {
    await server.close();
  });

  test('AXFR and IXFR bring what they bring over TCP', async () => {
    const dns = overTls(server.tlsPort as number);
    const records = await all(dns.transfer(zone));
    expect(records).toHaveLength(5_000);
    expect(records.map(printed).sort()).toEqual(await server.axfr(zone));
    const { serial } = await dns.soa(zone);
    await dns.update(zone).insert('new', 60, 'A', '192.0.2.1').send();
    const changes = await all(dns.changes(zone, serial));
    expect(steps(changes)).toEqual([[serial, serial + 1]]);
    expect('added' in (changes[0] ?? {}) && changes).toMatchObject([
      { added: [{ type: 'SOA' }, { name: `new.${zone}.`, data: '192.0.2.1' }] },
    ]);
    expect(steps(await all(dns.changes(zone, 0)))).toEqual(['all of it']);
    expect(await errorOf(all(dns.transfer('nobody.test')))).toBeInstanceOf(NotAuthError);
  });
});
