/** Which requests share a UDP socket, and for how long it is kept. */

import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Judgement } from '../../src/transport/channel.ts';
import type { UdpChannel } from '../../src/transport/udp-channel.ts';
import { UdpSockets } from '../../src/transport/udp-sockets.ts';
import {
  loopback,
  type Peer,
  patient,
  requestOf,
  resourcesLeft,
  serveUdp,
} from './scripted-peer.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A peer that answers every request but those with an id over 1,000, and notes where they came from. */
async function notePorts(): Promise<Peer & { readonly ports: number[] }> {
  const ports: number[] = [];
  const peer = await serveUdp((request, reply, from) => {
    ports.push(from.port);
    if (((request[0] as number) << 8) + (request[1] as number) <= 1_000) reply(request);
  });
  return { ...peer, ports };
}

function socketsTo({ port }: Peer): UdpSockets {
  return new UdpSockets(loopback(port), { localAddress: undefined, family: 0 });
}

async function open(sockets: UdpSockets, isSigned = true): Promise<UdpChannel> {
  const outcome = await sockets.open({ ...patient(), isSigned });
  if (outcome.status !== 'connected') throw new Error(outcome.status);
  return outcome.channel;
}

async function ask(sockets: UdpSockets, isSigned = true): Promise<void> {
  const channel = await open(sockets, isSigned);
  expect(await channel.exchange(requestOf(7))).toMatchObject({ status: 'answered' });
}

describe('a socket is used again', () => {
  test('by signed requests that come one after the other', async () => {
    await using peer = await notePorts();
    const sockets = socketsTo(peer);
    for (let i = 0; i < 5; i += 1) await ask(sockets);
    expect(new Set(peer.ports).size).toBe(1);
    sockets.close();
  });

  test('by one request at a time', async () => {
    await using peer = await notePorts();
    const sockets = socketsTo(peer);
    for (let i = 0; i < 3; i += 1) await Promise.all([ask(sockets), ask(sockets), ask(sockets)]);
    expect(new Set(peer.ports.slice(0, 3)).size).toBe(3);
    expect(new Set(peer.ports).size).toBe(3);
    sockets.close();
  });

  test('where it was given up before anything was sent', async () => {
    await using peer = await notePorts();
    const sockets = socketsTo(peer);
    const channel = await open(sockets);
    channel.release();
    expect(await open(sockets)).toBe(channel);
    sockets.close();
  });
});

test('of several requests none leaves that was aborted within the tick', async () => {
  await using peer = await notePorts();
  const sockets = socketsTo(peer);
  const [first, second] = await Promise.all([open(sockets), open(sockets)]);
  const abort = new AbortController();
  const answered = first.exchange(requestOf(7));
  const aborted = second.exchange(requestOf(8, { signal: abort.signal }));
  abort.abort();
  expect(await aborted).toEqual({ status: 'aborted', sent: false });
  expect(await answered).toMatchObject({ status: 'answered', copies: 1 });
  expect(peer.ports).toHaveLength(1);
  sockets.close();
});

describe('a socket is not used again', () => {
  test('by what is not signed: each has a random port (RFC 5452 section 9.2)', async () => {
    await using peer = await notePorts();
    const sockets = socketsTo(peer);
    await ask(sockets);
    for (let i = 0; i < 3; i += 1) await ask(sockets, false);
    await ask(sockets);
    const [kept, a, b, c, last] = peer.ports;
    expect(new Set([kept, a, b, c]).size).toBe(4);
    expect(last).toBe(kept);
    sockets.close();
  });

  test('after a request that was not answered', async () => {
    await using peer = await notePorts();
    const sockets = socketsTo(peer);
    const channel = await open(sockets);
    const outcome = await channel.exchange(requestOf(1_001, { timeoutMs: 20 }));
    expect(outcome.status).toBe('timeout');
    expect(await open(sockets)).not.toBe(channel);
    sockets.close();
  });

  test('after a request of which several copies left: an answer may still come', async () => {
    let datagrams = 0;
    await using peer = await serveUdp((request, reply) => {
      datagrams += 1;
      if (datagrams === 2) reply(request);
    });
    const sockets = socketsTo(peer);
    const channel = await open(sockets);
    const request = requestOf(7, { retransmits: true, timeoutMs: 300 });
    expect(await channel.exchange(request)).toMatchObject({ status: 'answered', copies: 2 });
    expect(await open(sockets)).not.toBe(channel);
    sockets.close();
  });

  test('when it was not needed for a second', async () => {
    await using peer = await notePorts();
    const sockets = socketsTo(peer);
    const channel = await open(sockets);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    await channel.exchange(requestOf(7));
    vi.advanceTimersByTime(900);
    expect(await open(sockets)).toBe(channel);
    await channel.exchange(requestOf(8));
    vi.advanceTimersByTime(2_001);
    vi.useRealTimers();
    expect(await open(sockets)).not.toBe(channel);
    sockets.close();
  });
});

test('an answer to the request before is ignored, and waiting goes on', async () => {
  const seen: Uint8Array[] = [];
  await using peer = await serveUdp((request, reply) => {
    seen.push(Uint8Array.from(request));
    for (const each of seen) reply(each);
  });
  const sockets = socketsTo(peer);
  const judgeFor =
    (id: number) =>
    (reply: Uint8Array): Judgement<Uint8Array> =>
      reply[1] === id
        ? { kind: 'answer', answer: reply }
        : { kind: 'untrusted', answer: reply, ignored: { reason: 'another id' } };
  const channel = await open(sockets);
  await channel.exchange(requestOf(7, { judge: judgeFor(7) }));
  expect(await open(sockets)).toBe(channel);
  const outcome = await channel.exchange(requestOf(8, { judge: judgeFor(8) }));
  expect(outcome.status === 'answered' && outcome.answer[1]).toBe(8);
  sockets.close();
});

test('answers that came together are taken before anything follows from one of them', async () => {
  const replies: (() => void)[] = [];
  await using peer = await serveUdp((request, reply) => {
    replies.push(() => reply(request));
    if (replies.length === 3) for (const each of replies) each();
  });
  const sockets = socketsTo(peer);
  const log: string[] = [];
  const judge = (answer: Uint8Array): Judgement<Uint8Array> => {
    log.push('taken');
    queueMicrotask(() => log.push('followed'));
    return { kind: 'answer', answer };
  };
  const channels = [await open(sockets), await open(sockets), await open(sockets)];
  await Promise.all(channels.map((channel) => channel.exchange(requestOf(7, { judge }))));
  expect(log.slice(0, 4)).toEqual(['taken', 'taken', 'taken', 'followed']);
  sockets.close();
});

test('closing frees what is kept, and opens no more', async () => {
  const peer = await notePorts();
  const sockets = socketsTo(peer);
  await Promise.all([ask(sockets), ask(sockets)]);
  sockets.close();
  expect(await sockets.open({ ...patient(), isSigned: true })).toEqual({ status: 'aborted' });
  await peer[Symbol.asyncDispose]();
  expect(await resourcesLeft()).toEqual([]);
});
