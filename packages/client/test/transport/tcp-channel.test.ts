/** Requests on one connection: what leaves, in how many writes, and whose answer is whose. */

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { TcpChannel } from '../../src/transport/tcp-channel.ts';
import { framed, openTcp, readRequests, requestOf, serveTcp } from './scripted-peer.ts';

/** Stands in for a socket, and keeps each write by itself. */
class RecordedSocket extends Duplex {
  readonly writes: Uint8Array[] = [];
  override _read(): void {}
  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.writes.push(chunk);
    done();
  }
  override _writev(chunks: readonly { readonly chunk: Uint8Array }[], done: () => void): void {
    this.writes.push(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }
  setNoDelay(): void {}
  readonly timeouts: number[] = [];
  setTimeout(timeoutMs: number): void {
    this.timeouts.push(timeoutMs);
  }
  ref(): void {}
  unref(): void {}
}

function recorded(): { readonly channel: TcpChannel; readonly socket: RecordedSocket } {
  const socket = new RecordedSocket();
  // It has what the channel uses of a socket.
  return { socket, channel: new TcpChannel(socket as unknown as Socket, 'tcp') };
}

describe('writes (RFC 7766 section 8)', () => {
  test('length and message leave in one write', async () => {
    const { channel, socket } = recorded();
    const request = requestOf(1);
    const exchange = channel.exchange(request);
    await expect.poll(() => socket.writes.length).toBe(1);
    expect(Uint8Array.from(socket.writes[0] ?? [])).toEqual(framed(request.bytes));
    channel.close();
    expect(await exchange).toMatchObject({ status: 'lost', copies: 1 });
  });

  test('messages of one tick leave in one write, in their order', async () => {
    const { channel, socket } = recorded();
    const requests = [requestOf(1), requestOf(2), requestOf(3)];
    const exchanges = requests.map((request) => channel.exchange(request));
    // After other microtasks of the tick, as after signing.
    const late = Promise.resolve().then(() => channel.exchange(requestOf(4)));
    await expect.poll(() => socket.writes.length).toBe(1);
    expect(Uint8Array.from(socket.writes[0] ?? [])).toEqual(
      Uint8Array.from([...requests, requestOf(4)].flatMap(({ bytes }) => [...framed(bytes)])),
    );
    channel.close();
    await Promise.all([...exchanges, late]);
  });

  test('aborted within the tick, nothing of it leaves', async () => {
    const { channel, socket } = recorded();
    const controller = new AbortController();
    const aborted = channel.exchange(requestOf(1, { signal: controller.signal }));
    const other = channel.exchange(requestOf(2));
    controller.abort();
    expect(await aborted).toEqual({ status: 'aborted', sent: false });
    await expect.poll(() => socket.writes.length).toBe(1);
    expect(Uint8Array.from(socket.writes[0] ?? [])).toEqual(framed(requestOf(2).bytes));
    channel.close();
    await other;
  });

  test('closed within the tick, it was not sent', async () => {
    const { channel, socket } = recorded();
    const exchange = channel.exchange(requestOf(1));
    channel.close();
    expect(await exchange).toMatchObject({ status: 'unsent' });
    expect(socket.writes).toEqual([]);
  });
});

describe('answers (RFC 7766 section 7)', () => {
  test('are matched by id in any order', async () => {
    const requests: Uint8Array[] = [];
    await using peer = await serveTcp((socket) => {
      readRequests(socket, (request) => {
        requests.unshift(request);
        if (requests.length === 3) for (const each of requests) socket.write(framed(each));
      });
    });
    const channel = await openTcp(peer.port);
    const ids = [channel.newId(), channel.newId(), channel.newId()];
    const outcomes = await Promise.all(ids.map((id) => channel.exchange(requestOf(id))));
    expect(outcomes).toEqual(
      ids.map((id) => ({ status: 'answered', answer: requestOf(id).bytes, copies: 1 })),
    );
    channel.close();
  });

  test('of a request that was given up go to no other (RFC 5452 section 9.2)', async () => {
    let socket: Socket | undefined;
    const requests: Uint8Array[] = [];
    await using peer = await serveTcp((accepted) => {
      socket = accepted;
      readRequests(accepted, (request) => requests.push(request));
    });
    const channel = await openTcp(peer.port);
    const controller = new AbortController();
    const id = channel.newId();
    const aborted = channel.exchange(requestOf(id, { signal: controller.signal }));
    await expect.poll(() => requests.length).toBe(1);
    controller.abort();
    expect(await aborted).toEqual({ status: 'aborted', sent: true, copies: 1 });
    const other = channel.exchange(requestOf(channel.newId()));
    await expect.poll(() => requests.length).toBe(2);
    for (const request of requests) socket?.write(framed(request));
    expect(await other).toMatchObject({ status: 'answered', answer: requests[1] });
    channel.close();
  });

  test('ids that were given out differ, also before they are sent (RFC 7766 section 6.2.1)', () => {
    const { channel } = recorded();
    // Of so many random ids some would be alike.
    const ids = Array.from({ length: 5_000 }, () => channel.newId());
    expect(new Set(ids).size).toBe(ids.length);
    channel.close();
  });
});

describe('a connection that the server closed (RFC 7766 section 6.2.4)', () => {
  test('is not used again', async () => {
    await using peer = await serveTcp((socket) => socket.end());
    const channel = (await openTcp(peer.port)) as TcpChannel;
    await expect.poll(() => channel.isUsable).toBe(false);
    expect(channel.isClosed).toBe(true);
    expect(await channel.exchange(requestOf(1))).toMatchObject({ status: 'unsent' });
  });

  test('with requests in flight loses them all', async () => {
    await using peer = await serveTcp((socket) => {
      let requests = 0;
      readRequests(socket, () => {
        requests += 1;
        if (requests === 2) socket.resetAndDestroy();
      });
    });
    const channel = await openTcp(peer.port);
    const outcomes = await Promise.all([1, 2].map((id) => channel.exchange(requestOf(id))));
    expect(outcomes).toMatchObject([
      { status: 'lost', copies: 1 },
      { status: 'lost', copies: 1 },
    ]);
  });

  test('a request that was not answered in time is the last on its connection', async () => {
    await using peer = await serveTcp((socket) => socket.resume());
    const channel = (await openTcp(peer.port)) as TcpChannel;
    const outcome = await channel.exchange(requestOf(1, { timeoutMs: 50 }));
    expect(outcome).toEqual({ status: 'timeout', ignored: [], untrusted: [], copies: 1 });
    expect(channel.isUsable).toBe(false);
    expect(channel.isClosed).toBe(true);
  });
});

describe('an idle connection (RFC 7766 section 6.2.3)', () => {
  test('is closed by us after 10 s, counted from its last request', async () => {
    const { channel, socket } = recorded();
    expect(socket.timeouts).toEqual([10_000]);
    const controller = new AbortController();
    const exchange = channel.exchange(requestOf(1, { signal: controller.signal }));
    // Quiet for as long, but not idle.
    socket.emit('timeout');
    expect(channel.isUsable).toBe(true);
    controller.abort();
    await exchange;
    expect(socket.timeouts).toEqual([10_000, 10_000]);
    socket.emit('timeout');
    expect(channel.isClosed).toBe(true);
  });

  test('is not closed while a request for it is being signed', async () => {
    const { channel, socket } = recorded();
    channel.expect();
    socket.emit('timeout');
    expect(channel.isUsable).toBe(true);
    channel.release();
    socket.emit('timeout');
    expect(channel.isClosed).toBe(true);
  });
});
