import { afterEach, describe, expect, it, vi } from 'vitest';
import { TcpListener } from '../../src/sockets/tcp-listener.ts';
import { handlerOf, type Replier } from '../support/handlers.ts';
import { assertNoOpenSockets } from '../support/handles.ts';
import { framed, idOf, request, TcpClient } from '../support/tcp-client.ts';

const clients: TcpClient[] = [];
const listeners: TcpListener[] = [];

async function listen(
  replier: Replier = (bytes) => bytes,
  limits: { readonly maxConnections?: number; readonly idleTimeoutMs?: number } = {},
) {
  const report = vi.fn<(error: unknown) => void>();
  const listener = await TcpListener.open(
    { address: '127.0.0.1', port: 0, handle: handlerOf(replier), report },
    { maxConnections: 10, idleTimeoutMs: 60_000, ...limits },
  );
  listeners.push(listener);
  const connect = async () => {
    const client = await TcpClient.connect(listener.port);
    clients.push(client);
    return client;
  };
  return { listener, connect, report };
}

afterEach(async () => {
  vi.useRealTimers();
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  await assertNoOpenSockets();
});

describe('requests over TCP (RFC 7766)', () => {
  it('are read octet by octet', async () => {
    const { connect } = await listen();
    const client = await connect();
    for (const octet of framed(request(7, 30))) await client.write(Uint8Array.of(octet));
    expect(await client.next()).toEqual(request(7, 30));
  });

  it('that come in one segment are answered in their order, on a connection that stays', async () => {
    const { connect } = await listen((bytes) => request(idOf(bytes), 10_000 - idOf(bytes)));
    const client = await connect();
    await client.write(framed(request(1), request(2), request(3)));
    const replies = [await client.next(), await client.next(), await client.next()];
    expect(replies.map(idOf)).toEqual([1, 2, 3]);
    expect(idOf(await client.ask(request(4)))).toBe(4);
  });

  it('are answered between the messages that another connection gets, however many the system takes', async () => {
    let made = 0;
    let madeBefore = Number.POSITIVE_INFINITY;
    function* rest() {
      for (; made < 20; made++) yield request(1, 60_000);
    }
    const { connect } = await listen((bytes) => {
      if (idOf(bytes) === 1) return { reply: bytes, rest: rest() };
      madeBefore = made;
      return bytes;
    });
    const [one, other] = [await connect(), await connect()];
    await Promise.all([one.write(framed(request(1))), other.write(framed(request(2)))]);
    expect(idOf(await other.next())).toBe(2);
    expect(madeBefore).toBeLessThan(5);
    for (let n = 0; n < 21; n++) expect(idOf(await one.next())).toBe(1);
  });

  it('may have no reply, and the next one has', async () => {
    const { connect } = await listen((bytes) => (idOf(bytes) === 1 ? undefined : bytes));
    const client = await connect();
    await client.write(framed(request(1), request(2)));
    expect(idOf(await client.next())).toBe(2);
  });

  it('of the largest size are answered at the largest size', async () => {
    const { connect } = await listen();
    const client = await connect();
    const largest = request(9, 65_523);
    expect(await client.ask(largest)).toEqual(largest);
  });

  it('come with the sender as host:port', async () => {
    const handle = vi.fn<Replier>((bytes) => bytes);
    const { connect } = await listen(handle);
    const client = await connect();
    await client.ask(request(1));
    const from = `127.0.0.1:${client.socket.localPort}`;
    expect(handle.mock.calls).toEqual([[request(1), { transport: 'tcp', from }]]);
  });
});

describe('a connection is closed', () => {
  it.each([0, 1, 11])(
    'on a length of %d, behind the replies to what came before',
    async (length) => {
      const { connect } = await listen();
      const client = await connect();
      await client.write(framed(request(1), new Uint8Array(length), request(2)));
      expect(idOf(await client.next())).toBe(1);
      await client.closed;
      await expect(client.next()).rejects.toThrow('closed');
    },
  );

  it('after the reply, where the other side is half-closed', async () => {
    const { connect } = await listen();
    const client = await connect();
    client.socket.end(framed(request(1), request(2)));
    expect(idOf(await client.next())).toBe(1);
    expect(idOf(await client.next())).toBe(2);
    await client.closed;
  });

  it('after all replies, where the half-closed side is slow to read them', async () => {
    const { connect } = await listen((bytes) => request(idOf(bytes), 60_000));
    const [slow, other] = [await connect(), await connect()];
    slow.socket.pause();
    const ids = Array.from({ length: 500 }, (_, i) => i);
    slow.socket.end(framed(...ids.map((id) => request(id))));
    for (let i = 0; i < 20; i++) await other.ask(request(i));
    slow.socket.resume();
    for (const id of ids) expect(idOf(await slow.next())).toBe(id);
    await slow.closed;
  });

  it('without a reply, where the other side ends in the middle of a request', async () => {
    const handle = vi.fn<Replier>((bytes) => bytes);
    const { connect } = await listen(handle);
    const client = await connect();
    client.socket.end(framed(request(1)).slice(0, -1));
    await client.closed;
    expect(handle).not.toHaveBeenCalled();
  });

  it('when it was idle, without a request or with a part of one that grows for ever', async () => {
    const { connect } = await listen(undefined, { idleTimeoutMs: 60 });
    const silent = await connect();
    await silent.closed;
    const trickling = await connect();
    await trickling.write(Uint8Array.of(0xff, 0xff));
    const timer = setInterval(() => trickling.socket.write(Uint8Array.of(0)), 10);
    await trickling.closed;
    clearInterval(timer);
    await expect(trickling.next()).rejects.toThrow('closed');
  });

  it('when its request could not be handled, which is reported; others go on', async () => {
    const failure = new Error('a bug');
    const { connect, report } = await listen((bytes) => {
      if (idOf(bytes) === 2) throw failure;
      return bytes;
    });
    const [bad, good] = [await connect(), await connect()];
    await bad.write(framed(request(1), request(2), request(3)));
    expect(idOf(await bad.next())).toBe(1);
    await bad.closed;
    expect(report.mock.calls).toEqual([[failure]]);
    expect(idOf(await good.ask(request(4)))).toBe(4);
  });

  it('when it is reset with replies on their way, and nothing else happens', async () => {
    const { listener, connect, report } = await listen((bytes) => request(idOf(bytes), 60_000));
    const [first, second] = [await connect(), await connect()];
    first.socket.pause();
    await first.write(framed(...Array.from({ length: 500 }, (_, id) => request(id))));
    expect(idOf(await second.ask(request(1)))).toBe(1);
    // Octets that were not read make the kernel send a reset.
    first.destroy();
    await first.closed;
    expect(idOf(await second.ask(request(2)))).toBe(2);
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    second.destroy();
    await listener.close();
    expect(report).not.toHaveBeenCalled();
    listeners.splice(0);
  });
});

describe('bounds', () => {
  it('who does not read is not answered on and on, and gets all when he reads', async () => {
    let handled = 0;
    const { connect } = await listen((bytes) => {
      handled += 1;
      return request(idOf(bytes), 60_000);
    });
    const [slow, other] = [await connect(), await connect()];
    slow.socket.pause();
    const count = 1_500;
    const ids = Array.from({ length: count }, (_, i) => i);
    await slow.write(framed(...ids.map((id) => request(id))));
    // Many turns of the event loop, in which a server without a bound would answer them all.
    for (let i = 0; i < 100; i++) await other.ask(request(i));
    const answered = handled - 100;
    expect(answered).toBeGreaterThan(0);
    // What the kernel buffers on loopback is some MiB, of 90 MB here.
    expect(answered).toBeLessThan(count / 2);
    slow.socket.resume();
    for (const id of ids) expect(idOf(await slow.next())).toBe(id);
  });

  it('one connection too many takes the place of the one longest silent', async () => {
    const { connect } = await listen(undefined, { maxConnections: 3 });
    const [a, b, c] = [await connect(), await connect(), await connect()];
    await b.ask(request(1));
    await c.ask(request(1));
    await a.ask(request(1));
    const d = await connect();
    await d.ask(request(2));
    await b.closed;
    for (const alive of [a, c, d]) expect(idOf(await alive.ask(request(3)))).toBe(3);
  });

  it('many connections leave it serving', async () => {
    const { connect } = await listen(undefined, { maxConnections: 5 });
    for (let i = 0; i < 100; i++) await connect();
    expect(idOf(await (await connect()).ask(request(8)))).toBe(8);
    const last = clients.slice(-6, -1);
    await Promise.all(clients.slice(0, -5).map(({ closed }) => closed));
    expect(last.length).toBe(5);
  });
});

describe('faults', () => {
  it('a delayed reply is overtaken by those that follow (RFC 7766 section 7)', async () => {
    const { connect } = await listen((bytes) => ({
      reply: bytes,
      delayMs: idOf(bytes) === 1 ? 30 : 0,
    }));
    const client = await connect();
    await client.write(framed(request(1), request(2), request(3)));
    const ids = [await client.next(), await client.next(), await client.next()].map(idOf);
    expect(ids).toEqual([2, 3, 1]);
  });

  it('a delayed reply leaves no sooner than it is to', async () => {
    const { connect } = await listen((reply) => ({ reply, delayMs: 60 }));
    const client = await connect();
    const before = performance.now();
    await client.ask(request(1));
    // A timer of Node may come a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  it('half-closed, a connection stays until the delayed replies have left', async () => {
    const { connect } = await listen((reply) => ({ reply, delayMs: 10 * idOf(reply) }));
    const client = await connect();
    client.socket.end(framed(request(2), request(1)));
    expect(idOf(await client.next())).toBe(1);
    expect(idOf(await client.next())).toBe(2);
    await client.closed;
  });

  it('who asks for more delayed replies than may wait is read on when they leave', async () => {
    let handled = 0;
    const { connect } = await listen((bytes) => {
      if (idOf(bytes) === 0xffff) return bytes;
      handled += 1;
      return { reply: request(idOf(bytes), 60_000), delayMs: 200 };
    });
    const [greedy, other] = [await connect(), await connect()];
    const ids = Array.from({ length: 40 }, (_, id) => id);
    await greedy.write(framed(...ids.map((id) => request(id))));
    // Turns of the event loop, in which a server without a bound would take them all.
    for (let i = 0; i < 20; i++) await other.ask(request(0xffff));
    expect(handled).toBe(Math.ceil(1_048_576 / 60_268));
    for (const id of ids) expect(idOf(await greedy.next())).toBe(id);
  });

  it('a dropped reply leaves the connection open and silent', async () => {
    const { connect } = await listen((bytes) => (idOf(bytes) === 1 ? {} : bytes));
    const client = await connect();
    await client.write(framed(request(1)));
    expect(idOf(await client.ask(request(2)))).toBe(2);
  });

  it('a connection is closed in place of a reply, and what follows is not handled', async () => {
    const replier = vi.fn<Replier>((reply) => (idOf(reply) === 2 ? { closes: true } : reply));
    const { connect } = await listen(replier);
    const client = await connect();
    await client.write(framed(request(1), request(2), request(3)));
    expect(await client.rest()).toEqual(framed(request(1)));
    expect(replier).toHaveBeenCalledTimes(2);
  });

  it.each([0, 1, 2, 3, 13, 14, 15])(
    'the stream is cut behind %d octets of a reply, and closed',
    async (streamBytes) => {
      const { connect } = await listen((reply) => ({ reply, streamBytes, closes: true }));
      const client = await connect();
      await client.write(framed(request(1)));
      expect(await client.rest()).toEqual(framed(request(1)).slice(0, streamBytes));
    },
  );

  it('a delayed cut comes late, and loses the replies that would be later', async () => {
    const { connect } = await listen((reply) =>
      idOf(reply) === 1
        ? { reply, delayMs: 20, streamBytes: 5, closes: true }
        : { reply, delayMs: 10_000 },
    );
    const client = await connect();
    await client.write(framed(request(2), request(1)));
    expect(await client.rest()).toEqual(framed(request(1)).slice(0, 5));
  });

  it('a delayed reply to a connection that has gone is lost, and leaves no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { listener, connect, report } = await listen((bytes) =>
      idOf(bytes) === 1 ? { reply: bytes, delayMs: 1_000_000 } : bytes,
    );
    const client = await connect();
    await client.write(framed(request(1), request(2)));
    expect(idOf(await client.next())).toBe(2);
    client.destroy();
    await listener.close();
    await assertNoOpenSockets();
    expect(vi.getTimerCount()).toBe(0);
    expect(report).not.toHaveBeenCalled();
    listeners.splice(0);
  });

  it('delayed replies do not hold back the closing of the server, and leave no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { listener, connect } = await listen((bytes) =>
      idOf(bytes) === 1 ? { reply: bytes, delayMs: 1_000_000 } : bytes,
    );
    const client = await connect();
    await client.write(framed(request(1), request(2)));
    expect(idOf(await client.next())).toBe(2);
    // The idle timer and that of the reply.
    expect(vi.getTimerCount()).toBe(2);
    await listener.close();
    expect(await client.rest()).toHaveLength(0);
    await assertNoOpenSockets();
    expect(vi.getTimerCount()).toBe(0);
    listeners.splice(0);
  });
});

describe('closing', () => {
  it('is not disturbed by a delayed reply while others are still on their way', async () => {
    let handled = 0;
    const { listener, connect } = await listen((bytes) => {
      handled += 1;
      return { reply: request(idOf(bytes), 60_000), delayMs: idOf(bytes) === 0 ? 50 : 0 };
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [slow, other] = [await connect(), await connect()];
    slow.socket.pause();
    await slow.write(framed(...Array.from({ length: 500 }, (_, id) => request(id))));
    await other.ask(request(1));
    const closing = listener.close();
    vi.advanceTimersByTime(60);
    slow.socket.resume();
    const left = await slow.rest();
    await closing;
    // All that was answered but for the delayed one and the other's.
    expect(left.length / framed(request(1, 60_000)).length).toBe(handled - 2);
    listeners.splice(0);
  });

  it('closes idle connections at once, and takes no more', async () => {
    const { listener, connect } = await listen();
    const idle = await connect();
    await idle.ask(request(1));
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    await listener.close();
    await idle.closed;
    await expect(TcpClient.connect(listener.port)).rejects.toThrow('ECONNREFUSED');
    listeners.splice(0);
  });

  it('sends what was answered before', async () => {
    let handled = 0;
    const { listener, connect } = await listen((bytes) => {
      handled += 1;
      return request(idOf(bytes), 60_000);
    });
    const slow = await connect();
    slow.socket.pause();
    await slow.write(framed(...Array.from({ length: 500 }, (_, id) => request(id))));
    const other = await connect();
    await other.ask(request(0));
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const closing = listener.close();
    slow.socket.resume();
    const answered = handled - 1;
    for (let id = 0; id < answered; id++) expect(idOf(await slow.next())).toBe(id);
    await closing;
    expect(handled - 1).toBe(answered);
    listeners.splice(0);
  });

  it('does not wait for ever for one who does not read', async () => {
    const { listener, connect } = await listen((bytes) => request(idOf(bytes), 60_000));
    const slow = await connect();
    slow.socket.pause();
    await slow.write(framed(...Array.from({ length: 500 }, (_, id) => request(id))));
    const other = await connect();
    await other.ask(request(1));
    await listener.close();
    listeners.splice(0);
    slow.destroy();
    await slow.closed;
    expect(slow.socket.destroyed).toBe(true);
  });
});
