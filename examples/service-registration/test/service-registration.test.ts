/** The program as an operator runs it: started, killed, started again, ended. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from '@zonewright/server';
import { defaultKey, requireServers, startServer } from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DnsClient, TsigKey } from 'zonewright';
import { NameTakenError, Registration } from '../src/registration.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const key = `${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`;
const zone = 'example.test';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-service-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Program {
  readonly child: ChildProcess;
  /** Resolves when it has printed the word; rejects with what it printed when it ends without. */
  says(word: string): Promise<void>;
}

function start(
  server: string,
  host: string,
  ownerFile = `${host}.owner`,
  variables: NodeJS.ProcessEnv = {},
): Program {
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      ZONEWRIGHT_SERVER: server,
      ZONEWRIGHT_ZONE: zone,
      ZONEWRIGHT_KEY: key,
      SERVICE_HOST: host,
      SERVICE_ADDRESS: '192.0.2.10',
      SERVICE_PORT: '8080',
      SERVICE_OWNER_FILE: join(folder, ownerFile),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const ended = once(child, 'close');
  return {
    child,
    says: async (word) => {
      const isDone = () => printed.includes(word) || child.exitCode !== null;
      await expect.poll(isDone, { timeout: 15_000, interval: 20 }).toBe(true);
      if (child.exitCode !== null) await ended;
      if (!printed.includes(word)) throw new Error(printed);
    },
  };
}

/** The story, told of any server: `records` reads the zone by another way than ours. */
async function expectLifeOfAService(
  server: string,
  records: (name: string, type: string) => Promise<readonly string[]>,
): Promise<void> {
  const host = 'web-1';
  const srv = `0 0 8080 ${host}.${zone}.`;
  const first = start(server, host);
  await first.says('registered');
  expect(await records(host, 'A')).toEqual(['192.0.2.10']);
  expect(await records('_http._tcp', 'SRV')).toEqual([srv]);

  const other = start(server, host, 'another.owner');
  await expect(other.says('registered')).rejects.toThrow(/NameTakenError: web-1 in example.test/);

  first.child.kill('SIGKILL');
  await once(first.child, 'close');
  expect(await records(host, 'A')).toEqual(['192.0.2.10']);
  const second = start(server, host);
  await second.says('registered');
  second.child.kill('SIGTERM');
  await second.says('removed');
  await expect.poll(() => second.child.exitCode).toBe(0);
  expect(await records(host, 'A')).toEqual([]);
  expect(await records('_http._tcp', 'SRV')).toEqual([]);
}

const embedded = () =>
  createServer({
    zones: { [zone]: '@ 60 SOA ns1 hostmaster 1 60 60 60 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1' },
    keys: [TsigKey.parse(key)],
  });

test('on the embedded server', async () => {
  await using server = embedded();
  const { port } = await server.listen({ port: 0 });
  await expectLifeOfAService(`127.0.0.1:${port}`, (name, type) => {
    const data = server.zone(zone).rrset(`${name}.${zone}.`, type as 'A' | 'SRV')?.data ?? [];
    return Promise.resolve(
      data.map((one) =>
        typeof one === 'string' ? one : `${one.priority} ${one.weight} ${one.port} ${one.target}`,
      ),
    );
  });
});

describe.each(['bind', 'knot', 'powerdns'] as const)('on %s', (kind) => {
  test.skipIf(!requireServers(kind).available)('the same', async () => {
    await using server = await startServer(kind);
    await expectLifeOfAService(server.server, async (name, type) => {
      const { answers } = await server.dig(`${name}.${zone}`, type);
      return answers.filter((answer) => answer.type === type).map(({ data }) => data);
    });
  });
});

const service = {
  zone,
  host: 'web-1',
  address: '192.0.2.10',
  type: '_http._tcp',
  port: 8080,
  ttl: 60,
  owner: 'owner=1',
};

test('what a crash left for another address and port goes with the next start', async () => {
  await using server = embedded();
  await using dns = new DnsClient({ server, key: TsigKey.parse(key) });
  await new Registration(dns, service).register();
  await new Registration(dns, { ...service, host: 'web-2', owner: 'owner=2' }).register();
  await new Registration(dns, { ...service, address: '2001:db8::10', port: 9090 }).register();
  expect(server.zone(zone).rrset(`web-1.${zone}.`, 'A')).toBeUndefined();
  expect(server.zone(zone).rrset(`web-1.${zone}.`, 'AAAA')?.data).toEqual(['2001:db8::10']);
  const targets = server.zone(zone).rrset(`_http._tcp.${zone}.`, 'SRV')?.data ?? [];
  expect(targets.map(({ port, target }) => `${port} ${target}`).sort()).toEqual([
    `8080 web-2.${zone}.`,
    `9090 web-1.${zone}.`,
  ]);
});

test('a name that somebody removed is taken anew, and one that another took is not', async () => {
  await using server = embedded();
  await using dns = new DnsClient({ server, key: TsigKey.parse(key) });
  const registration = new Registration(dns, service);
  await registration.register();
  await dns.update(zone).removeName('web-1').send();
  await registration.refresh();
  expect(server.zone(zone).rrset(`web-1.${zone}.`, 'A')?.data).toEqual(['192.0.2.10']);
  await dns.update(zone).removeName('web-1').insert('web-1', 60, 'TXT', 'owner=2').send();
  await expect(registration.refresh()).rejects.toThrow(NameTakenError);
});

test.each(['web-1', `web-1.${zone}`, `web-1.${zone}.`])('a host may be called %s', async (host) => {
  await using server = embedded();
  await using dns = new DnsClient({ server, key: TsigKey.parse(key) });
  const registration = new Registration(dns, { ...service, host });
  await registration.register();
  expect(server.zone(zone).rrset(`web-1.${zone}.`, 'A')?.data).toEqual(['192.0.2.10']);
  const [target] = server.zone(zone).rrset(`_http._tcp.${zone}.`, 'SRV')?.data ?? [];
  expect(target?.target).toBe(`web-1.${zone}.`);
  await registration.remove();
  expect(server.zone(zone).serial).toBe(3);
});

test('an empty file of the owner is nobody, and a TTL that no timer can hold is refused', async () => {
  await writeFile(join(folder, 'empty.owner'), '');
  const nobody = start('127.0.0.1:1', 'web-1', 'empty.owner');
  await expect(nobody.says('registered')).rejects.toThrow('empty.owner holds no owner');
  for (const text of ['0', '1h', '4294968']) {
    const impatient = start('127.0.0.1:1', 'web-1', 'any.owner', { SERVICE_TTL: text });
    await expect(impatient.says('registered')).rejects.toThrow(`SERVICE_TTL is "${text}"`);
  }
});
