/** One request over UDP: what leaves, how often, and how it ends. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { connectUdp } from '../../src/transport/connect-udp.ts';
import { loopback, openUdp, patient, requestOf, serveUdp } from './scripted-peer.ts';

const untrusted = { kind: 'untrusted', ignored: { reason: 'a test' } } as const;

describe('sending again (DESIGN: only a UDP retransmission repeats the same octets and id)', () => {
  test('three copies leave, all alike, from one port, at 30 and 65 % of the timeout', async () => {
    const seen: { readonly at: number; readonly port: number; readonly hex: string }[] = [];
    await using peer = await serveUdp((request, _reply, from) => {
      const hex = Buffer.from(request).toString('hex');
      seen.push({ at: performance.now(), port: from.port, hex });
    });
    const channel = await openUdp(peer.port);
    const outcome = await channel.exchange(requestOf(7, { retransmits: true, timeoutMs: 400 }));
    expect(outcome).toEqual({ status: 'timeout', ignored: [], untrusted: [], copies: 3 });
    await expect.poll(() => seen.length).toBe(3);
    expect(new Set(seen.map(({ port, hex }) => `${port} ${hex}`)).size).toBe(1);
    const [first, second, third] = seen.map(({ at }) => at) as [number, number, number];
    // A busy machine is late, never early; a timer may be a millisecond short.
    expect(second - first).toBeGreaterThan(110);
    expect(third - first).toBeGreaterThan(250);
  });

  test('the answer to the second copy is the answer, and no third leaves', async () => {
    let datagrams = 0;
    await using peer = await serveUdp((request, reply) => {
      datagrams += 1;
      if (datagrams === 2) reply(request);
    });
    const channel = await openUdp(peer.port);
    const outcome = await channel.exchange(requestOf(7, { retransmits: true, timeoutMs: 1_500 }));
    expect(outcome).toMatchObject({ status: 'answered', copies: 2 });
    expect(datagrams).toBe(2);
  });

  test('a request that must not be repeated leaves once', async () => {
    let datagrams = 0;
    await using peer = await serveUdp(() => {
      datagrams += 1;
    });
    const channel = await openUdp(peer.port);
    const outcome = await channel.exchange(requestOf(7, { timeoutMs: 100 }));
    expect(outcome).toMatchObject({ status: 'timeout', copies: 1 });
    expect(datagrams).toBe(1);
  });

  test('what is not the answer does not stop it', async () => {
    await using peer = await serveUdp((request, reply) => reply(request));
    const channel = await openUdp(peer.port);
    const judge = (answer: Uint8Array) => ({ ...untrusted, answer });
    const request = requestOf(7, { retransmits: true, timeoutMs: 200, judge });
    const outcome = await channel.exchange(request);
    expect(outcome).toMatchObject({ status: 'timeout', copies: 3 });
    expect(outcome.status === 'timeout' && outcome.untrusted.length).toBeGreaterThan(0);
  });
});

test('ids and ports cannot be told from those before (RFC 5452 section 9.2)', async () => {
  const ids: number[] = [];
  const ports: number[] = [];
  await using peer = await serveUdp((request, reply, from) => {
    ports.push(from.port);
    reply(request);
  });
  for (let i = 0; i < 16; i++) {
    const channel = await openUdp(peer.port);
    ids.push(channel.newId());
    await channel.exchange(requestOf(7));
  }
  // A few of them may be alike by chance; a step that comes again and again is none.
  for (const numbers of [ids, ports]) {
    expect(new Set(numbers).size).toBeGreaterThan(12);
    const steps = numbers.slice(1).map((number, i) => number - (numbers[i] as number));
    expect(new Set(steps).size).toBeGreaterThan(8);
  }
});

describe('port unreachable (RFC 2136 section 4.6)', () => {
  /** The port of a peer that is gone. */
  async function closedPort(): Promise<number> {
    const peer = await serveUdp(() => {});
    await peer[Symbol.asyncDispose]();
    return peer.port;
  }

  test('for the first datagram says that nothing was sent', async () => {
    const port = await closedPort();
    const channel = await openUdp(port);
    const outcome = await channel.exchange(requestOf(7, { retransmits: true }));
    const message = expect.stringMatching(`ECONNREFUSED 127.0.0.1:${port}$`);
    expect(outcome).toMatchObject({ status: 'unsent', cause: { code: 'ECONNREFUSED', message } });
  });

  test('for a second one says that the first may have arrived', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    // The first copy arrives, and nobody is there for the second.
    socket.once('message', () => socket.close());
    const channel = await openUdp(port);
    const outcome = await channel.exchange(requestOf(7, { retransmits: true, timeoutMs: 500 }));
    expect(outcome).toMatchObject({ status: 'lost', cause: { code: 'ECONNREFUSED' }, copies: 2 });
  });
});

describe('ends that leave nothing behind', () => {
  test('aborted after two copies says so', async () => {
    const controller = new AbortController();
    let datagrams = 0;
    await using peer = await serveUdp(() => {
      datagrams += 1;
      if (datagrams === 2) controller.abort();
    });
    const channel = await openUdp(peer.port);
    const { signal } = controller;
    const request = requestOf(7, { retransmits: true, timeoutMs: 1_500, signal });
    expect(await channel.exchange(request)).toEqual({ status: 'aborted', sent: true, copies: 2 });
  });

  test('aborted before it was sent sends nothing', async () => {
    let datagrams = 0;
    await using peer = await serveUdp((_request, reply) => {
      datagrams += 1;
      reply(new Uint8Array(12));
    });
    const channel = await openUdp(peer.port);
    const signal = AbortSignal.abort();
    expect(await channel.exchange(requestOf(7, { signal }))).toEqual({
      status: 'aborted',
      sent: false,
    });
    const other = await openUdp(peer.port);
    await other.exchange(requestOf(8));
    expect(datagrams).toBe(1);
  });

  test('closed by us is lost, and later use is unsent', async () => {
    await using peer = await serveUdp(() => {});
    const channel = await openUdp(peer.port);
    const exchange = channel.exchange(requestOf(7, { retransmits: true }));
    channel.close();
    expect(await exchange).toMatchObject({ status: 'lost', copies: 1 });
    expect(await channel.exchange(requestOf(7))).toMatchObject({ status: 'unsent' });
    channel.close();
  });

  test('a message that the kernel does not take was not sent', async () => {
    await using peer = await serveUdp(() => {});
    const channel = await openUdp(peer.port);
    const bytes = new Uint8Array(65_530);
    const outcome = await channel.exchange(requestOf(7, { bytes, retransmits: true }));
    expect(outcome).toMatchObject({ status: 'unsent', cause: { code: 'EMSGSIZE' } });
  });
});

describe('addresses', () => {
  test.each([
    ['::1', 0, '127.0.0.1'],
    ['127.0.0.1', 0, '::1'],
    ['localhost', 6, '127.0.0.1'],
  ] as const)(
    '%s (family %i) from %s fails with both named',
    async (host, family, localAddress) => {
      const outcome = await connectUdp(
        { host, port: 53, label: host },
        { ...patient(), family, localAddress },
      );
      expect(outcome.status).toBe('failed');
      const message = outcome.status === 'failed' ? outcome.cause.message : '';
      expect(message).toContain(localAddress);
      expect(message).toMatch(/family 6|::1|127\.0\.0\.1/);
    },
  );

  test('localAddress is where it comes from', async () => {
    const froms: string[] = [];
    await using peer = await serveUdp((request, reply, from) => {
      froms.push(from.address);
      reply(request);
    });
    const options = { ...patient(), localAddress: '127.0.0.2' };
    const outcome = await connectUdp(loopback(peer.port), options);
    if (outcome.status !== 'connected') throw new Error(outcome.status);
    expect(await outcome.channel.exchange(requestOf(7))).toMatchObject({ status: 'answered' });
    expect(froms).toEqual(['127.0.0.2']);
  });

  test('a local address that is not ours fails', async () => {
    const options = { ...patient(), localAddress: '192.0.2.1' };
    const outcome = await connectUdp(loopback(53), options);
    expect(outcome).toMatchObject({ status: 'failed', cause: { code: 'EADDRNOTAVAIL' } });
  });

  test('a name is resolved to the family that is asked for', async () => {
    await using peer = await serveUdp((request, reply) => reply(request));
    const server = { host: 'localhost', port: peer.port, label: `localhost:${peer.port}` };
    const outcome = await connectUdp(server, { ...patient(), family: 4 });
    if (outcome.status !== 'connected') throw new Error(outcome.status);
    expect(await outcome.channel.exchange(requestOf(7))).toMatchObject({ status: 'answered' });
  });
});
