/**
 * What anybody can send to the sockets of a server: whatever it is, it is answered or dropped, and the
 * server goes on serving.
 */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { createServer } from '@zonewright/server';
import { heapBytes, octets, readCorpus } from '@zonewright/testkit';
import { decodeMessage } from '@zonewright/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertNoOpenSockets } from '../support/handles.ts';
import { addition, query, update } from '../support/requests.ts';
import { framed, idOf, TcpClient } from '../support/tcp-client.ts';
import { key, now, zoneText } from '../support/zone.ts';

interface Corpus {
  readonly contexts: Readonly<Record<string, { readonly request_wire: string }>>;
  readonly cases: readonly {
    readonly id: string;
    readonly response_wire?: string;
    readonly tcp_stream?: string;
  }[];
}

const corpus = readCorpus<Corpus>('malformed');
const messages = corpus.cases.flatMap(({ response_wire: wire }) =>
  wire === undefined ? [] : [octets(wire)],
);
const streams = corpus.cases.flatMap(({ tcp_stream: stream }) =>
  stream === undefined ? [] : [octets(stream)],
);

/** What a server sent, as somebody would send it to a server: QR is 0. */
function turnedAround(message: Uint8Array): Uint8Array {
  const request = message.slice();
  if (request.length > 2) request[2] = (request[2] as number) & 0x7f;
  return request;
}

/** Pseudo-random octets from a fixed seed (xorshift32). */
function randomOctets(seed: number): (length: number) => Uint8Array {
  let state = seed;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}

/** The zones that the corpus is about, so that what is not malformed is looked into. */
function zonesOfCorpus(): Record<string, string> {
  const names = new Set<string>();
  for (const { request_wire: wire } of Object.values(corpus.contexts)) {
    const message = decodeMessage(octets(wire));
    const about = message.opcode === 'UPDATE' ? message.zone : message.questions[0];
    if (about !== undefined && about.name !== '.') names.add(about.name.toLowerCase());
  }
  return Object.fromEntries([...names].map((name) => [name, zoneText]));
}

const failures: unknown[] = [];
let server: ReturnType<typeof createServer>;
let udp: Socket;

/** Everybody may do everything: nothing is turned away before it was looked into. */
beforeEach(async () => {
  failures.length = 0;
  server = createServer({
    zones: { ...zonesOfCorpus(), 'example.com': zoneText },
    keys: [key],
    clock: () => now,
    policy: { grants: [], unsigned: ['query', 'transfer', 'update'] },
    leases: true,
    onError: (error) => failures.push(error),
  });
  await server.listen();
  udp = createSocket('udp4');
  udp.connect(server.address.port, server.address.address);
  await once(udp, 'connect');
});

afterEach(async () => {
  udp.close();
  await server.close();
  await assertNoOpenSockets();
});

/** A question of ours, over UDP and over TCP, gets its answer. */
async function expectServing(id: number): Promise<void> {
  const request = query('www.example.com.', 'A', { id });
  const wanted = { rcode: 'NOERROR', answers: [{ data: '192.0.2.80' }, { data: '192.0.2.81' }] };
  const client = await TcpClient.connect(server.address.port);
  expect(decodeMessage(await client.ask(request))).toMatchObject(wanted);
  client.destroy();
  await client.closed;
  expect(decodeMessage(await askByUdp(request))).toMatchObject(wanted);
}

/** Asks until there is a reply: behind much else the kernel may drop a datagram. */
async function askByUdp(request: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const send = () => udp.send(request);
    const again = setInterval(send, 100);
    const take = (reply: Buffer) => {
      if (idOf(reply) !== idOf(request) || ((reply[3] as number) & 15) !== 0) return;
      clearInterval(again);
      udp.off('message', take);
      resolve(Uint8Array.from(reply));
    };
    udp.on('message', take);
    send();
  });
}

/** A message over a connection of its own: what came back until the server ended it. */
async function sendByTcp(stream: Uint8Array): Promise<Uint8Array> {
  const client = await TcpClient.connect(server.address.port);
  client.socket.end(stream);
  return await client.rest();
}

/** What a reply to anything has to be: a message that answers it. */
function expectReplyTo(request: Uint8Array, reply: Uint8Array): void {
  const message = decodeMessage(reply);
  expect([message.flags.qr, message.id]).toEqual([true, idOf(request)]);
}

describe('the malformed messages of the corpus', () => {
  it('are all here', () => {
    expect([messages.length, streams.length]).toEqual([519, 20]);
    expect(Object.keys(zonesOfCorpus()).length).toBeGreaterThan(0);
  });

  it('turned around and over TCP are answered, or the connection is closed', async () => {
    const rcodes = new Set<string>();
    for (const message of messages) {
      const request = turnedAround(message);
      // Nothing longer has a length to go in front of it.
      const answered = await sendByTcp(framed(request.subarray(0, 65_535)));
      if (request.length < 12) {
        expect(answered).toHaveLength(0);
        continue;
      }
      const reply = answered.subarray(2);
      expectReplyTo(request, reply);
      rcodes.add(decodeMessage(reply).rcode);
    }
    // They are not all turned away at the door.
    expect([...rcodes]).toEqual(
      expect.arrayContaining(['FORMERR', 'NOTIMP', 'NOERROR', 'NOTAUTH']),
    );
    await expectServing(1);
    expect(failures).toEqual([]);
  });

  it('turned around and over UDP are answered or dropped; as responses they are dropped', async () => {
    const replies: Uint8Array[] = [];
    udp.on('message', (reply) => replies.push(Uint8Array.from(reply)));
    for (const message of messages) {
      if (message.length > 60_000) continue;
      udp.send(message);
      udp.send(turnedAround(message));
      await turn();
    }
    await expectServing(2);
    const requests = messages.filter(({ length }) => length >= 12);
    const ids = new Set(requests.map(idOf).concat(2));
    expect(replies.length).toBeGreaterThan(requests.length / 2);
    // What is a response gets none: two servers would go on for ever.
    expect(replies.length).toBeLessThanOrEqual(messages.length + 100);
    for (const reply of replies) {
      expect(ids).toContain(idOf(reply));
      expect(decodeMessage(reply).flags.qr).toBe(true);
    }
    expect(failures).toEqual([]);
  });

  it('as octets of a connection are answered, or the connection is closed', async () => {
    for (const stream of streams) await sendByTcp(stream);
    for (const message of messages.slice(0, 50)) await sendByTcp(message);
    await expectServing(3);
    expect(failures).toEqual([]);
  });
});

describe('garbage', () => {
  it('100,000 datagrams of it leave the server serving, and nothing of it is kept', async () => {
    const random = randomOctets(0x5eed);
    const signed = key.sign(update({ updates: [addition()] }), { now }).bytes;
    const damaged = (n: number): Uint8Array => {
      const request = signed.slice(0, 12 + (n % (signed.length - 11)));
      for (const at of random(3)) request[at % request.length] = random(1)[0] as number;
      return request;
    };
    let replies = 0;
    udp.on('message', () => {
      replies += 1;
    });
    await expectServing(4);
    const before = heapBytes();
    for (let n = 0; n < 100_000; n++) {
      if (n % 10 === 1) udp.send(signed);
      else udp.send(n % 2 === 0 ? random(n % 200) : damaged(n));
      if (n % 16 === 15) await turn();
      if (n % 20_000 === 19_999) await expectServing(5);
    }
    await expectServing(6);
    // Most of it came to the server: what is no response, and as long as a header, was answered.
    expect(replies).toBeGreaterThan(50_000);
    expect(server.received).toHaveLength(1_000);
    expect(heapBytes() - before).toBeLessThan(32 * 1_048_576);
    expect(failures).toEqual([]);
  }, 60_000);

  it('over TCP gets what is due, message by message, and the connection stays', async () => {
    const random = randomOctets(0xbad);
    const client = await TcpClient.connect(server.address.port);
    for (let n = 0; n < 2_000; n++) {
      const request = random(12 + (n % 300));
      request[2] = (request[2] as number) & 0x7f;
      const reply = await client.ask(request);
      expectReplyTo(request, reply);
    }
    client.destroy();
    await client.closed;
    await expectServing(7);
    expect(failures).toEqual([]);
  });

  it('as octets of a connection ends with the connection, and with nothing else', async () => {
    const random = randomOctets(0xabc);
    for (let n = 0; n < 200; n++) await sendByTcp(random(n * 5));
    await expectServing(8);
    expect(failures).toEqual([]);
  });
});

describe('many who want much', () => {
  const clients: TcpClient[] = [];

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await Promise.all(clients.splice(0).map(({ closed }) => closed));
  });

  it('1,000 idle connections leave it serving, of which it keeps 256', async () => {
    for (let n = 0; n < 1_000; n++) clients.push(await TcpClient.connect(server.address.port));
    await expectServing(9);
    const closed = clients.slice(0, 1_000 - 256).map((client) => client.closed);
    await Promise.all(closed);
    const [last] = clients.slice(-1);
    expect(idOf((await last?.ask(query('www.example.com.', 'A'))) as Uint8Array)).toBe(0x1234);
    expect(failures).toEqual([]);
  });

  it('ten who ask and do not read hold a bounded amount, and nobody up', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => `192.0.${n >> 8}.${n & 255}`);
    const zone = server.zone('example.com');
    const added = many.map((data) => ({ ...addition(data), name: 'big.example.com.' }));
    await server.answer(key.sign(update({ updates: added as never }), { now }).bytes);
    expect(zone.rrset('big.example.com.', 'A')?.data).toHaveLength(1_000);
    const before = process.memoryUsage().arrayBuffers;
    const asked = framed(...Array.from({ length: 1_000 }, () => query('big.example.com.', 'A')));
    for (let n = 0; n < 10; n++) {
      const client = await TcpClient.connect(server.address.port);
      clients.push(client);
      client.socket.pause();
      client.socket.write(asked);
    }
    for (let n = 0; n < 10; n++) await expectServing(100 + n);
    // All answers together are 160 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1_048_576);
    expect(failures).toEqual([]);
  });
});
