/** What a server sends back that is not the answer, and what the caller then learns. */

import { createSocket } from 'node:dgram';
import {
  createRecord,
  decodeMessage,
  decodeWithLayout,
  encodeMessage,
  judgeRequest,
  type MessageInput,
  type UpdateMessage,
  TsigKey as WireKey,
} from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import {
  BadKeyError,
  type BoundUpdate,
  ConnectionLostError,
  DnsClient,
  MalformedResponseError,
  RefusedError,
  ResponseSignatureError,
  TimeoutError,
  TsigKey,
  UnknownOutcomeError,
  UnsignedResponseError,
} from '../../src/index.ts';
import { framed, serveTcp, serveUdp, unframed } from '../transport/scripted-peer.ts';

const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
const now = Math.floor(Date.now() / 1_000);

/** An answer to a request: NOERROR with its zone, but for what a test changes. */
function answerTo(request: Uint8Array, changes: Partial<MessageInput> = {}): Uint8Array {
  const { id, ...message } = decodeMessage(request);
  if (message.opcode !== 'UPDATE') throw new Error('no update');
  const answer = { id, opcode: 'UPDATE', flags: { qr: true }, zone: message.zone } as const;
  return encodeMessage({ ...answer, ...changes } as MessageInput);
}

/** The answer, signed by a key as a reply to the request. */
function signedBy(signer: WireKey, request: Uint8Array, answer: Uint8Array): Uint8Array {
  const verdict = judgeRequest(request, decodeWithLayout(request), [signer], { now });
  if (verdict.status === 'unsigned') throw new Error('the request is not signed');
  return verdict.sign(answer, { now });
}

/** A MAC over the answer alone, as if there had been no request: another key's holder makes such. */
function signedByStranger(request: Uint8Array): Uint8Array {
  const good = signedBy(key, request, answerTo(request));
  // The MAC ends before Original ID, Error and Other Length: six octets from the end.
  const last = good.length - 7;
  good[last] = (good[last] ?? 0) ^ 1;
  return good;
}

/** What happened is thrown as it is, so that each of these tells one thing. */
const raw = { key, onUnknown: 'throw', verify: false } as const;

type Reply = (request: Uint8Array) => Uint8Array;

async function errorOverTcp(reply: Reply): Promise<unknown> {
  await using peer = await serveTcp((socket) => {
    socket.on('data', (chunk) => socket.write(framed(reply(unframed(chunk)))));
  });
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}`, ...raw });
  return await dns
    .update('example.com')
    .removeName('www')
    .send()
    .catch((error: unknown) => error);
}

async function outcomeOverUdp(timeoutMs: number, ...replies: readonly Reply[]): Promise<unknown> {
  await using peer = await serveUdp((request, send) => {
    for (const reply of replies) send(reply(request));
  });
  const server = `127.0.0.1:${peer.port}`;
  await using dns = new DnsClient({ server, ...raw, transport: 'udp', timeoutMs });
  return await dns
    .update('example.com')
    .removeName('www')
    .send()
    .catch((error: unknown) => error);
}

const unsigned: Reply = (request) => answerTo(request);
const good: Reply = (request) => signedBy(key, request, answerTo(request));
const ofAnotherZone: Reply = (request) =>
  signedBy(
    key,
    request,
    answerTo(request, { zone: { name: 'example.net.', type: 'SOA', class: 'IN' } }),
  );
const refusedUnsigned: Reply = (request) => answerTo(request, { rcode: 'REFUSED' });
const withoutSections: Reply = (request) =>
  signedBy(key, request, answerTo(request, { zone: undefined } as Partial<MessageInput>));
/** The sections of the request, and one more record of which nothing was asked. */
const withSections: Reply = (request) => {
  const { prerequisites, updates } = decodeMessage(request) as UpdateMessage;
  const other = createRecord({ name: 'x.example.com.', type: 'A', ttl: 1, data: '192.0.2.9' });
  const copied = { prerequisites, updates: [...updates, other] };
  return signedBy(key, request, answerTo(request, copied as Partial<MessageInput>));
};
const malformed: Reply = (request) => answerTo(request).subarray(0, 20);

describe('over a connection an untrustworthy reply is never a success', () => {
  test('the good answer is one, so that the others fail for their reasons alone', async () => {
    expect(await errorOverTcp(good)).toMatchObject({ rcode: 'NOERROR', authenticated: true });
  });

  test.each([
    ['without any section', withoutSections],
    ['with copies of the sections of the request', withSections],
  ])('the good answer may come %s (RFC 2136 section 3.8)', async (_title, reply) => {
    expect(await errorOverTcp(reply)).toMatchObject({
      rcode: 'NOERROR',
      authenticated: true,
      rrsets: [],
    });
  });

  test.each([
    ['an unsigned NOERROR (RFC 8945 section 5.4)', unsigned, UnsignedResponseError],
    ['a reply signed with another MAC', signedByStranger, ResponseSignatureError],
    [
      'a signed reply to another zone (RFC 2136 section 3.8)',
      ofAnotherZone,
      MalformedResponseError,
    ],
    ['a reply that is no message', malformed, MalformedResponseError],
  ])('%s', async (_title, reply, errorClass) => {
    const error = await errorOverTcp(reply);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ applied: 'unknown', zone: 'example.com.', attempts: 1 });
  });

  test('an unsigned REFUSED is a RefusedError without authentication', async () => {
    const error = await errorOverTcp(refusedUnsigned);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ applied: 'no', authenticated: false });
  });

  test('a connection that closes without an answer is a ConnectionLostError', async () => {
    await using peer = await serveTcp((socket) => {
      socket.on('data', () => socket.end());
    });
    await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}`, ...raw });
    const error = await dns
      .update('example.com')
      .removeName('www')
      .send()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ applied: 'unknown', attempts: 1 });
  });
});

describe('over UDP it is ignored, and waiting goes on (RFC 8945 section 5.4)', () => {
  test.each([
    ['an unsigned NOERROR', unsigned],
    ['a reply signed with another MAC', signedByStranger],
    ['a signed reply to another zone', ofAnotherZone],
    ['octets that are no message', malformed],
    ['an unsigned REFUSED', refusedUnsigned],
  ])('%s before the good answer changes nothing', async (_title, reply) => {
    expect(await outcomeOverUdp(5_000, reply, good)).toMatchObject({
      rcode: 'NOERROR',
      transport: 'udp',
      authenticated: true,
    });
  });

  test('with nothing else it is a TimeoutError that tells what was ignored', async () => {
    const error = await outcomeOverUdp(300, unsigned, ofAnotherZone);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      applied: 'unknown',
      ignored: [{ reason: 'not signed', rcode: 'NOERROR' }, { rcode: 'NOERROR' }],
    });
  });

  test('an unsigned RCODE among it is reported as that, and may be forged', async () => {
    const error = await outcomeOverUdp(300, malformed, refusedUnsigned);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ applied: 'unknown', authenticated: false });
  });

  test('an unsigned BADKEY is reported as that, and may be forged (section 5.3.2)', async () => {
    const other = new WireKey({ name: 'other', secret: 'c2VjcmV0' });
    const error = await outcomeOverUdp(300, (request) =>
      signedBy(other, request, answerTo(request, { rcode: 'NOTAUTH' })),
    );
    expect(error).toBeInstanceOf(BadKeyError);
    expect(error).toMatchObject({ applied: 'unknown', authenticated: false });
  });
});

describe('a cut answer over UDP (RFC 8945 section 5.3)', () => {
  const cut: Reply = (request) =>
    signedBy(key, request, answerTo(request, { flags: { qr: true, tc: true } }));

  /** What a client learns from a server that cuts its answers over UDP, and answers so over TCP. */
  async function outcomeAfterCut(
    overTcp: Reply | 'closed',
    build: (update: BoundUpdate) => BoundUpdate = (update) => update.removeName('www'),
  ): Promise<unknown> {
    const tcp = await serveTcp((socket) => {
      socket.on('data', (chunk) => {
        if (overTcp !== 'closed') socket.write(framed(overTcp(unframed(chunk))));
      });
    });
    const udp = createSocket('udp4');
    udp.on('message', (request, from) => udp.send(cut(request), from.port, from.address));
    await new Promise<void>((resolve) => {
      udp.bind(tcp.port, '127.0.0.1', resolve);
    });
    if (overTcp === 'closed') await tcp[Symbol.asyncDispose]();
    const dns = new DnsClient({ server: `127.0.0.1:${tcp.port}`, ...raw, transport: 'udp' });
    const outcome: unknown = await build(dns.update('example.com'))
      .send()
      .catch((error: unknown) => error);
    await dns.close();
    udp.close();
    if (overTcp !== 'closed') await tcp[Symbol.asyncDispose]();
    return outcome;
  }

  test('leads to TCP where a second copy is safe', async () => {
    expect(await outcomeAfterCut(good)).toMatchObject({ transport: 'tcp', attempts: 2 });
  });

  test('is an unknown outcome where it is not', async () => {
    const outcome = await outcomeAfterCut(good, (update) =>
      update.nameUsed('www').removeRRset('www', 'A'),
    );
    expect(outcome).toBeInstanceOf(UnknownOutcomeError);
    expect(outcome).toMatchObject({ applied: 'unknown', attempts: 1 });
  });

  test('without a TCP connection is an unknown outcome, since a copy was sent', async () => {
    const outcome = await outcomeAfterCut('closed');
    expect(outcome).toBeInstanceOf(UnknownOutcomeError);
    expect(outcome).toMatchObject({ applied: 'unknown', attempts: 2 });
  });

  test('makes a later refusal one that does not say "no"', async () => {
    const refused: Reply = (request) =>
      signedBy(key, request, answerTo(request, { rcode: 'REFUSED' }));
    const outcome = await outcomeAfterCut(refused);
    expect(outcome).toBeInstanceOf(RefusedError);
    expect(outcome).toMatchObject({ applied: 'unknown', authenticated: true, attempts: 2 });
  });
});
