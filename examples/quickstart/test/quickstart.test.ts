/** What the quickstart shows, on the embedded server and on real ones. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createServer } from '@zonewright/server';
import { defaultKey, requireServers, startServer } from '@zonewright/testkit';
import { describe, expect, test } from 'vitest';
import { TsigKey } from 'zonewright';
import { readAddresses } from '../src/read-back.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

async function quickstart(settings: Readonly<Record<string, string>>): Promise<string> {
  const env = { ...process.env, ...settings };
  const { stdout } = await promisify(execFile)(process.execPath, [main], { env, timeout: 15_000 });
  return stdout;
}

/** The outcomes in their order. */
function outcomes(shown: string): readonly string[] {
  return shown.match(/^ {3}(?:NOERROR|\w+Error)\b/gm)?.map((line) => line.trim()) ?? [];
}

test('on the embedded server: two updates, three refusals, and a record read back', async () => {
  const shown = await quickstart({});
  expect(outcomes(shown)).toEqual([
    'NOERROR',
    'YxDomainError',
    'RefusedError',
    'NOERROR',
    'BadSigError',
    'NOERROR',
  ]);
  expect(shown).toMatch(/read back: quickstart-\w+ A 192\.0\.2\.1, 192\.0\.2\.2/);
});

test('settings that name half a server are refused', async () => {
  await expect(quickstart({ ZONEWRIGHT_SERVER: '127.0.0.1' })).rejects.toThrow(
    /ZONEWRIGHT_ZONE and ZONEWRIGHT_KEY/,
  );
});

const zoneText = '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1\n';

test('a step that goes another way leaves no record and no frozen zone behind', async () => {
  const keyText = `${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`;
  const key = TsigKey.parse(keyText);
  await using server = createServer({ zones: { 'example.test': zoneText }, keys: [key] });
  const { port } = await server.listen({ port: 0 });
  const running = quickstart({
    ZONEWRIGHT_SERVER: `127.0.0.1:${port}`,
    ZONEWRIGHT_ZONE: 'example.test',
    ZONEWRIGHT_KEY: keyText,
    // It freezes nothing, so that the update is taken.
    ZONEWRIGHT_FREEZE: 'true',
    ZONEWRIGHT_THAW: 'echo thawed >&2; false',
  });
  await expect(running).rejects.toThrow('thawed');
  expect([...server.zone('example.test').names()].sort()).toEqual([
    'example.test.',
    'ns1.example.test.',
  ]);
});

test('what is read back is asked at IPv6 addresses, too, with brackets and a port or without', async () => {
  await using server = createServer({ zones: { 'example.test': zoneText } });
  const { port } = await server.listen({ address: '::1', port: 0 });
  expect(await readAddresses(`[::1]:${port}`, 'ns1.example.test')).toEqual(['127.0.0.1']);
  for (const nobody of ['::1', '[::1]']) {
    await expect(readAddresses(nobody, 'ns1.example.test')).rejects.toThrow('queryA');
  }
});

describe.each([
  ['bind', 'BadSigError'],
  ['knot', 'BadSigError'],
  ['powerdns', 'RefusedError'],
] as const)('on %s', (kind, wrongKey) => {
  test.skipIf(!requireServers(kind).available)('the same, but for the freeze', async () => {
    await using server = await startServer(kind);
    const shown = await quickstart({
      ZONEWRIGHT_SERVER: server.server,
      ZONEWRIGHT_ZONE: 'example.test',
      ZONEWRIGHT_KEY: `${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`,
    });
    expect(outcomes(shown)).toEqual(['NOERROR', 'YxDomainError', wrongKey, 'NOERROR']);
    expect(shown).toMatch(/read back: quickstart-\w+ A 192\.0\.2\.1, 192\.0\.2\.2/);
  });
});

describe('on a real server that the operator freezes', () => {
  test.skipIf(!requireServers('bind').available)('bind, by rndc', async () => {
    await using server = await startServer('bind');
    const configuration = await readFile(join(server.folder, 'named.conf'), 'utf8');
    const port = /^controls .* port (\d+)/m.exec(configuration)?.[1];
    const rndc = `rndc -s 127.0.0.1 -p ${port} -k ${join(server.folder, 'rndc.key')}`;
    const shown = await quickstart({
      PATH: `${process.env['PATH']}:/usr/sbin`,
      ZONEWRIGHT_SERVER: server.server,
      ZONEWRIGHT_ZONE: 'example.test',
      ZONEWRIGHT_KEY: `${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`,
      ZONEWRIGHT_FREEZE: `${rndc} freeze example.test`,
      ZONEWRIGHT_THAW: `${rndc} thaw example.test`,
    });
    expect(outcomes(shown)).toEqual([
      'NOERROR',
      'YxDomainError',
      'RefusedError',
      'NOERROR',
      'BadSigError',
      'NOERROR',
    ]);
  });
});
