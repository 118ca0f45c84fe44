/** How requests are spread over connections, on connections that a test opens by hand. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionOutcome } from '../../src/transport/connect-tcp.ts';
import { ConnectionPool, type PoolOptions } from '../../src/transport/connection-pool.ts';
import type { OpenConnection } from '../../src/transport/opening-connection.ts';
import { TcpChannel } from '../../src/transport/tcp-channel.ts';
import { patient, requestOf, serveTcp, type TcpPeer } from './scripted-peer.ts';

let peer: TcpPeer;

beforeAll(async () => {
  peer = await serveTcp((socket) => socket.resume());
});

afterAll(async () => {
  await peer[Symbol.asyncDispose]();
});

/** Connections that a test makes succeed or fail one by one, in the order in which they began. */
class ByHand {
  readonly begun: ((outcome: ConnectionOutcome) => void)[] = [];
  aborted = 0;

  readonly open: OpenConnection = ({ signal }) =>
    new Promise((resolve) => {
      this.begun.push(resolve);
      const abort = (): void => {
        this.aborted += 1;
        resolve({ status: 'aborted' });
      };
      signal.addEventListener('abort', abort, { once: true });
    });

  async connect(index: number): Promise<TcpChannel> {
    const socket = connect(peer.port, '127.0.0.1');
    await once(socket, 'connect');
    const channel = new TcpChannel(socket, 'tcp');
    this.begun[index]?.({ status: 'connected', channel });
    return channel;
  }

  fail(index: number): void {
    this.begun[index]?.({ status: 'failed', cause: new Error(`no connection ${index}`) });
  }
}

/** What an update of one record asks for. */
const small = (): PoolOptions => ({ ...patient(), messageBytes: 132 });

type Opened = ConnectionOutcome | Promise<ConnectionOutcome>;

function burst(
  pool: ConnectionPool,
  count: number,
  timeoutMs = 5_000,
): Promise<ConnectionOutcome>[] {
  return Array.from({ length: count }, async () => await pool.open({ ...small(), timeoutMs }));
}

async function channelOf(opened: Opened): Promise<TcpChannel> {
  const outcome = await opened;
  if (outcome.status !== 'connected') throw new Error(outcome.status);
  return outcome.channel;
}

/** How many requests each connection got. */
async function spread(opened: readonly Opened[]): Promise<number[]> {
  const counts = new Map<TcpChannel, number>();
  for (const channel of await Promise.all(opened.map(channelOf))) {
    counts.set(channel, (counts.get(channel) ?? 0) + 1);
  }
  return [...counts.values()];
}

describe('connections under load', () => {
  test('large messages get a connection each, up to maxConnections: their answers hold none up', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 3);
    const large = { ...small(), messageBytes: 4_096 };
    const opened = Array.from({ length: 5 }, async () => await pool.open(large));
    expect(hand.begun.length).toBe(3);
    for (const index of hand.begun.keys()) await hand.connect(index);
    expect(await spread(opened)).toEqual([2, 2, 1]);
    pool.close();
  });

  test('a large message after the other has the same connection, and a small one beside it has it too', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const large = { ...small(), messageBytes: 4_096 };
    const opened = pool.open(large);
    const only = await hand.connect(0);
    (await channelOf(opened)).release();
    expect(await channelOf(pool.open(large))).toBe(only);
    expect(await channelOf(pool.open(small()))).toBe(only);
    expect(hand.begun.length).toBe(1);
    pool.close();
  });

  test('a burst of 64 opens 16 connections of 4 requests each', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 64);
    expect(hand.begun.length).toBe(16);
    for (const index of hand.begun.keys()) await hand.connect(index);
    expect(await spread(opened)).toEqual(Array.from({ length: 16 }, () => 4));
    pool.close();
  });

  test('no more than maxConnections are opened, however many requests wait', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 2);
    const opened = burst(pool, 21);
    expect(hand.begun.length).toBe(2);
    await hand.connect(0);
    await hand.connect(1);
    expect(await spread(opened)).toEqual([11, 10]);
    pool.close();
  });

  test('one after the other always gets the same connection, after a burst too (RFC 7766 section 6.2.1)', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 8);
    const first = await hand.connect(0);
    await hand.connect(1);
    for (const each of opened) (await channelOf(each)).release();
    for (let i = 0; i < 10; i++) {
      const channel = await channelOf(pool.open(small()));
      expect(channel).toBe(first);
      channel.release();
    }
    expect(hand.begun.length).toBe(2);
    pool.close();
  });

  test('the connection of the same call is taken, however busy, while it can be used', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 8);
    await hand.connect(0);
    const prefer = await hand.connect(1);
    await Promise.all(opened);
    expect(await channelOf(pool.open({ ...small(), prefer }))).toBe(prefer);
    prefer.close();
    const [next] = burst(pool, 1);
    expect(hand.begun.length).toBe(3);
    await hand.connect(2);
    expect(await channelOf(next as Opened)).not.toBe(prefer);
    pool.close();
  });

  test('a request that was sent counts until it ends', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 4);
    const channel = await hand.connect(0);
    await Promise.all(opened);
    const controller = new AbortController();
    const { signal } = controller;
    const exchanges = [1, 2, 3, 4].map((id) => channel.exchange(requestOf(id, { signal })));
    expect(channel.load).toBe(4);
    const another = pool.open(small());
    expect(hand.begun.length).toBe(2);
    controller.abort();
    await Promise.all(exchanges);
    expect(channel.load).toBe(0);
    expect(await channelOf(pool.open(small()))).toBe(channel);
    await hand.connect(1);
    await another;
    pool.close();
  });
});

describe('another connection that does not open', () => {
  test('sends its requests to those that are there', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 12);
    const first = await hand.connect(0);
    hand.fail(1);
    hand.fail(2);
    expect(new Set(await Promise.all(opened.map(channelOf)))).toEqual(new Set([first]));
    expect(hand.begun.length).toBe(3);
    pool.close();
  });

  test('sends them to those that are still opening, too', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 8);
    hand.fail(0);
    const second = await hand.connect(1);
    expect(new Set(await Promise.all(opened.map(channelOf)))).toEqual(new Set([second]));
    expect(hand.begun.length).toBe(2);
    pool.close();
  });

  test('is waited for in a quarter of the time where there is one to use', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 4);
    const first = await hand.connect(0);
    await Promise.all(opened);
    const startedAt = performance.now();
    const [late] = burst(pool, 1, 400);
    expect(await channelOf(late as Opened)).toBe(first);
    expect(performance.now() - startedAt).toBeLessThan(350);
    expect(hand.aborted).toBe(1);
    pool.close();
  });

  test('fails them all where there is no other', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 8);
    hand.fail(0);
    hand.fail(1);
    for (const outcome of await Promise.all(opened)) {
      expect(outcome).toMatchObject({ status: 'failed' });
    }
    expect(hand.begun.length).toBe(2);
    pool.close();
  });
});

describe('waiting for a connection', () => {
  test('each waits for as long as it may itself', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const [short] = burst(pool, 1, 20);
    const [long] = burst(pool, 1);
    expect(await short).toMatchObject({ status: 'failed' });
    expect(hand.aborted).toBe(0);
    const channel = await hand.connect(0);
    expect(await channelOf(long as Opened)).toBe(channel);
    expect(hand.begun.length).toBe(1);
    pool.close();
  });

  test('when nobody waits any more it is given up, and the next begins anew', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const controller = new AbortController();
    const aborted = pool.open({ ...small(), signal: controller.signal });
    controller.abort();
    expect(await aborted).toEqual({ status: 'aborted' });
    expect(hand.aborted).toBe(1);
    const next = pool.open(small());
    expect(hand.begun.length).toBe(2);
    const channel = await hand.connect(1);
    expect(await channelOf(next)).toBe(channel);
    pool.close();
  });

  test('closing ends it, and nothing is opened afterwards', async () => {
    const hand = new ByHand();
    const pool = new ConnectionPool(hand.open, 16);
    const opened = burst(pool, 5);
    pool.close();
    for (const each of opened) expect(await each).toEqual({ status: 'aborted' });
    expect(hand.aborted).toBe(2);
    expect(await pool.open(small())).toEqual({ status: 'aborted' });
    expect(hand.begun.length).toBe(2);
  });
});

test('no connection outlives its pool', async () => {
  await expect.poll(peer.connections).toBe(0);
});
