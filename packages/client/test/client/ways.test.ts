/** The ways to a server, from a client's options to its result: in memory, TLS, names and EDNS. */

import { createServer, type DnsServer } from '@zonewright/server';
import { createAnswerer } from '@zonewright/server/answer';
import { type Certificates, createCertificates, requirePrograms } from '@zonewright/testkit';
import { decodeMessage, encodeMessage, type MessageInput } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ConnectError,
  DnsClient,
  type DnsClientOptions,
  RefusedError,
  TsigKey,
} from '../../src/index.ts';
import { framed, serveTcp, unframed } from '../transport/scripted-peer.ts';

const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
const zoneText = '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1';
const zones = { 'example.com': zoneText };

const insert = (dns: DnsClient) => dns.update('example.com').insert('www', 60, 'A', '192.0.2.1');

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => error);

describe('in memory', () => {
  test('an embedded server is asked without sockets, and verified like any other', async () => {
    await using server = createServer({ zones, keys: [key] });
    await using dns = new DnsClient({ server, key });
    expect(await insert(dns).send()).toMatchObject({
      server: 'memory',
      transport: 'memory',
      authenticated: true,
      rrsets: [{ state: 'applied' }],
    });
    server.freeze('example.com');
    expect(await outcomeOf(insert(dns).send())).toBeInstanceOf(RefusedError);
  });

  test('what answers octets is enough, such as the pure answering core', async () => {
    const zone = Zone.parse('example.com', zoneText);
    const answerer = createAnswerer({ zones: [zone], keys: [key] });
    const clock = () => 1_700_000_000;
    const responder = {
      answer: (request: Uint8Array) => answerer.answer(request, { now: clock(), transport: 'tcp' }),
    };
    await using dns = new DnsClient({ server: responder, key, clock });
    expect(await insert(dns).send()).toMatchObject({ transport: 'memory', settledBy: 'response' });
    expect(zone.rrset('www.example.com.', 'A')?.data).toEqual(['192.0.2.1']);
  });

  test('a server that is gone is a port that is closed: nothing was sent', async () => {
    const server = createServer({ zones, keys: [key] });
    await server.close();
    const retry = { attempts: 2, minDelayMs: 1 };
    await using dns = new DnsClient({ server, key, retry, verifyTimeoutMs: 50, deadlineMs: 500 });
    const error = await outcomeOf(insert(dns).send());
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ applied: 'no', attempts: 2, cause: { code: 'SERVER_CLOSED' } });
  });
});

const { available, reason = '' } = requirePrograms('openssl');

describe.skipIf(!available)(`DNS over TLS (RFC 7858) ${reason}`, () => {
  let certificates: Certificates;
  let server: DnsServer;
  let address = '';
  beforeAll(async () => {
    certificates = await createCertificates();
    const { serverCert: cert, serverKey } = certificates.pem;
    server = createServer({ zones, keys: [key], tls: { cert, key: serverKey } });
    const { tlsPort = 0 } = await server.listen({ port: 0, tlsPort: 0 });
    address = `localhost:${tlsPort}`;
  });
  afterAll(async () => {
    await server.close();
    await certificates.close();
  });

  const client = (tls: DnsClientOptions['tls']) =>
    new DnsClient({ server: address, transport: 'tls', tls, key, retry: false });

  test('an update goes over it, and is verified over it', async () => {
    const connections = server.received.length;
    await using dns = client({ ca: certificates.pem.ca });
    expect(await insert(dns).send()).toMatchObject({
      transport: 'tls',
      server: address,
      rrsets: [{ state: 'applied' }],
    });
    const came = server.received.slice(connections).map(({ transport }) => transport);
    expect(came).toEqual(['tls', 'tls']);
  });

  test('a pin is enough, and a wrong one sends nothing', async () => {
    await using pinned = client({ pin: certificates.serverPin });
    expect(await insert(pinned).send()).toMatchObject({ transport: 'tls' });
    const requests = server.received.length;
    await using other = client({ pin: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' });
    const error = await outcomeOf(insert(other).send());
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ applied: 'no' });
    expect((error as Error).message).toContain(certificates.serverPin);
    expect(server.received.length).toBe(requests);
  });

  test('a certificate of another authority sends nothing', async () => {
    await using dns = client({ ca: certificates.pem.otherCa });
    const error = await outcomeOf(insert(dns).send());
    expect(error).toBeInstanceOf(ConnectError);
    expect((error as Error).message).toMatch(/certificate/);
  });
});

describe('EDNS (RFC 6891)', () => {
  test('goes out on request, with the options that were given (section 6.2.3)', async () => {
    await using server = createServer({ zones, keys: [key] });
    await using plain = new DnsClient({ server, key });
    await insert(plain).send({ verify: false });
    await using dns = new DnsClient({ server, key, edns: true });
    await insert(dns).send({ verify: false });
    const lease = { code: 'UPDATE-LEASE', leaseSeconds: 3_600 } as const;
    await insert(dns).send({ verify: false, edns: { options: [lease], udpPayloadBytes: 4_096 } });
    const [without, bare, leased] = server.received.map(({ message }) => message.edns);
    expect(without).toBeUndefined();
    expect(bare).toMatchObject({ udpPayloadBytes: 1_232, version: 0, options: [] });
    expect(leased).toMatchObject({ udpPayloadBytes: 4_096, options: [lease] });
  });

  test('is left out once where a server answers FORMERR without an OPT (section 7)', async () => {
    const options: boolean[] = [];
    await using peer = await serveTcp((socket) => {
      socket.on('data', (chunk) => {
        const request = decodeMessage(unframed(chunk));
        options.push(request.edns !== undefined);
        if (request.opcode !== 'UPDATE') return;
        const reply = { id: request.id, opcode: 'UPDATE', flags: { qr: true } } as const;
        const rcode = request.edns === undefined ? 'NOERROR' : 'FORMERR';
        socket.write(framed(encodeMessage({ ...reply, rcode } as MessageInput)));
      });
    });
    const address = `127.0.0.1:${peer.port}`;
    await using dns = new DnsClient({ server: address, edns: true, verify: false });
    expect(await insert(dns).send()).toMatchObject({ rcode: 'NOERROR', attempts: 2 });
    expect(options).toEqual([true, false]);
  });

  test('its extended errors are read into the error (RFC 8914)', async () => {
    await using peer = await serveTcp((socket) => {
      socket.on('data', (chunk) => {
        const { id } = decodeMessage(unframed(chunk));
        const edns = {
          udpPayloadBytes: 1_232,
          version: 0,
          dnssecOk: false,
          options: [{ code: 'EDE', infoCode: 18, text: 'not from\u0007 here' }],
        } as const;
        const reply = {
          id,
          opcode: 'UPDATE',
          flags: { qr: true },
          rcode: 'REFUSED',
          edns,
        } as const;
        socket.write(framed(encodeMessage(reply)));
      });
    });
    await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}`, edns: true });
    expect(await outcomeOf(insert(dns).send())).toMatchObject({
      code: 'REFUSED',
      ede: [{ infoCode: 18, name: 'Prohibited', authenticated: false }],
    });
  });
});

test('a host name is resolved, and its addresses of both families are tried', async () => {
  await using server = createServer({ zones, keys: [key] });
  const { port } = await server.listen({ port: 0 });
  await using dns = new DnsClient({ server: `localhost:${port}`, key });
  expect(await insert(dns).send()).toMatchObject({ server: `localhost:${port}`, attempts: 1 });
  // The server listens on 127.0.0.1 alone.
  const six = { server: `localhost:${port}`, key, family: 6, retry: false } as const;
  await using other = new DnsClient(six);
  expect(await outcomeOf(insert(other).send())).toBeInstanceOf(ConnectError);
});
