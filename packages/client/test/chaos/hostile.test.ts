/**
 * Datagrams that are not the answer, over real sockets: before the right one they change nothing,
 * alone they end in a typed error, and nothing hangs (RFC 8945 sections 5.3 and 10, RFC 5452 section 9).
 */

import { type Forgeries, type Plan, startProxy } from '@zonewright/testkit';
import { decodeMessage, decodeWithLayout, encodeMessage, judgeRequest } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import { DnsClient, DnsError, TsigKey } from '../../src/index.ts';
import { embeddedTarget, zone } from './targets.ts';

/** What the attacker has: the request, the right reply to it, and an earlier valid reply. */
interface Seen {
  readonly request: Uint8Array;
  readonly reply: Uint8Array;
  readonly earlier: Uint8Array;
}

const withId = (octets: Uint8Array, id: number): Uint8Array => {
  const changed = Uint8Array.from(octets);
  changed.set([(id >>> 8) & 0xff, id & 0xff]);
  return changed;
};
const idOf = (octets: Uint8Array): number => ((octets[0] ?? 0) << 8) | (octets[1] ?? 0);

/** A reply that is made and signed by whoever holds another key. */
function signedByAnother(request: Uint8Array, zoneName: string): Uint8Array {
  const stranger = new TsigKey({ name: 'stranger', secret: 'c3RyYW5nZXI=' });
  const now = Math.floor(Date.now() / 1_000);
  const { id } = decodeMessage(request);
  const question = { name: zoneName, type: 'SOA', class: 'IN' } as const;
  const asked = encodeMessage({ id, opcode: 'UPDATE', zone: question });
  const { bytes } = stranger.sign(asked, { now });
  const verdict = judgeRequest(bytes, decodeWithLayout(bytes), [stranger], { now });
  if (verdict.status === 'unsigned') throw new Error('it is not signed');
  const answer = encodeMessage({ id, opcode: 'UPDATE', flags: { qr: true }, zone: question });
  return verdict.sign(answer, { now });
}

/** The reply without its TSIG, with an RCODE, about a zone. */
function unsigned({ reply }: Seen, rcode: 'NOERROR' | 'REFUSED', zoneName = zone): Uint8Array {
  const question = { name: `${zoneName}.`, type: 'SOA', class: 'IN' } as const;
  const flags = { qr: true };
  return encodeMessage({ id: idOf(reply), opcode: 'UPDATE', flags, rcode, zone: question });
}

const flipped = (octets: Uint8Array, index: number): Uint8Array =>
  octets.map((octet, at) => (at === index ? octet ^ 1 : octet));

const lies: Readonly<Record<string, (seen: Seen) => readonly Uint8Array[]>> = {
  'forged, with a MAC that is off by one bit': ({ reply }) => [flipped(reply, reply.length - 7)],
  'forged, by the holder of another key': ({ request }) => [signedByAnother(request, `${zone}.`)],
  'replayed: an earlier valid answer of the same client': ({ earlier }) => [earlier],
  'replayed, under the id of this request': ({ earlier, reply }) => [withId(earlier, idOf(reply))],
  'unsigned NOERROR': (seen) => [unsigned(seen, 'NOERROR')],
  'with a wrong id': ({ reply }) => [withId(reply, idOf(reply) ^ 0x55)],
  'of a wrong zone': (seen) => [unsigned(seen, 'NOERROR', 'other.example')],
  'the request itself': ({ request }) => [request],
  'empty, one octet, and cut inside the header': ({ reply }) => [
    new Uint8Array(),
    reply.slice(0, 1),
    reply.slice(0, 11),
  ],
  'cut at every octet': ({ reply }) =>
    Array.from({ length: reply.length }, (_, length) => reply.slice(0, length)),
  'with every bit of its header flipped in turn': ({ reply }) =>
    Array.from({ length: 96 }, (_, bit) =>
      reply.map((octet, at) => (at === bit >>> 3 ? octet ^ (1 << (bit & 7)) : octet)),
    ),
};

/** A client of the embedded server, behind a proxy that has seen one valid answer already. */
async function ambush(timeoutMs: number, onUnknown: 'read-back' | 'throw') {
  const target = await embeddedTarget([]);
  const proxy = await startProxy({ target: target.server });
  const server = proxy.server;
  const { key } = target;
  const options = { server, key, transport: 'udp', timeoutMs, retry: false, onUnknown } as const;
  const dns = new DnsClient({ ...options, verify: false });
  await dns.update(zone).insert('first', 60, 'A', '192.0.2.1').send();
  const [earlier] = proxy.messages('reply');
  if (earlier === undefined) throw new Error('no reply was seen');
  return {
    dns,
    /** Sends, with an attack on the update; what is read afterwards is left in peace. */
    send: (attack: (request: Uint8Array, earlier: Uint8Array) => Plan) => {
      proxy.script = (exchange) =>
        exchange.transport === 'udp' && decodeMessage(exchange.datagram).opcode === 'UPDATE'
          ? attack(exchange.datagram, earlier)
          : undefined;
      const update = dns.update(zone).nameNotUsed('www').insert('www', 60, 'A', '192.0.2.1');
      return update.send().catch((error: unknown) => error);
    },
    addresses: async () => (await target.contents()).addresses('www'),
    [Symbol.asyncDispose]: async () => {
      await dns.close();
      await proxy.close();
      await target[Symbol.asyncDispose]();
    },
  };
}

describe.each(Object.entries(lies))('a datagram that is %s', (_title, lie) => {
  const forge =
    (request: Uint8Array, earlier: Uint8Array): Forgeries =>
    (reply) =>
      lie({ request, reply, earlier });

  test('before the right one changes nothing', async () => {
    await using ground = await ambush(5_000, 'throw');
    const outcome = await ground.send((request, earlier) => ({
      injectBefore: forge(request, earlier),
      duplicateReply: 1,
    }));
    expect(outcome).toMatchObject({
      settledBy: 'response',
      authenticated: true,
      transport: 'udp',
      attempts: 1,
    });
    expect(await ground.addresses()).toBe('192.0.2.1');
  });

  test('alone is a typed error that leaves it open, in time', async () => {
    await using ground = await ambush(150, 'throw');
    const startedAt = performance.now();
    const outcome = await ground.send((request, earlier) => ({
      injectBefore: forge(request, earlier),
      dropReply: true,
    }));
    expect(outcome).toBeInstanceOf(DnsError);
    expect(outcome).toMatchObject({ applied: 'unknown', attempts: 1 });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(await ground.addresses()).toBe('192.0.2.1');
  });

  test('alone is seen through by reading back', async () => {
    await using ground = await ambush(150, 'read-back');
    const outcome = await ground.send((request, earlier) => ({
      injectBefore: forge(request, earlier),
      dropReply: true,
    }));
    expect(outcome).toMatchObject({ settledBy: 'read-back', authenticated: true, attempts: 1 });
  });
});

describe('from another port', () => {
  test('even the right answer is not taken (RFC 5452 section 9.1)', async () => {
    await using ground = await ambush(150, 'throw');
    const outcome = await ground.send(() => ({
      fromOtherPort: (reply) => [reply, reply],
      dropReply: true,
    }));
    // The kernel has kept it from us: it is not even among what was ignored.
    expect(outcome).toMatchObject({ code: 'TIMEOUT', applied: 'unknown', ignored: [] });
  });

  test('a refusal before the right answer changes nothing', async () => {
    await using ground = await ambush(5_000, 'throw');
    const outcome = await ground.send((request, earlier) => ({
      fromOtherPort: (reply) => [unsigned({ request, reply, earlier }, 'REFUSED')],
    }));
    expect(outcome).toMatchObject({ settledBy: 'response' });
  });
});

test('as many forgeries as a socket buffers do not hide the answer', async () => {
  await using ground = await ambush(10_000, 'throw');
  const outcome = await ground.send((request, earlier) => ({
    injectBefore: (reply) =>
      Array.from({ length: 100 }, () => unsigned({ request, reply, earlier }, 'REFUSED')),
    duplicateReply: 2,
  }));
  expect(outcome).toMatchObject({ settledBy: 'response', authenticated: true });
});

test('a flood in place of the answer ends in what reading back says', async () => {
  await using ground = await ambush(300, 'read-back');
  const outcome = await ground.send((request, earlier) => ({
    dropReply: true,
    injectBefore: (reply) =>
      Array.from({ length: 500 }, () => unsigned({ request, reply, earlier }, 'NOERROR')),
  }));
  expect(outcome).toMatchObject({ settledBy: 'read-back', authenticated: true });
});
