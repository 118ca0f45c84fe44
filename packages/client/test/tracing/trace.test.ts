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
    for (const { id, request, reply, durationMs } of exchange) {
      expect(decodeMessage(request as Uint8Array)).toMatchObject({
        id,
        tsig: { mac: expect.anything() },
      });
      expect(decodeMessage(reply as Uint8Array)).toMatchObject({ id, flags: { qr: true } });
      expect(durationMs).toBeGreaterThan(0);
    }
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
