/** A watch that is told of changes: NOTIFY (RFC 1996) from servers, and from others. */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type DnsServer } from '@zonewright/server';
import { lastingHandles, newHandles, requireServers, startServer } from '@zonewright/testkit';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageInput,
  signRequest,
  verifyResponse,
  TsigKey as WireTsigKey,
} from '@zonewright/wire';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  DnsClient,
  type DnsClientOptions,
  InvalidOptionError,
  ListenError,
  TsigKey,
  type WatchOptions,
  type ZoneChanges,
} from '../../src/index.ts';
import { key, zone } from '../sending/embedded.ts';
import { errorOf, key as realKey } from '../servers/real-servers.ts';
import { all } from './zones.ts';

const text = `
@ 300 SOA ns1 hostmaster 1 86400 600 864000 300
@ 300 NS ns1
ns1 300 A 127.0.0.1
`;

/** Longer than any test: what is seen sooner was told. */
const never = 3_600_000;

const open: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

function clientOf(server: string, options: Partial<DnsClientOptions> = { key }): DnsClient {
  const dns = new DnsClient({ server, ...options });
  open.push(() => dns.close());
  return dns;
}

async function socketAt(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  open.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket;
}

/** A UDP port that was free a moment ago. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

async function serverWith(notify: string | readonly string[] = []): Promise<DnsServer> {
  const server = createServer({ zones: { [zone]: text }, keys: [key], notify });
  await server.listen({ port: 0 });
  open.push(() => server.close());
  return server;
}

const labelOf = ({ address }: DnsServer): string => `127.0.0.1:${address.port}`;

/** How often the SOA was asked for. */
const polls = ({ received }: DnsServer): number =>
  received.filter(({ message: { opcode } }) => opcode === 'QUERY').length;

const notification = (about: string, id = 7): MessageInput => ({
  id,
  opcode: 'NOTIFY',
  flags: { aa: true },
  questions: [{ name: about, type: 'SOA', class: 'IN' }],
});

/** A watch under way, its server, and who sends to it. */
async function startWatch(options?: Partial<DnsClientOptions>): Promise<{
  readonly server: DnsServer;
  readonly first: Promise<IteratorResult<ZoneChanges>>;
  readonly leave: () => Promise<unknown>;
  readonly port: number;
  readonly ask: (octets: Uint8Array, from: Socket) => Promise<Uint8Array>;
}> {
  const server = await serverWith();
  const port = await freePort();
  const notify = { port };
  const values = clientOf(labelOf(server), options)
    .watch(zone, { intervalMs: never, notify })
    [Symbol.asyncIterator]();
  const first = values.next();
  await expect.poll(() => polls(server)).toBe(1);
  const leave = async (): Promise<unknown> => await values.return?.();
  open.push(leave);
  const ask = async (octets: Uint8Array, from: Socket): Promise<Uint8Array> => {
    from.send(octets, port, '127.0.0.1');
    const [reply] = (await once(from, 'message')) as [Uint8Array];
    return reply;
  };
  return { server, first, leave, port, ask };
}

describe('watch with notify', () => {
  test('a change is seen when it is told, long before the interval is over', async () => {
    const port = await freePort();
    const server = await serverWith(`127.0.0.1:${port}`);
    const dns = clientOf(labelOf(server));
    const count = 20;
    const seen: unknown[] = [];
    const options = { serial: 1, intervalMs: never, notify: { port } };
    const watched = (async () => {
      for await (const change of dns.watch(zone, options)) {
        if ('from' in change) seen.push(change.to);
        if (seen.length === count) return;
      }
    })();
    for (let i = 0; i < count; i += 1) {
      await dns.update(zone).insert(`c${i}`, 60, 'A', '192.0.2.1').send();
    }
    await watched;
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 2));
  });

  test('it answers with the question, QR and AA (RFC 1996 section 4.7), and asks', async () => {
    const { server, ask, first } = await startWatch();
    const from = await socketAt('127.0.0.1');
    const request = encodeMessage(notification(zone));
    const reply = await ask(request, from);
    // As the request, but for QR: opcode 4, AA, NOERROR, one question.
    expect(Buffer.from(reply).toString('hex')).toBe(
      `0007a4000001000000000000${Buffer.from(request.subarray(12)).toString('hex')}`,
    );
    await expect.poll(() => polls(server)).toBe(2);
    await clientOf(labelOf(server)).update(zone).insert('new', 60, 'A', '192.0.2.1').send();
    await ask(request, from);
    expect((await first).value).toMatchObject({ from: 1, to: 2 });
  });

  test('what is told while it asks is asked for behind that', async () => {
    const { server, ask } = await startWatch();
    const from = await socketAt('127.0.0.1');
    server.faults = () => ({ delayMs: 200 });
    await ask(encodeMessage(notification(zone)), from);
    await expect.poll(() => polls(server)).toBe(2);
    await ask(encodeMessage(notification(zone)), from);
    expect(polls(server)).toBe(2);
    await expect.poll(() => polls(server)).toBe(3);
  });

  test('signed with our key it is answered signed; with another it is NOTAUTH and nothing', async () => {
    const { server, ask } = await startWatch();
    const from = await socketAt('127.0.0.1');
    const now = Math.floor(Date.now() / 1_000);
    const signed = signRequest(encodeMessage(notification(zone)), key, { now });
    const reply = await ask(signed.bytes, from);
    expect(verifyResponse(reply, key, { now, requestMac: signed.mac })).toMatchObject({
      rcode: 'NOERROR',
    });
    await expect.poll(() => polls(server)).toBe(2);

    const stranger = TsigKey.parse('hmac-sha256:stranger:c2VjcmV0');
    const liar = TsigKey.parse(`${key.algorithm}:${key.name}:b3RoZXI=`);
    const told: unknown[] = [];
    for (const other of [stranger, liar]) {
      const { bytes } = signRequest(encodeMessage(notification(zone)), other, { now });
      const { rcode, tsig } = decodeMessage(await ask(bytes, from));
      told.push([rcode, tsig?.error]);
    }
    // BADKEY and BADSIG (RFC 8945 section 3).
    expect(told).toEqual([
      ['NOTAUTH', 17],
      ['NOTAUTH', 16],
    ]);
    expect(polls(server)).toBe(2);
  });

  test('signed with our key it is answered signed, also where that is of another copy of the package', async () => {
    vi.resetModules();
    const { TsigKey: OtherKey } = await import('@zonewright/wire');
    const other = OtherKey.parse(`${key.algorithm}:${key.name}:${key.revealSecret()}`);
    expect(other).not.toBeInstanceOf(WireTsigKey);
    const { server, ask } = await startWatch({ key: other });
    const now = Math.floor(Date.now() / 1_000);
    const { bytes, verify } = signRequest(encodeMessage(notification(zone)), key, { now });
    expect(verify(await ask(bytes, await socketAt('127.0.0.1')), { now }).rcode).toBe('NOERROR');
    await expect.poll(() => polls(server)).toBe(2);
  });

  test('without a key it needs no clock', async () => {
    const { server, ask } = await startWatch({ clock: () => Number.NaN });
    const from = await socketAt('127.0.0.1');
    const reply = await ask(encodeMessage(notification(zone)), from);
    expect(decodeMessage(reply).rcode).toBe('NOERROR');
    await expect.poll(() => polls(server)).toBe(2);
  });

  test('a clock that throws for a NOTIFY ends the loop, and not the process', async () => {
    const broken = new Error('the clock broke');
    let isBroken = false;
    const clock = (): number => {
      if (isBroken) throw broken;
      return Date.now() / 1_000;
    };
    const { first, port } = await startWatch({ key, clock });
    isBroken = true;
    const from = await socketAt('127.0.0.1');
    from.send(encodeMessage(notification(zone)), port, '127.0.0.1');
    await expect(first).rejects.toBe(broken);
  });

  test('what is no NOTIFY of the zone is said so, and nothing is asked', async () => {
    const { server, ask } = await startWatch();
    const from = await socketAt('127.0.0.1');
    const questions = [{ name: zone, type: 'SOA', class: 'IN' }] as const;
    const others: readonly (readonly [MessageInput, Message['rcode']])[] = [
      [notification('other.test'), 'NOTAUTH'],
      [notification(`sub.${zone}`), 'NOTAUTH'],
      [{ id: 1, opcode: 'NOTIFY', questions: [] }, 'FORMERR'],
      [{ id: 1, opcode: 'NOTIFY', questions: [...questions, ...questions] }, 'FORMERR'],
      [{ id: 1, opcode: 'NOTIFY', questions: [{ ...questions[0], type: 'A' }] }, 'FORMERR'],
      [{ id: 1, opcode: 'QUERY', questions }, 'NOTIMP'],
      [{ id: 1, opcode: 'UPDATE', zone: questions[0] }, 'NOTIMP'],
    ];
    for (const [message, rcode] of others) {
      const reply = decodeMessage(await ask(encodeMessage(message), from));
      expect(reply).toMatchObject({ id: message.id, opcode: message.opcode, rcode });
      expect(reply.flags).toMatchObject({ qr: true, aa: false });
    }
    expect(polls(server)).toBe(1);
  });

  test('from others, and what is no request, it is ignored (RFC 1996 section 3.10)', async () => {
    const { server, ask, port } = await startWatch();
    const [known, stranger] = [await socketAt('127.0.0.1'), await socketAt('127.0.0.2')];
    const seen: number[] = [];
    for (const socket of [known, stranger]) {
      socket.on('message', (reply: Buffer) => seen.push(reply.readUInt16BE(0)));
    }
    stranger.send(encodeMessage(notification(zone, 1)), port, '127.0.0.1');
    const response = encodeMessage({ ...notification(zone, 2), flags: { qr: true, aa: true } });
    for (const octets of [response, Uint8Array.of(0, 3), new Uint8Array(0)]) {
      known.send(octets, port, '127.0.0.1');
    }
    // Datagrams to one socket on loopback come in their order: behind it the others were looked at.
    await ask(encodeMessage(notification('other.test', 4)), known);
    expect(seen).toEqual([4]);
    expect(polls(server)).toBe(1);
  });

  test('its socket ends with the loop, however that ends', async () => {
    const server = await serverWith();
    const handles = await lastingHandles();
    const notify = { port: await freePort() };
    const controller = new AbortController();
    const { signal } = controller;
    const dns = new DnsClient({ server: labelOf(server), key });
    const ended = errorOf(all(dns.watch(zone, { intervalMs: never, notify, signal })));
    await expect.poll(() => polls(server)).toBe(1);
    const second = await errorOf(all(dns.watch(zone, { notify })));
    expect(second).toBeInstanceOf(ListenError);
    expect(second).toMatchObject({ code: 'LISTEN_FAILED', applied: 'no', zone: `${zone}.` });
    expect(String(second)).toContain(`127.0.0.1:${notify.port}: bind EADDRINUSE`);
    controller.abort('enough');
    expect(await ended).toBe('enough');
    const values = dns.watch(zone, { intervalMs: never, notify })[Symbol.asyncIterator]();
    const first = values.next();
    await expect.poll(() => polls(server)).toBe(2);
    await values.return?.();
    expect(await first).toMatchObject({ done: true });
    await dns.close();
    expect(await newHandles(handles)).toEqual({});
  });

  test('what cannot be listened on is refused at the call', async () => {
    const server = await serverWith();
    const dns = clientOf(labelOf(server));
    for (const notify of [
      null,
      5353,
      {},
      { port: 0 },
      { port: 65_536 },
      { port: 1, host: 'x' },
      { port: 1, address: 'localhost' },
    ]) {
      const options = { notify } as unknown as WatchOptions;
      expect(() => dns.watch(zone, options)).toThrow(InvalidOptionError);
    }
    const inMemory = new DnsClient({ server });
    expect(() => inMemory.watch(zone, { notify: { port: 1 } })).toThrow('a server in memory');
    await inMemory.close();
  });
});

const { available, reason = '' } = requireServers('bind');

describe.skipIf(!available)(`bind: watch with notify ${reason}`, () => {
  test('BIND tells of each change, and takes the answer', async () => {
    const port = await freePort();
    const bound = {
      text: `$TTL 60\n${text}`,
      secondaries: [`127.0.0.1:${port}`],
      options: 'notify-delay 1; max-ixfr-ratio unlimited;',
    };
    await using server = await startServer('bind', { zones: { 'told.test': bound } });
    const dns = clientOf(server.server, { key: realKey });
    const { serial } = await dns.soa('told.test');
    const options = { serial, intervalMs: never, notify: { port } };
    const seen: unknown[] = [];
    for (const data of ['192.0.2.1', '192.0.2.2']) {
      await dns.update('told.test').insert('new', 60, 'A', data).send();
    }
    for await (const change of dns.watch('told.test', options)) {
      seen.push('from' in change ? change.to : 'all of it');
      if (seen.length === 2) {
        void dns.update('told.test').insert('new', 60, 'A', '192.0.2.3').send();
      }
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([serial + 1, serial + 2, serial + 3]);
  }, 20_000);
});
