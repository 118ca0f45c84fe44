import { createSocket, Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { UdpListener } from '../../src/sockets/udp-listener.ts';
import { handlerOf, type Replier } from '../support/handlers.ts';
import { assertNoOpenSockets } from '../support/handles.ts';
import { idOf, request } from '../support/tcp-client.ts';

let client: Socket;
let listener: UdpListener | undefined;
const report = vi.fn<(error: unknown) => void>();

async function listen(replier: Replier, address = '127.0.0.1') {
  listener = await UdpListener.open({ address, port: 0, handle: handlerOf(replier), report });
  client = createSocket(address === '::1' ? 'udp6' : 'udp4');
  client.connect(listener.port, address);
  await once(client, 'connect');
}

async function close() {
  const closing = listener?.close();
  listener = undefined;
  await closing;
}

const send = (bytes: Uint8Array) => client.send(bytes);

async function next(): Promise<Uint8Array> {
  const [datagram] = (await once(client, 'message')) as [Buffer];
  return Uint8Array.from(datagram);
}

beforeEach(() => report.mockReset());

afterEach(async () => {
  vi.useRealTimers();
  client.close();
  await close();
  await assertNoOpenSockets();
});

describe('requests over UDP', () => {
  it('are answered to whom they came from, named as host:port', async () => {
    const handle = vi.fn<Replier>((bytes) => request(idOf(bytes), 5));
    await listen(handle);
    send(request(7));
    expect(await next()).toEqual(request(7, 5));
    const from = `127.0.0.1:${client.address().port}`;
    expect(handle.mock.calls[0]?.[1]).toEqual({ transport: 'udp', from });
  });

  it('may have no reply, and one that could not be handled is reported; others go on', async () => {
    const failure = new Error('a bug');
    await listen((bytes) => {
      if (idOf(bytes) === 1) return undefined;
      if (idOf(bytes) === 2) throw failure;
      return bytes;
    });
    for (const id of [1, 2, 3]) send(request(id));
    expect(idOf(await next())).toBe(3);
    expect(report.mock.calls).toEqual([[failure]]);
  });

  it('of no octets at all are no end', async () => {
    await listen((bytes) => (bytes.length === 0 ? undefined : bytes));
    send(new Uint8Array(0));
    send(request(4));
    expect(idOf(await next())).toBe(4);
  });

  it('whose reply is too large for a datagram are lost, and nothing else', async () => {
    await listen((bytes) => (idOf(bytes) === 1 ? new Uint8Array(70_000) : bytes));
    send(request(1));
    send(request(2));
    expect(idOf(await next())).toBe(2);
  });
});

describe('memory is bounded: a reply is dropped', () => {
  it('while too many octets wait for the kernel, and no longer', async () => {
    const handle = vi.fn<Replier>((bytes) => (idOf(bytes) > 3 ? bytes : new Uint8Array(600_000)));
    await listen(handle);
    const sent: (() => void)[] = [];
    const real = Socket.prototype.send;
    const spy = vi.spyOn(Socket.prototype, 'send').mockImplementation(function (
      this: Socket,
      ...args: unknown[]
    ) {
      const [octets, , , done] = args;
      if (this === client || (octets as Uint8Array).length < 600_000) {
        return real.apply(this, args as never);
      }
      sent.push(done as () => void);
    });
    onTestFinished(() => spy.mockRestore());
    for (const id of [1, 2, 3, 4]) send(request(id));
    send(request(5));
    await vi.waitFor(() => expect(handle).toHaveBeenCalledTimes(5));
    for (const done of sent) done();
    send(request(6));
    // The fourth and fifth were dropped as the third was.
    expect(idOf(await next())).toBe(6);
    expect(sent).toHaveLength(2);
  });

  it('but what could not be sent waits no more', async () => {
    await listen((bytes) => (idOf(bytes) === 21 ? bytes : new Uint8Array(70_000)));
    for (let id = 1; id <= 21; id++) send(request(id));
    expect(idOf(await next())).toBe(21);
  });
});

describe('faults', () => {
  it('a delayed reply is overtaken, and a reply may have no octets at all', async () => {
    await listen((bytes) => {
      if (idOf(bytes) === 1) return { reply: bytes, delayMs: 30 };
      return idOf(bytes) === 2 ? new Uint8Array(0) : bytes;
    });
    for (const id of [1, 2, 3]) send(request(id));
    expect([await next(), await next(), await next()]).toEqual([
      new Uint8Array(0),
      request(3),
      request(1),
    ]);
  });

  it('delayed replies are lost when it closes, and leave no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await listen((bytes) => (idOf(bytes) === 1 ? { reply: bytes, delayMs: 20 } : bytes));
    send(request(1));
    send(request(2));
    expect(idOf(await next())).toBe(2);
    expect(vi.getTimerCount()).toBe(1);
    await close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
