/** Deadlines, aborts, retries and the end of a client. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  ClientClosedError,
  ConnectError,
  DnsClient,
  type DnsClientOptions,
  InvalidUpdateError,
  MessageTooLargeError,
  TimeoutError,
  TsigKey,
  UnknownOutcomeError,
  type UpdateResult,
} from '../../src/index.ts';
import { serveTcp, serveUdp } from '../transport/scripted-peer.ts';

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function send(dns: DnsClient, signal?: AbortSignal): Promise<UpdateResult> {
  return dns.update('example.com').removeName('www').send({ signal });
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'success',
    (error: unknown) => error,
  );

/** A peer that takes requests and never answers; `received` resolves with the first. */
async function silentPeer(): Promise<
  Awaited<ReturnType<typeof serveTcp>> & { readonly received: Promise<void> }
> {
  let onReceived: () => void = () => {};
  const received = new Promise<void>((resolve) => {
    onReceived = resolve;
  });
  const peer = await serveTcp((socket) => socket.on('data', () => onReceived()));
  return { ...peer, received };
}

describe('no connection', () => {
  const fast: Partial<DnsClientOptions> = { retry: { attempts: 3, minDelayMs: 1, maxDelayMs: 2 } };

  test.each(['tcp', 'auto', 'udp'] as const)(
    '%s to a port that nothing listens on is a ConnectError after the given attempts',
    async (transport) => {
      const server = `127.0.0.1:${await closedPort()}`;
      await using dns = new DnsClient({ server, transport, ...fast });
      const error = await failure(send(dns));
      expect(error).toBeInstanceOf(ConnectError);
      expect(error).toMatchObject({ code: 'CONNECT_FAILED', applied: 'no', attempts: 3, server });
    },
  );

  test('retry: false tries once', async () => {
    const server = `127.0.0.1:${await closedPort()}`;
    await using dns = new DnsClient({ server, transport: 'tcp', retry: false });
    expect(await failure(send(dns))).toMatchObject({ code: 'CONNECT_FAILED', attempts: 1 });
  });

  test('a host that does not resolve is a ConnectError', async () => {
    await using dns = new DnsClient({ server: 'no-such-host.invalid', retry: false });
    expect(await failure(send(dns))).toBeInstanceOf(ConnectError);
  });

  test('the deadline cuts a pause short, and nothing was sent', async () => {
    const server = `127.0.0.1:${await closedPort()}`;
    const retry = { attempts: 10, minDelayMs: 60_000, maxDelayMs: 60_000 };
    await using dns = new DnsClient({ server, transport: 'tcp', retry, deadlineMs: 100 });
    const error = await failure(send(dns));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ applied: 'no', attempts: 1 });
  });

  test('auto goes by UDP where TCP cannot connect and the message fits', async () => {
    let datagrams = 0;
    await using peer = await serveUdp(() => {
      datagrams += 1;
    });
    const server = `127.0.0.1:${peer.port}`;
    const throws = { onUnknown: 'throw', timeoutMs: 200, retry: false } as const;
    await using dns = new DnsClient({ server, ...throws });
    expect(await failure(send(dns))).toBeInstanceOf(TimeoutError);
    expect(datagrams).toBe(1);
  });

  test('a success after a connection failed counts its attempts', async () => {
    const port = await closedPort();
    const dns = new DnsClient({
      server: `127.0.0.1:${port}`,
      transport: 'tcp',
      retry: { attempts: 50, minDelayMs: 10, maxDelayMs: 10 },
    });
    const sending = send(dns);
    const { createServer: createDnsServer } = await import('@zonewright/server');
    const server = createDnsServer({
      zones: {
        'example.com': '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1',
      },
    });
    await server.listen({ port });
    // The server answers REFUSED to what is unsigned: that it answers is the point.
    expect(await failure(sending)).toMatchObject({ code: 'REFUSED', applied: 'no' });
    await dns.close();
    await server.close();
  });
});

describe('sent and not answered', () => {
  test('in time is a TimeoutError with onUnknown: throw, and nothing is repeated', async () => {
    let requests = 0;
    await using peer = await serveTcp((socket) => {
      socket.on('data', () => {
        requests += 1;
      });
    });
    const server = `127.0.0.1:${peer.port}`;
    await using dns = new DnsClient({ server, timeoutMs: 100, onUnknown: 'throw' });
    const error = await failure(send(dns));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ applied: 'unknown', attempts: 1 });
    expect(requests).toBe(1);
  });

  test('before the deadline is an UnknownOutcomeError', async () => {
    await using peer = await silentPeer();
    await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}`, deadlineMs: 100 });
    const error = await failure(send(dns));
    expect(error).toMatchObject({ applied: 'unknown', attempts: 1 });
    expect(error).toBeInstanceOf(UnknownOutcomeError);
  });

  test('aborted after sending is an UnknownOutcomeError with the reason as its cause', async () => {
    await using peer = await silentPeer();
    await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
    const controller = new AbortController();
    const sending = failure(send(dns, controller.signal));
    await peer.received;
    const reason = new Error('changed my mind');
    controller.abort(reason);
    const error = await sending;
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ applied: 'unknown', cause: reason });
  });

  test('a late answer to an aborted request goes to no other (RFC 5452 section 9.2)', async () => {
    const requests: Uint8Array[] = [];
    await using peer = await serveTcp((socket) => {
      socket.on('data', (chunk) => {
        requests.push(chunk);
        const [first, second] = requests;
        if (first === undefined || second === undefined) return;
        for (const request of [first, second]) {
          const reply = Uint8Array.from(request.subarray(0, 14));
          // NOERROR to the first and REFUSED to the second, both without sections.
          reply.set([0, 12, reply[2] ?? 0, reply[3] ?? 0, 0xa8, request === first ? 0 : 5]);
          reply.fill(0, 6);
          socket.write(reply);
        }
      });
    });
    await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
    const controller = new AbortController();
    const aborted = failure(send(dns, controller.signal));
    await expect.poll(() => requests.length).toBe(1);
    controller.abort();
    expect(await aborted).toBeInstanceOf(UnknownOutcomeError);
    expect(await failure(send(dns))).toMatchObject({ code: 'REFUSED' });
  });
});

describe('aborted before sending', () => {
  test.each([new Error('no'), 'a text', undefined])(
    'rejects with the reason %s',
    async (reason) => {
      await using peer = await silentPeer();
      await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
      const signal = AbortSignal.abort(reason);
      expect(await failure(send(dns, signal))).toBe(signal.reason);
      const update = dns.update('example.com').removeName('www');
      expect(await failure(update.trySend({ signal }))).toBe(signal.reason);
    },
  );
});

describe('a closed client', () => {
  test('ends what is in flight as unknown and sends nothing more', async () => {
    await using peer = await silentPeer();
    const dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
    const sending = failure(send(dns));
    await peer.received;
    await dns.close();
    const error = await sending;
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ applied: 'unknown' });
    expect(await failure(send(dns))).toBeInstanceOf(ClientClosedError);
    const update = dns.update('example.com').removeName('www');
    expect(await failure(update.trySend())).toBeInstanceOf(ClientClosedError);
    await dns.close();
  });
});

describe('slips', () => {
  test.each([
    ['signal', { signal: 5 }],
    ['verify', { verify: 'yes' }],
    ['edns', { edns: 5 }],
    ['timeout', { timeout: 5 }],
    ['options', null],
  ])('%s: %j is no option of send', async (option, options) => {
    await using dns = new DnsClient({ server: '127.0.0.1' });
    const update = dns.update('example.com').removeName('www');
    expect(await failure(update.send(options as never))).toMatchObject({
      code: 'INVALID_OPTION',
      option,
    });
  });

  test('a clock that fails leaves no socket open', async () => {
    const fault = new Error('no clock');
    await using dns = new DnsClient({
      server: '127.0.0.1',
      transport: 'udp',
      key: TsigKey.parse('ddns-key:c2VjcmV0'),
      clock: () => {
        throw fault;
      },
    });
    const isSocket = (name: string): boolean => name === 'UDPWrap' || name === 'UDPWRAP';
    const before = process.getActiveResourcesInfo().filter(isSocket).length;
    expect(await failure(send(dns))).toBe(fault);
    await expect.poll(() => process.getActiveResourcesInfo().filter(isSocket).length).toBe(before);
  });

  test('an update without operations is refused, by trySend too', async () => {
    await using dns = new DnsClient({ server: '127.0.0.1' });
    expect(await failure(dns.update('example.com').send())).toBeInstanceOf(InvalidUpdateError);
    expect(await failure(dns.update('example.com').trySend())).toBeInstanceOf(InvalidUpdateError);
  });

  test('what all servers skip is refused with lint, unless it is allowed', async () => {
    await using peer = await silentPeer();
    const server = `127.0.0.1:${peer.port}`;
    await using dns = new DnsClient({ server, timeoutMs: 50, onUnknown: 'throw' });
    const update = dns.update('example.com').removeRRset('@', 'NS');
    const error = await failure(update.send());
    expect(error).toBeInstanceOf(InvalidUpdateError);
    expect(error).toMatchObject({
      operation: 'send',
      lint: [{ operation: 'removeRRset', name: 'example.com.', type: 'NS' }],
    });
    expect(await failure(update.send({ allowSilent: true }))).toBeInstanceOf(TimeoutError);
  });

  test('a message over 65,535 octets is a value of trySend, and nothing is sent', async () => {
    await using dns = new DnsClient({ server: '127.0.0.1' });
    const update = dns.update('example.com');
    for (let i = 0; i < 1_200; i++) update.insert(`n${i}`, 60, 'TXT', 'x'.repeat(60));
    const outcome = await update.trySend();
    expect(!outcome.ok && outcome.error).toBeInstanceOf(MessageTooLargeError);
    expect(!outcome.ok && outcome.error.applied).toBe('no');
    expect(await failure(update.send())).toBeInstanceOf(MessageTooLargeError);
  });
});
