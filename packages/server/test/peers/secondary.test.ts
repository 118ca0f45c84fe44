// A server that has its zone from another one: what it does when the other fails, lies, or is late.
import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import {
  createServer,
  type DnsServer,
  type ServerOptions,
  TransferError,
} from '@zonewright/server';
import { createRecord, decodeMessage, encodeMessage, type TsigKey } from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { assertNoOpenSockets } from '../support/handles.ts';
import { query } from '../support/requests.ts';
import { key, wrongKey, zoneText } from '../support/zone.ts';

const opened: DnsServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
  await assertNoOpenSockets();
});

async function open(options: ServerOptions, port = 0) {
  const errors: unknown[] = [];
  const server = createServer({ onError: (error) => errors.push(error), ...options });
  opened.push(server);
  const address = await server.listen({ port });
  return { server, errors, at: `127.0.0.1:${address.port}` };
}

const primaryOptions = (text = zoneText): ServerOptions => ({
  zones: { 'example.com': text },
  keys: [key],
});
const secondaryOf = (at: string | string[], signer: TsigKey = key) =>
  open({ primaries: { 'example.com': at }, keys: [signer] });

async function rcodeOf(server: DnsServer): Promise<string> {
  const reply = await server.answer(query('www.example.com.', 'A'));
  return decodeMessage(reply ?? new Uint8Array(0)).rcode;
}

function change(zone: Zone): void {
  const { soa } = zone;
  const to = soa.data.serial + 1;
  const data = `10.0.0.${to}`;
  const added = createRecord({ name: 'new.example.com', type: 'A', ttl: 9, data });
  const fresh = createRecord({ ...soa, data: { ...soa.data, serial: to } });
  zone.apply({ from: to - 1, to, removed: [soa], added: [fresh, added] });
}

describe('a zone that is another server’s', () => {
  it('is transferred when the server listens, and answered SERVFAIL before', async () => {
    const primary = await open(primaryOptions());
    const server = createServer({ primaries: { 'Example.com': primary.at }, keys: [key] });
    opened.push(server);
    expect(await rcodeOf(server)).toBe('SERVFAIL');
    await server.listen();
    await server.refresh('example.com');
    expect(await rcodeOf(server)).toBe('NOERROR');
    expect(server.zone('example.com').toString()).toBe(
      primary.server.zone('example.com').toString(),
    );
  });

  it.each<[string, (at: string) => Partial<ServerOptions>]>([
    ['one address', (at) => ({ zones: { 'example.com': '' }, primaries: at })],
    ['a list for all zones', (at) => ({ zones: { 'example.com': ' \n' }, primaries: [at] })],
    ['by zone', (at) => ({ primaries: { 'example.com.': [at] } })],
    [
      'with a text to begin with',
      (at) => ({
        zones: { 'example.com': zoneText.replace(' 7 ', ' 3 ') },
        primaries: { 'example.com': at },
      }),
    ],
  ])('its primaries may be given as %s', async (_, options) => {
    const primary = await open(primaryOptions());
    const { server } = await open({ ...options(primary.at), keys: [key] });
    await server.refresh('example.com');
    expect(server.zone('example.com').serial).toBe(7);
  });

  it('a text to begin with is answered at once', async () => {
    const options = { zones: { 'example.com': zoneText }, primaries: ['127.0.0.1:1'] };
    const { server } = await open(options);
    expect(await rcodeOf(server)).toBe('NOERROR');
  });

  it('takes what changed by IXFR when NOTIFY tells it, and tells others (RFC 1996)', async () => {
    const last = await open({ zones: { 'example.com': '' }, primaries: '127.0.0.1:1' });
    const middlePort = Number(last.at.split(':')[1]);
    await last.server.close();
    const primary = await open({ ...primaryOptions(), notify: `127.0.0.1:${middlePort}` });
    const { server } = await open(
      { primaries: { 'example.com': primary.at }, keys: [key] },
      middlePort,
    );
    await server.refresh('example.com');
    change(primary.server.zone('example.com'));
    await vi.waitFor(() => expect(server.zone('example.com').serial).toBe(8));
    expect(server.zone('example.com').hasName('new.example.com')).toBe(true);
    const asked = primary.server.received.flatMap(({ message }) =>
      message.opcode === 'QUERY' ? message.questions.map(({ type }) => type) : [],
    );
    expect(asked[0]).toBe('AXFR');
    expect(asked.slice(1).every((type) => type === 'IXFR')).toBe(true);
    expect(asked.length).toBeGreaterThan(1);
  });

  it('serves what changed by IXFR itself, also where it had the whole zone anew', async () => {
    const primary = await open({ ...primaryOptions(), keepChanges: 0 });
    const { server } = await secondaryOf(primary.at);
    await server.refresh('example.com');
    change(primary.server.zone('example.com'));
    await server.refresh('example.com');
    const held = createRecord({ name: 'example.com', type: 'SOA', ttl: 0, data: '. . 7 0 0 0 0' });
    const request = query('example.com.', 'IXFR', { authorities: [held] });
    const signed = key.sign(request, { now: Math.floor(Date.now() / 1000) });
    const message = decodeMessage((await server.answer(signed.bytes)) ?? request);
    expect(message.opcode === 'QUERY' && message.answers.map(({ type }) => type)).toEqual([
      ...['SOA', 'SOA', 'SOA', 'A', 'SOA'],
    ]);
  });

  it('is refreshed after REFRESH seconds without NOTIFY (RFC 1035 section 3.3.13)', async () => {
    const primary = await open(primaryOptions(zoneText.replace('3600 600', '1 1')));
    const { server } = await secondaryOf(primary.at);
    await server.refresh('example.com');
    change(primary.server.zone('example.com'));
    await vi.waitFor(() => expect(server.zone('example.com').serial).toBe(8), 5_000);
  });

  it('expires after EXPIRE seconds, is answered SERVFAIL, and comes back with its primary', async () => {
    const text = zoneText.replace('3600 600 86400', '1 1 2');
    const first = await open(primaryOptions(text));
    const port = Number(first.at.split(':')[1]);
    const { server, errors } = await secondaryOf(first.at);
    await server.refresh('example.com');
    await first.server.close();
    await vi.waitFor(async () => expect(await rcodeOf(server)).toBe('SERVFAIL'), 8_000);
    expect(errors.map(String)).toContainEqual(expect.stringContaining('has expired'));
    await open(primaryOptions(text), port);
    await vi.waitFor(async () => expect(await rcodeOf(server)).toBe('NOERROR'), 8_000);
  });

  it('is asked of the next primary where one does not answer', async () => {
    const primary = await open(primaryOptions());
    const { server, errors } = await secondaryOf(['127.0.0.1:1', primary.at]);
    await server.refresh('example.com');
    expect(server.zone('example.com').serial).toBe(7);
    expect(errors).toEqual([]);
  });

  it('an older version does not take the place of a newer one (RFC 1982)', async () => {
    const primary = await open({ ...primaryOptions(), keepChanges: 0 });
    const options = { primaries: { 'example.com': primary.at }, keys: [key] };
    const { server } = await open({
      zones: { 'example.com': zoneText.replace(' 7 ', ' 9 ') },
      ...options,
    });
    await server.refresh('example.com');
    expect(server.zone('example.com').serial).toBe(9);
  });
});

describe('a primary that does not do its part', () => {
  it.each<[string, ServerOptions, TsigKey, string]>([
    ['knows no such key', { ...primaryOptions(), keys: [] }, key, 'BADKEY'],
    ['knows another secret', primaryOptions(), wrongKey, 'BADSIG'],
    ['does not serve the zone', { ...primaryOptions(), zones: {} }, key, 'NOTAUTH'],
    [
      'does not sign',
      { ...primaryOptions(), faults: () => ({ mac: 'none' }) },
      key,
      'without a signature',
    ],
    ['signs wrongly', { ...primaryOptions(), faults: () => ({ mac: 'wrong' }) }, key, 'signature'],
    [
      'answers another id',
      { ...primaryOptions(), faults: () => ({ id: 1 }) },
      key,
      'no answer to the request',
    ],
    [
      'closes',
      { ...primaryOptions(), faults: () => ({ close: true }) },
      key,
      'closed before its end',
    ],
    ['cuts', { ...primaryOptions(), faults: () => ({ cut: 200 }) }, key, 'closed before its end'],
  ])(
    'that %s is a TransferError, told to onError, and the zone is SERVFAIL',
    async (_, options, signer, what) => {
      const primary = await open(options);
      const { server, errors } = await secondaryOf(primary.at, signer);
      const failure = await server.refresh('example.com').catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TransferError);
      expect(failure).toMatchObject({ code: 'TRANSFER_FAILED', server: primary.at });
      expect(String(failure)).toContain(what);
      expect(errors[0]).toBeInstanceOf(TransferError);
      expect(await rcodeOf(server)).toBe('SERVFAIL');
    },
  );

  it.each([
    ['records of another zone', [['www.example.net', 'A', '192.0.2.1']], 'is not in the zone'],
    [
      'what no zone can hold',
      [
        ['www.example.com', 'CNAME', 'a.example.'],
        ['www.example.com', 'A', '192.0.2.1'],
      ],
      'is no zone',
    ],
  ] as const)('that sends %s changes nothing', async (_what, sent, rule) => {
    const lying = createTcpServer((socket) => {
      socket.once('data', (data) => {
        const soa = createRecord({
          name: 'example.com',
          type: 'SOA',
          ttl: 1,
          data: '. . 9 1 1 9 1',
        });
        const others = sent.map(([name, type, text]) =>
          createRecord({ name, type, ttl: 1, data: text }),
        );
        const id = data.readUInt16BE(2);
        const reply = encodeMessage({
          id,
          opcode: 'QUERY',
          flags: { qr: true },
          answers: [soa, ...others, soa],
        });
        socket.end(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 255]), reply]));
      });
    }).listen(0, '127.0.0.1');
    await once(lying, 'listening');
    const { port } = lying.address() as { port: number };
    const { server } = await open({
      zones: { 'example.com': zoneText },
      primaries: `127.0.0.1:${port}`,
    });
    await expect(server.refresh('example.com')).rejects.toThrow(rule);
    expect(server.zone('example.com').serial).toBe(7);
    await new Promise((resolve) => lying.close(resolve));
  });

  it('is let go of by close, in the middle of a transfer', async () => {
    const silent = createTcpServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const { server, errors } = await secondaryOf(`127.0.0.1:${port}`);
    const refreshed = server.refresh('example.com').catch((error: unknown) => error);
    await once(silent, 'connection');
    await server.close();
    expect(String(await refreshed)).toContain('the server was closed');
    expect(errors).toEqual([]);
    await new Promise((resolve) => silent.close(resolve));
  });
});

describe('options', () => {
  it.each<[Partial<ServerOptions>]>([
    [{ primaries: [] }],
    [{ primaries: {} }],
    [{ primaries: { 'example.com': [] } }],
    [{ primaries: { '': '127.0.0.1' } }],
    [{ primaries: { 'example.com': 'x y' } }],
    [{ primaries: '127.0.0.1' }],
    [{ notify: ['x y'], zones: {} }],
    [{}],
  ])('%o is refused', (options) => {
    expect(() => createServer(options)).toThrow(/primaries|notify|zones/);
  });

  it('refresh of a zone that is the server’s own is refused', async () => {
    const { server } = await open(primaryOptions());
    await expect(server.refresh('example.com')).rejects.toThrow('it has no primaries');
    await expect(server.refresh('example.net')).rejects.toThrow('example.net');
  });
});
