// DNS over TLS (RFC 7858): what it has beyond TCP, and that it has what TCP has.
import { type ConnectionOptions, TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TcpListener } from '../../src/sockets/tcp-listener.ts';
import { checkTlsOptions } from '../../src/sockets/tls-options.ts';
import { type Certificates, hasOpenssl, makeCertificates } from '../support/certificates.ts';
import { handlerOf, type Replier } from '../support/handlers.ts';
import { assertNoOpenSockets } from '../support/handles.ts';
import { framed, idOf, request, TcpClient } from '../support/tcp-client.ts';

const clients: TcpClient[] = [];
const listeners: TcpListener[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  await assertNoOpenSockets();
});

describe.skipIf(!hasOpenssl)('DNS over TLS', () => {
  let made: Certificates;

  beforeAll(async () => {
    made = await makeCertificates();
  });

  async function listen(
    replier: Replier = (bytes) => bytes,
    {
      demandsCertificate = false,
      ...limits
    }: {
      readonly demandsCertificate?: boolean;
      readonly maxConnections?: number;
      readonly idleTimeoutMs?: number;
    } = {},
  ) {
    const report = vi.fn<(error: unknown) => void>();
    const listener = await TcpListener.open(
      { address: '127.0.0.1', port: 0, handle: handlerOf(replier), report },
      { maxConnections: 10, idleTimeoutMs: 60_000, ...limits },
      checkTlsOptions({
        ...made.server,
        ...(demandsCertificate && { ca: made.authority.cert }),
      }),
    );
    listeners.push(listener);
    const keep = (client: TcpClient) => {
      clients.push(client);
      return client;
    };
    return {
      listener,
      report,
      connect: async (options: ConnectionOptions = {}) =>
        keep(await TcpClient.connectTls(listener.port, { ca: made.authority.cert, ...options })),
      /** A connection without a handshake. */
      connectPlain: async () => keep(await TcpClient.connect(listener.port)),
    };
  }

  const socketOf = ({ socket }: TcpClient) =>
    socket instanceof TLSSocket ? socket : expect.unreachable('it is under TLS');

  it('answers in order, and names the sender and the transport', async () => {
    const replier = vi.fn<Replier>((bytes) => bytes);
    const { connect } = await listen(replier);
    const client = await connect();
    await client.write(framed(request(1), request(2)));
    expect([await client.next(), await client.next()].map(idOf)).toEqual([1, 2]);
    const origin = { transport: 'tls', from: `127.0.0.1:${client.socket.localPort}` };
    expect(replier.mock.calls.map(([, given]) => given)).toEqual([origin, origin]);
  });

  it('takes and gives messages of the largest size', async () => {
    const { connect } = await listen();
    const largest = request(9, 65_523);
    expect(await (await connect()).ask(largest)).toEqual(largest);
  });

  it('speaks the protocol dot, or none, and no other (RFC 7858 section 3.1, RFC 7301)', async () => {
    const { connect } = await listen();
    expect(socketOf(await connect({ ALPNProtocols: ['h2', 'dot'] })).alpnProtocol).toBe('dot');
    const plain = await connect({ ALPNProtocols: [] });
    expect(socketOf(plain).alpnProtocol).toBe(false);
    expect(idOf(await plain.ask(request(1)))).toBe(1);
    await expect(connect({ ALPNProtocols: ['h2'] })).rejects.toThrow(/no.application.protocol/i);
  });

  it('speaks TLS 1.2 and 1.3, and nothing older (RFC 9325 section 3.1.1)', async () => {
    const { connect } = await listen();
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const client = await connect({ minVersion: version, maxVersion: version });
      expect(socketOf(client).getProtocol()).toBe(version);
      expect(idOf(await client.ask(request(3)))).toBe(3);
    }
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    await expect(connect(old)).rejects.toThrow(/protocol.version/i);
  });

  it('with ca it answers only those who have a certificate by it', async () => {
    const replier = vi.fn<Replier>((bytes) => bytes);
    const { connect } = await listen(replier, { demandsCertificate: true });
    const known = await connect(made.client);
    expect(idOf(await known.ask(request(1)))).toBe(1);
    for (const options of [{}, made.stranger]) {
      const client = await connect(options);
      await client.write(framed(request(2)));
      expect(await client.rest()).toHaveLength(0);
    }
    for (const options of [{}, made.stranger]) {
      const refused = connect({ ...options, maxVersion: 'TLSv1.2' }).then((client) =>
        client.rest(),
      );
      // With TLS 1.2 the client may see the end before or after its side of the handshake is over.
      expect(await refused.catch(() => new Uint8Array(0))).toHaveLength(0);
    }
    expect(replier).toHaveBeenCalledTimes(1);
  });

  it('a connection that does not finish its handshake is closed, however busy it is', async () => {
    const { connectPlain } = await listen(undefined, { idleTimeoutMs: 80 });
    const silent = await connectPlain();
    const trickling = await connectPlain();
    // A handshake record of 16,384 octets, of which one comes at a time.
    await trickling.write(Uint8Array.of(0x16, 0x03, 0x01, 0x40, 0x00));
    const timer = setInterval(() => trickling.socket.write(Uint8Array.of(1)), 10);
    await Promise.all([silent.closed, trickling.closed]);
    clearInterval(timer);
    expect(await silent.rest()).toHaveLength(0);
  });

  it('its idle connections are closed', async () => {
    const { connect } = await listen(undefined, { idleTimeoutMs: 80 });
    const client = await connect();
    expect(await client.rest()).toHaveLength(0);
  });

  it('what is no TLS is closed, and others go on', async () => {
    const { connect, connectPlain, report } = await listen();
    const plain = await connectPlain();
    await plain.write(framed(request(1)));
    await plain.closed;
    expect(idOf(await (await connect()).ask(request(2)))).toBe(2);
    expect(report).not.toHaveBeenCalled();
  });

  it('one without a handshake counts as a connection, and is the first to go', async () => {
    const { connect, connectPlain } = await listen(undefined, { maxConnections: 2 });
    const silent = await connectPlain();
    const first = await connect();
    await first.ask(request(1));
    const second = await connect();
    await silent.closed;
    for (const client of [first, second]) expect(idOf(await client.ask(request(2)))).toBe(2);
    const third = await connect();
    await third.ask(request(3));
    await first.closed;
    expect(idOf(await second.ask(request(4)))).toBe(4);
  });

  it('failed handshakes leave no place taken', async () => {
    const { connect, connectPlain } = await listen(undefined, { maxConnections: 2 });
    const kept = await connect();
    await kept.ask(request(1));
    for (let i = 0; i < 5; i++) {
      const plain = await connectPlain();
      await plain.write(framed(request(1)));
      await plain.closed;
    }
    expect(idOf(await kept.ask(request(2)))).toBe(2);
  });

  it('half-closed, the replies still come', async () => {
    const { connect } = await listen((reply) => ({ reply, delayMs: idOf(reply) === 1 ? 20 : 0 }));
    const client = await connect();
    client.socket.end(framed(request(1), request(2)));
    expect([await client.next(), await client.next()].map(idOf)).toEqual([2, 1]);
    await client.closed;
  });

  it('the stream is cut, or closed in place of a reply', async () => {
    const { connect } = await listen((reply) =>
      idOf(reply) === 1 ? { reply, streamBytes: 7, closes: true } : { closes: true },
    );
    const [cut, closed] = [await connect(), await connect()];
    await cut.write(framed(request(1)));
    expect(await cut.rest()).toEqual(framed(request(1)).slice(0, 7));
    await closed.write(framed(request(2)));
    expect(await closed.rest()).toHaveLength(0);
  });

  it('who does not read is not answered on and on, and gets all when he reads', async () => {
    let handled = 0;
    const { connect } = await listen((bytes) => {
      handled += 1;
      return request(idOf(bytes), 60_000);
    });
    const [slow, other] = [await connect(), await connect()];
    slow.socket.pause();
    const count = 600;
    const ids = Array.from({ length: count }, (_, id) => id);
    await slow.write(framed(...ids.map((id) => request(id))));
    for (let i = 0; i < 100; i++) await other.ask(request(i));
    const answered = handled - 100;
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(count / 2);
    slow.socket.resume();
    for (const id of ids) expect(idOf(await slow.next())).toBe(id);
  });

  it('closing closes all, handshakes too, at once', async () => {
    const { listener, connect, connectPlain } = await listen();
    const idle = await connect();
    await idle.ask(request(1));
    const silent = await connectPlain();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    await listener.close();
    await Promise.all([idle.closed, silent.closed]);
    listeners.splice(0);
    await expect(TcpClient.connect(listener.port)).rejects.toThrow('ECONNREFUSED');
  });
});
