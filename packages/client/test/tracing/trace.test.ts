/** What is told on the channels of `node:diagnostics_channel`, and as text. */

import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodeMessage } from '@zonewright/wire';
import { describe, expect, test } from 'vitest';
import { hexDump } from '../../src/tracing/hex-dump.ts';
import { faultsOf, key, startGround, zone } from '../sending/embedded.ts';

type Traces = Record<'attempt' | 'exchange' | 'ignored-reply', Record<string, unknown>[]>;

/** Gathers what is told while something runs. */
async function tracesOf(run: () => Promise<unknown>): Promise<Traces> {
  const traces: Traces = { attempt: [], exchange: [], 'ignored-reply': [] };
  const listeners = Object.entries(traces).map(([name, list]) => {
    const listener = (trace: unknown): void => {
      list.push(trace as Record<string, unknown>);
    };
    return [`zonewright:${name}`, listener] as const;
  });
  for (const [name, listener] of listeners) subscribe(name, listener);
  try {
    await run();
  } finally {
    for (const [name, listener] of listeners) unsubscribe(name, listener);
  }
  return traces;
}

describe('the channels', () => {
  test('tell of each attempt and each exchange, with the octets that went both ways', async () => {
    await using ground = await startGround();
    const { attempt, exchange } = await tracesOf(() =>
      ground.client().update(zone).insert('www', 60, 'A', '192.0.2.1').send(),
    );
    const server = ground.address;
    expect(attempt).toMatchObject([
      { server, opcode: 'UPDATE', question: { name: 'example.com.', type: 'SOA' }, attempt: 1 },
      { server, opcode: 'QUERY', question: { name: 'www.example.com.', type: 'A' } },
    ]);
    expect(exchange).toMatchObject([
      { server, transport: 'tcp', opcode: 'UPDATE', status: 'answered' },
      { server, transport: 'tcp', opcode: 'QUERY', status: 'answered' },
    ]);
    const peer = { address: '127.0.0.1', port: ground.server.address.port };
    for (const [index, { id, request, reply, durationMs, ...others }] of exchange.entries()) {
      const { question, attempt: number } = attempt[index] ?? {};
      expect(others).toMatchObject({ question, attempt: number, peer, rcode: 'NOERROR' });
      expect(decodeMessage(request as Uint8Array)).toMatchObject({
        id,
        tsig: { mac: expect.anything() },
      });
      expect(decodeMessage(reply as Uint8Array)).toMatchObject({ id, flags: { qr: true } });
      expect(durationMs).toBeGreaterThan(0);
    }
    // By the one clock of the process, so that what came before can be told.
    const [update, query] = exchange.map(({ startedAt }) => startedAt as number);
    const ended = (update as number) + (exchange[0]?.['durationMs'] as number);
    expect(query).toBeGreaterThanOrEqual(ended);
    expect(performance.now()).toBeGreaterThan(query as number);
  });

  test('tell what an answer says, a TSIG error of the server’s included', async () => {
    await using ground = await startGround();
    ground.server.freeze(zone);
    const insert = (clock: () => number): Promise<unknown> =>
      ground
        .client({ clock, retry: false, verify: false })
        .update(zone)
        .insert('www', 60, 'A', '192.0.2.1')
        .trySend();
    const now = Math.floor(Date.now() / 1_000);
    const { exchange } = await tracesOf(async () => {
      await insert(() => now);
      await insert(() => now - 4_000);
    });
    expect(exchange).toMatchObject([
      { status: 'answered', rcode: 'REFUSED' },
      { status: 'answered', rcode: 'BADTIME' },
    ]);
  });

  test('tell no address of a server in the same process', async () => {
    await using ground = await startGround();
    const { exchange } = await tracesOf(() =>
      ground
        .client({ server: ground.server, verify: false })
        .update(zone)
        .insert('www', 60, 'A', '192.0.2.1')
        .send(),
    );
    expect(exchange).toMatchObject([{ server: 'memory', peer: undefined, status: 'answered' }]);
  });

  test('tell of replies that are ignored, and why', async () => {
    await using ground = await startGround();
    ground.server.faults = faultsOf('UPDATE', { mac: 'wrong' });
    const traces = await tracesOf(() =>
      ground.client({ transport: 'udp' }).update(zone).insert('www', 60, 'A', '192.0.2.1').send(),
    );
    expect(traces['ignored-reply']).toMatchObject([
      { server: ground.address, transport: 'udp', opcode: 'UPDATE', reason: expect.any(String) },
    ]);
  });

  test('tell by the octets of the request to which exchange an ignored reply belongs', async () => {
    await using ground = await startGround();
    const wrong = { mac: 'wrong' } as const;
    ground.server.faults = faultsOf('UPDATE', wrong, wrong);
    const dns = ground.client({ verify: false });
    const insert = (name: string): Promise<unknown> =>
      dns.update(zone).insert(name, 60, 'A', '192.0.2.1').send();
    const traces = await tracesOf(() => Promise.all([insert('a'), insert('b')]));
    const ignored = traces['ignored-reply'].map(({ request }) => request);
    const untrusted = traces.exchange.filter(({ reply }) => reply === undefined);
    expect(traces.exchange).toHaveLength(4);
    expect(untrusted).toHaveLength(2);
    for (const { request, status, rcode } of untrusted) {
      // The same object, and not only the same octets.
      expect(ignored.filter((octets) => octets === request)).toHaveLength(1);
      expect([status, rcode]).toEqual(['answered', undefined]);
    }
  });

  test('have nothing of the secret', async () => {
    await using ground = await startGround();
    const traces = await tracesOf(() =>
      ground.client().update(zone).insert('www', 60, 'A', '192.0.2.1').send(),
    );
    const told = [...traces.exchange, ...traces.attempt].flatMap((trace) =>
      Object.values(trace).map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value),
      ),
    );
    expect(told.length).toBeGreaterThan(10);
    for (const text of told) {
      expect(text).not.toContain('secret');
      expect(text).not.toContain('c2VjcmV0');
    }
  });
});

const program = `
import { DnsClient, TsigKey } from ${JSON.stringify(fileURLToPath(new URL('../../dist/index.js', import.meta.url)))};
await using dns = new DnsClient({ server: process.env.SERVER, key: TsigKey.fromEnv('KEY') });
await dns.update('example.com').insert('www', 60, 'A', '192.0.2.1').send();
await dns.close();
`;

test('NODE_DEBUG=zonewright prints hex dumps on standard error, without the secret', async () => {
  await using ground = await startGround();
  const secret = Buffer.from(key.revealSecret(), 'base64').toString();
  expect(secret).toBe('secret');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program.replace('await using dns', 'const dns')],
    {
      env: {
        ...process.env,
        NODE_DEBUG: 'zonewright',
        SERVER: ground.address,
        KEY: 'hmac-sha256:ddns-key:c2VjcmV0',
      },
    },
  );
  expect(stdout).toBe('');
  expect(stderr).toMatch(
    /ZONEWRIGHT \d+: UPDATE example\.com\. SOA to 127\.0\.0\.1:\d+, attempt 1/,
  );
  expect(stderr).toMatch(/^0010 {2}6d 70 6c 65 03 63 6f 6d .* {2}mple\.com\..*$/m);
  expect(stderr).not.toMatch(/secret|c2VjcmV0/);
});

test('a hex dump shows offsets, octets and text, and is cut where it is long', () => {
  const text = new TextEncoder().encode('example.com\u0000\u0007 and on');
  expect(hexDump(text)).toBe(
    [
      '0000  65 78 61 6d 70 6c 65 2e 63 6f 6d 00 07 20 61 6e  example.com.. an',
      '0010  64 20 6f 6e                                      d on',
    ].join('\n'),
  );
  const lines = hexDump(new Uint8Array(65_535)).split('\n');
  expect(lines).toHaveLength(257);
  expect(lines.at(-1)).toBe('... 65535 octets in all');
});
