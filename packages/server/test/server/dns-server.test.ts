import {
  createServer,
  type Faults,
  InvalidOptionError,
  ListenError,
  ZoneNotServedError,
} from '@zonewright/server';
import { decodeMessage } from '@zonewright/wire';
import { MasterFileError, Zone } from '@zonewright/zone';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasOpenssl, makeCertificates } from '../support/certificates.ts';
import { assertNoOpenSockets } from '../support/handles.ts';
import { addition, query, update } from '../support/requests.ts';
import { idOf, TcpClient } from '../support/tcp-client.ts';
import { key, now, zoneText } from '../support/zone.ts';

type Server = ReturnType<typeof createServer>;

const servers: Server[] = [];

function create(options: Partial<Parameters<typeof createServer>[0]> = {}): Server {
  const server = createServer({ zones: { 'example.com': zoneText }, keys: [key], ...options });
  servers.push(server);
  return server;
}

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await assertNoOpenSockets();
});

/** Sends a request over TCP. */
async function ask(server: Server, request: Uint8Array) {
  const client = await TcpClient.connect(server.address.port);
  const reply = await client.ask(request);
  client.destroy();
  await client.closed;
  return reply;
}

describe('a server', () => {
  it('listens on 127.0.0.1 alone unless it is told otherwise', async () => {
    const server = create();
    const { address, port } = await server.listen({ port: 0 });
    expect(server.address).toStrictEqual({ address: '127.0.0.1', port });
    expect(address).toBe('127.0.0.1');
    expect(idOf(await ask(server, query('www.example.com.', 'A')))).toBe(0x1234);
    await expect(TcpClient.connect(port, '127.0.0.2')).rejects.toThrow('ECONNREFUSED');
  });

  it('takes signed updates by its own clock, and shows zone and requests', async () => {
    const server = create({ clock: () => now + 0.5 });
    await server.listen();
    const signed = key.sign(update({ updates: [addition()] }), { now });
    const verdict = signed.judge(await ask(server, signed.bytes), { now });
    expect(verdict).toMatchObject({ status: 'verified', message: { rcode: 'NOERROR' } });
    expect(server.zone('example.com').rrset('new.example.com.', 'A')?.data).toEqual(['192.0.2.99']);
    expect(server.received).toMatchObject([
      { at: now, transport: 'tcp', keyName: 'test-key.', message: { opcode: 'UPDATE' } },
    ]);
    expect(server.received[0]?.from).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('freezes and thaws a zone', async () => {
    const server = create({ clock: () => now });
    await server.listen();
    const send = async () => {
      const { bytes } = key.sign(update({ updates: [addition()] }), { now });
      return decodeMessage(await ask(server, bytes)).rcode;
    };
    server.freeze('example.com');
    expect(await send()).toBe('REFUSED');
    server.thaw('EXAMPLE.com.');
    expect(await send()).toBe('NOERROR');
    expect(() => server.freeze('example.net')).toThrow(ZoneNotServedError);
  });

  it('serves a Zone that it is given, and changes that one', async () => {
    const zone = Zone.parse('example.com', zoneText);
    const server = create({ zones: { 'Example.com.': zone }, clock: () => now });
    await server.listen();
    await ask(server, key.sign(update({ updates: [addition()] }), { now }).bytes);
    expect(server.zone('example.com')).toBe(zone);
    expect(zone.serial).toBe(8);
  });

  it('tells onError of what has no caller, and goes on', async () => {
    let time: number = now;
    const onError = vi.fn<(error: unknown) => void>();
    const server = create({ clock: () => time, onError });
    await server.listen();
    time = Number.NaN;
    await expect(ask(server, query('www.example.com.', 'A'))).rejects.toThrow('closed');
    expect(onError.mock.calls).toEqual([[expect.any(InvalidOptionError)]]);
    time = now;
    expect(idOf(await ask(server, query('www.example.com.', 'A')))).toBe(0x1234);
  });

  it('warns through the process of what has no caller, unless there is onError', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    let time: number = now;
    const server = create({ clock: () => time });
    await server.listen();
    time = -1;
    await expect(ask(server, query('www.example.com.', 'A'))).rejects.toThrow('closed');
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

describe('beginning and end', () => {
  it('close can be called twice, before listen, and by await using', async () => {
    const server = create();
    await server.listen();
    await Promise.all([server.close(), server.close()]);
    await server.close();
    await create().close();
    const disposed = create();
    const { port } = await disposed.listen();
    await disposed[Symbol.asyncDispose]();
    await expect(TcpClient.connect(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('close while listen is under way closes what listen opens', async () => {
    const server = create();
    const listening = server.listen();
    const closing = server.close();
    await Promise.allSettled([listening, closing]);
    await assertNoOpenSockets();
    expect(() => server.address).toThrow(ListenError);
  });

  it('there is no address before listen nor after close', async () => {
    const server = create();
    expect(() => server.address).toThrow(ListenError);
    await server.listen();
    await server.close();
    expect(() => server.address).toThrow(ListenError);
  });

  it('listen twice, or after close, is a ListenError', async () => {
    const server = create();
    const first = server.listen();
    await expect(server.listen()).rejects.toThrow(ListenError);
    await first;
    await expect(server.listen()).rejects.toThrow(ListenError);
    await server.close();
    await expect(server.listen()).rejects.toThrow('a server that was closed');
    const closed = create();
    await closed.close();
    await expect(closed.listen()).rejects.toThrow('a server that was closed');
  });

  it('after a port that is taken another one can be tried', async () => {
    const [first, second] = [create(), create()];
    const { port } = await first.listen();
    await expect(second.listen({ port })).rejects.toThrow(
      expect.objectContaining({ code: 'LISTEN_FAILED', systemCode: 'EADDRINUSE' }),
    );
    expect((await second.listen({ port: 0 })).port).not.toBe(port);
  });

  it('the same port can be listened on again after close', async () => {
    const first = create();
    const { port } = await first.listen();
    await ask(first, query('www.example.com.', 'A'));
    await first.close();
    expect((await create().listen({ port })).port).toBe(port);
  });
});

describe('answer, in memory', () => {
  it('answers before listen and without it, as if it came over TCP', async () => {
    const server = create({ clock: () => now });
    const signed = key.sign(update({ updates: [addition()] }), { now });
    const reply = await server.answer(signed.bytes);
    expect(signed.judge(reply as Uint8Array, { now }).status).toBe('verified');
    expect(server.zone('example.com').hasName('new.example.com.')).toBe(true);
    expect(server.received).toMatchObject([
      { at: now, transport: 'tcp', from: '', keyName: 'test-key.' },
    ]);
  });

  it('answers as the transport has it, and keeps the sender', async () => {
    const addresses = Array.from({ length: 100 }, (_, i) => `big A 10.0.0.${i}\n`).join('');
    const server = create({ zones: { 'example.com': zoneText + addresses } });
    const request = query('big.example.com.', 'A');
    const isCut = async (transport: 'udp' | 'tcp' | 'tls') => {
      const reply = await server.answer(request, { transport, from: `a ${transport}` });
      return decodeMessage(reply as Uint8Array).flags.tc;
    };
    expect([await isCut('udp'), await isCut('tcp'), await isCut('tls')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(server.received.map(({ from }) => from)).toEqual(['a udp', 'a tcp', 'a tls']);
  });

  it('suffers the faults: a reply that is lost is undefined, one that is cut is cut', async () => {
    const server = create({ faults: () => ({ cut: 12 }) });
    const request = query('www.example.com.', 'A');
    expect(await server.answer(request)).toBeUndefined();
    expect(await server.answer(request, { transport: 'udp' })).toHaveLength(12);
    server.faults = () => ({ close: true });
    expect(await server.answer(request)).toBeUndefined();
    server.faults = undefined;
    expect(idOf((await server.answer(request)) as Uint8Array)).toBe(0x1234);
  });

  it('is delayed by a fault, a lost reply too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = create({ faults: () => ({ delayMs: 50 }) });
    const settled = vi.fn<(reply: Uint8Array | undefined) => void>();
    const delayed = server.answer(query('www.example.com.', 'A')).then(settled);
    server.faults = () => ({ delayMs: 60, drop: 'reply' });
    const lost = server.answer(query('www.example.com.', 'A')).then(settled);
    await vi.advanceTimersByTimeAsync(49);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await delayed;
    expect(settled.mock.calls).toEqual([[expect.any(Uint8Array)]]);
    await vi.advanceTimersByTimeAsync(10);
    await lost;
    expect(settled.mock.calls[1]).toEqual([undefined]);
  });

  it('close loses what is delayed, leaves no timer, and answers nothing more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = create({ faults: () => ({ delayMs: 1_000_000 }) });
    const delayed = server.answer(query('www.example.com.', 'A'));
    await server.close();
    expect(await delayed).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    await expect(server.answer(query('www.example.com.', 'A'))).rejects.toThrow(
      expect.objectContaining({ name: 'ServerClosedError', code: 'SERVER_CLOSED' }),
    );
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, unknown, unknown]>([
    ['request', '1234', {}],
    ['transport', new Uint8Array(12), { transport: 'https' }],
  ])('rejects what cannot be used: %s', async (option, request, origin) => {
    // What a caller without types may give.
    await expect(create().answer(request as never, origin as never)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option }),
    );
  });
});

describe('faults', () => {
  it('come through the sockets, and onError is told of those that are none', async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const faults: Faults = ({ message }) => ({ id: message.id + 1 });
    const server = create({ faults, onError });
    expect(server.faults).toBe(faults);
    await server.listen();
    expect(idOf(await ask(server, query('www.example.com.', 'A')))).toBe(0x1235);
    server.faults = () => ({ id: -1 });
    expect(decodeMessage(await ask(server, query('www.example.com.', 'A'))).rcode).toBe('SERVFAIL');
    expect(onError.mock.calls).toEqual([[expect.any(InvalidOptionError)]]);
    server.faults = () => ({ cut: 7 });
    await expect(ask(server, query('www.example.com.', 'A'))).rejects.toThrow('closed');
  });

  it('the clock that is off is off for one request', async () => {
    const server = create({ clock: () => now });
    server.faults = () => ({ clockSkewSeconds: server.received.length === 1 ? 4000 : 0 });
    const errors = [];
    for (let i = 0; i < 2; i++) {
      const { bytes } = key.sign(update(), { now });
      errors.push(decodeMessage((await server.answer(bytes)) as Uint8Array).tsig?.error);
    }
    expect(errors).toEqual([18, 0]);
  });
});

describe.skipIf(!hasOpenssl)('DNS over TLS', () => {
  it('has a port of its own, and the same zones', async () => {
    const { server: identity, authority } = await makeCertificates();
    const server = create({ tls: identity });
    const { address, port, tlsPort } = await server.listen();
    expect(server.address).toEqual({ address, port, tlsPort });
    expect(tlsPort).not.toBe(port);
    const client = await TcpClient.connectTls(tlsPort as number, { ca: authority.cert });
    expect(idOf(await client.ask(query('www.example.com.', 'A')))).toBe(0x1234);
    expect(server.received).toMatchObject([{ transport: 'tls' }]);
    client.destroy();
    await client.closed;
    const other = create({ tls: identity });
    await expect(other.listen({ tlsPort: port })).rejects.toThrow(`TLS 127.0.0.1:${port}`);
    const { port: free } = await other.listen();
    await other.close();
    const given = create({ tls: identity });
    expect(await given.listen({ tlsPort: free })).toMatchObject({ tlsPort: free });
  });
});

describe('options that cannot be used', () => {
  const zone = Zone.parse('example.com', zoneText);

  it.each<[string, Record<string, unknown>]>([
    ['zones', { zones: undefined }],
    ['zones', { zones: [zone] }],
    ['zones', { zones: new Map([['example.com', zone]]) }],
    ['zones', { zones: { '': zoneText } }],
    ['zones', { zones: { 'a..b': zoneText } }],
    ['zones[example.com]', { zones: { 'example.com': 7 } }],
    ['zones[example.net]', { zones: { 'example.net': zone } }],
    ['zones', { zones: { 'example.com': zone, 'EXAMPLE.com': zoneText } }],
    ['keys', { keys: 'hmac-sha256:a:c2VjcmV0' }],
    ['clock', { clock: now }],
    ['clock', { clock: () => Number.NaN }],
    ['clock', { clock: Date.now }],
    ['clock', { clock: () => String(now) }],
    ['keepReceived', { keepReceived: '10' }],
    ['maxConnections', { maxConnections: 0 }],
    ['idleTimeoutMs', { idleTimeoutMs: 0 }],
    ['idleTimeoutMs', { idleTimeoutMs: 2 ** 31 }],
    ['onError', { onError: 1 }],
    ['faults', { faults: { drop: true } }],
    ['tls', { tls: 'cert' }],
    ['readonly', { readonly: true }],
    ['key', { key }],
  ])('%s: %o', (option, given) => {
    // What a caller without types may give.
    const call = () => createServer({ zones: { 'example.com': zoneText }, ...given } as never);
    expect(call).toThrow(InvalidOptionError);
    expect(call).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', option }));
  });

  it('no options at all', async () => {
    expect(() => createServer(undefined as never)).toThrow(InvalidOptionError);
    await expect(create().listen(null as never)).rejects.toThrow(InvalidOptionError);
  });

  it('an option that there is not is told with those that there are', async () => {
    const call = () => createServer({ zones: {}, readonly: true } as never);
    expect(call).toThrow(/^Invalid option readonly: no such option; .*readOnly/);
    await expect(create().listen({ host: '::1' } as never)).rejects.toThrow(
      /^Invalid option host: no such option; there are port, tlsPort, address\.$/,
    );
  });

  it('text that is no master file is told as such, with its line', () => {
    const call = () => createServer({ zones: { 'example.com': `${zoneText}www A 192.0.2.256\n` } });
    expect(call).toThrow(MasterFileError);
    expect(call).toThrow(expect.objectContaining({ line: 11 }));
  });

  it.each([-1, 65_536, 0])('tlsPort %d without tls', async (tlsPort) => {
    await expect(create().listen({ tlsPort })).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: 'tlsPort' }),
    );
  });

  it.each<[string, unknown, unknown]>([
    ['port', -1, undefined],
    ['port', 65_536, undefined],
    ['port', '53', undefined],
    ['address', 0, 'localhost'],
    ['address', 0, '127.0.0'],
    ['address', 0, 7],
  ])('listen with %s: port %o, address %o', async (option, port, address) => {
    const listening = create().listen({ port, ...(address !== undefined && { address }) } as never);
    await expect(listening).rejects.toThrow(InvalidOptionError);
    await expect(listening).rejects.toThrow(expect.objectContaining({ option }));
  });
});
