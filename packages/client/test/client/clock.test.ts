/** BADTIME, and the one correction by the server's clock (RFC 8945 section 5.2.3). */

import { createServer, type DnsServer } from '@zonewright/server';
import {
  decodeWithLayout,
  encodeMessage,
  judgeRequest,
  type UpdateMessage,
} from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import {
  BadTimeError,
  DnsClient,
  type DnsClientOptions,
  ResponseSignatureError,
  TsigKey,
} from '../../src/index.ts';
import { framed, serveTcp, unframed } from '../transport/scripted-peer.ts';

const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
const now = 1_700_000_000;

/** A server whose clock is off from ours by this, and what a client of it makes of an update. */
async function outcomeWithSkew(
  skewSeconds: number,
  options: Partial<DnsClientOptions> = {},
): Promise<{ readonly outcome: unknown; readonly server: DnsServer }> {
  const server = createServer({
    zones: {
      'example.com': '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1',
    },
    keys: [key],
    clock: () => now + skewSeconds,
  });
  await server.listen({ port: 0 });
  const dns = new DnsClient({
    server: `127.0.0.1:${server.address.port}`,
    key,
    clock: () => now,
    ...options,
  });
  const outcome: unknown = await dns
    .update('example.com')
    .insert('www', 60, 'A', '192.0.2.1')
    .send()
    .catch((error: unknown) => error);
  await dns.close();
  await server.close();
  return { outcome, server };
}

describe('a clock outside the fudge', () => {
  test.each([-86_400, -301, 301, 86_400])('by %i s is corrected once, and told', async (skew) => {
    const { outcome, server } = await outcomeWithSkew(skew);
    expect(outcome).toMatchObject({ authenticated: true, attempts: 2, skewSeconds: skew });
    expect(server.zone('example.com').rrset('www.example.com.', 'A')?.data).toEqual(['192.0.2.1']);
  });

  test('over UDP it is the same', async () => {
    const { outcome } = await outcomeWithSkew(4_000, { transport: 'udp' });
    expect(outcome).toMatchObject({ transport: 'udp', attempts: 2, skewSeconds: 4_000 });
  });

  test.each([0, -300, 300])('%i s is within it, and no skew is told', async (skew) => {
    const { outcome } = await outcomeWithSkew(skew);
    expect(outcome).toMatchObject({ authenticated: true, attempts: 1 });
    expect(outcome).not.toHaveProperty('skewSeconds');
  });

  test.each([
    [86_401, {}],
    [-86_401, {}],
    [4_000, { retry: false as const }],
  ])('by %i s, with %j, is a BadTimeError after one attempt', async (skew, options) => {
    const { outcome, server } = await outcomeWithSkew(skew, options);
    expect(outcome).toBeInstanceOf(BadTimeError);
    expect(outcome).toMatchObject({
      applied: 'no',
      attempts: 1,
      skewSeconds: skew,
      serverTime: now + skew,
    });
    expect(server.zone('example.com').rrset('www.example.com.', 'A')).toBeUndefined();
  });
});

/** What a client makes of a peer that answers each request with BADTIME, by a clock of its own. */
async function outcomeOfBadTimes(
  clock: (request: number) => number,
  tamper: (reply: Uint8Array) => void = () => {},
): Promise<{ readonly outcome: unknown; readonly requests: number }> {
  let requests = 0;
  await using peer = await serveTcp((socket) => {
    socket.on('data', (chunk) => {
      requests += 1;
      const request = unframed(chunk);
      const decoded = decodeWithLayout(request);
      const { id, zone } = decoded.message as UpdateMessage;
      const at = clock(requests);
      const verdict = judgeRequest(request, decoded, [key], { now: at });
      if (verdict.status === 'unsigned') throw new Error('unsigned');
      const flags = { qr: true };
      const reply = encodeMessage({ id, opcode: 'UPDATE', flags, rcode: 'NOTAUTH', zone });
      const signed = verdict.sign(reply, { now: at });
      tamper(signed);
      socket.write(framed(signed));
    });
  });
  const server = `127.0.0.1:${peer.port}`;
  await using dns = new DnsClient({ server, key, clock: () => now, onUnknown: 'throw' });
  const outcome: unknown = await dns
    .update('example.com')
    .removeName('www')
    .send()
    .catch((error: unknown) => error);
  return { outcome, requests };
}

test('a server whose clock runs away is not followed: the second BADTIME is the error', async () => {
  const { outcome, requests } = await outcomeOfBadTimes((request) => now + request * 5_000);
  expect(outcome).toBeInstanceOf(BadTimeError);
  expect(outcome).toMatchObject({ attempts: 2 });
  expect(requests).toBe(2);
});

test('a forged BADTIME, without a MAC of our key, is not believed', async () => {
  const { outcome } = await outcomeOfBadTimes(
    () => now + 4_000,
    (reply) => {
      // An octet of the MAC: Original ID, Error, Other Length and six of Other Data follow it.
      const at = reply.length - 20;
      reply[at] = (reply[at] ?? 0) ^ 1;
    },
  );
  expect(outcome).toBeInstanceOf(ResponseSignatureError);
  expect(outcome).toMatchObject({ attempts: 1, applied: 'unknown' });
});
