/** The agent as a host runs it: addresses change, it is killed, the server is away. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from '@zonewright/server';
import { defaultKey, requireServers, startServer } from '@zonewright/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DnsClient, NotAppliedError, RefusedError, TsigKey, UnknownOutcomeError } from 'zonewright';
import { Agent } from '../src/agent.ts';
import { StateFile } from '../src/state-file.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const pretended = new URL('pretended-interfaces.mjs', import.meta.url).href;
const keyText = `${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`;
const key = TsigKey.parse(keyText);

const soa = '@ 60 SOA ns1.example.test. hostmaster 1 60 60 60 60\n@ 60 NS ns1.example.test.\n';
const zone = 'example.test';
const reverse4 = '2.0.192.in-addr.arpa';
const reverse6 = '8.b.d.0.1.0.0.2.ip6.arpa';
const zones = {
  [zone]: `${soa}ns1 60 A 127.0.0.1\nhome 60 A 192.0.2.99\nother 60 CNAME ns1\n`,
  [reverse4]: `${soa}10 60 PTR somebody.example.test.\n`,
  [reverse6]: soa,
};
const home = `home.${zone}`;
const pointer = (last: number) => `${last}.${reverse4}`;
const pointer6 = `0.1.${'0.'.repeat(22)}${reverse6}`;

let folder = '';
const programs: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-ddns-'));
});
afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** At once, so that the agent never reads half of it. */
async function setAddresses(...addresses: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'addresses.new'), JSON.stringify(addresses));
  await rename(join(folder, 'addresses.new'), join(folder, 'addresses'));
}

const stateText = () => readFile(join(folder, 'state'), 'utf8').catch(() => '');

interface Program {
  readonly child: ChildProcess;
  printed(): string;
  /** Resolves when it has printed the words. */
  says(words: string): Promise<void>;
}

function start(server: string, variables: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(process.execPath, ['--import', pretended, main], {
    env: {
      ...process.env,
      ZONEWRIGHT_SERVER: server,
      ZONEWRIGHT_KEY: keyText,
      DDNS_HOST: home,
      DDNS_REVERSE: 'yes',
      DDNS_STATE_FILE: join(folder, 'state'),
      DDNS_INTERVAL_SECONDS: '0.05',
      DDNS_RETRY_SECONDS: '0.05',
      PRETENDED_ADDRESSES: join(folder, 'addresses'),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  programs.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  return {
    child,
    printed: () => printed,
    says: async (words) => {
      const isDone = () => printed.includes(words) || child.exitCode !== null;
      await expect.poll(isDone, { timeout: 15_000, interval: 20 }).toBe(true);
      if (!printed.includes(words)) throw new Error(printed);
    },
  };
}

/** Reads a server by another way than ours: dig, or the zone that the embedded server holds. */
type Read = (name: string, type: 'A' | 'AAAA' | 'PTR' | 'SOA') => Promise<readonly string[]>;

interface Stage {
  readonly server: string;
  readonly read: Read;
  /** Makes the server refuse all updates of the zone, and take them again. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => Promise<void>;
}

async function kill({ child }: Program): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'close');
}

async function expectLifeOfAnAgent({ server, read, freeze, thaw }: Stage): Promise<void> {
  const sorted = async (...asked: Parameters<Read>) => [...(await read(...asked))].sort();
  await setAddresses('192.0.2.10', 'fe80::10', '2001:db8::10', '169.254.1.1', '198.51.100.1');
  const first = start(server);
  await first.says(`${home} is right`);
  expect(await sorted(home, 'A')).toEqual(['192.0.2.10', '192.0.2.99', '198.51.100.1']);
  expect(await read(home, 'AAAA')).toEqual(['2001:db8::10']);
  expect(await sorted(pointer(10), 'PTR')).toEqual([`${home}.`, 'somebody.example.test.']);
  expect(await read(pointer6, 'PTR')).toEqual([`${home}.`]);

  await setAddresses('192.0.2.20');
  await first.says(`+ ${home}. A 192.0.2.20`);
  await first.says(`+ ${pointer(20)}. PTR ${home}.`);
  // What it had not set is there still.
  expect(await sorted(home, 'A')).toEqual(['192.0.2.20', '192.0.2.99']);
  expect(await read(home, 'AAAA')).toEqual([]);
  expect(await read(pointer(10), 'PTR')).toEqual(['somebody.example.test.']);
  expect(await read(pointer(20), 'PTR')).toEqual([`${home}.`]);
  await expect.poll(stateText).not.toContain('ip6.arpa');
  await kill(first);

  const [before, state] = [await read(zone, 'SOA'), await stateText()];
  const second = start(server);
  await second.says(`${home} is right`);
  expect(second.printed()).toBe(`${home} is right\n`);
  expect([await read(zone, 'SOA'), await stateText()]).toEqual([before, state]);

  await freeze();
  await setAddresses('192.0.2.30');
  await second.says('not right, again in 0.4 s: RefusedError');
  expect(JSON.parse(await stateText())).toContainEqual({
    zone: `${zone}.`,
    name: `${home}.`,
    type: 'A',
    data: '192.0.2.20',
  });
  await thaw();
  await second.says(`+ ${home}. A 192.0.2.30`);
  expect(await sorted(home, 'A')).toEqual(['192.0.2.30', '192.0.2.99']);
  second.child.kill('SIGTERM');
  await expect.poll(() => second.child.exitCode).toBe(0);
  expect((await readdir(folder)).sort()).toEqual(['addresses', 'state']);
}

const absent = '198.51.100.7';

/** The agent alone, with addresses that the test chooses. */
function agentOf(dns: DnsClient, host: string, addresses: () => readonly string[]): Agent {
  const state = new StateFile(join(folder, 'state'));
  return new Agent(dns, { host: `${host}.`, ttl: 60, reverse: true, state, addresses });
}

describe('on the embedded server', () => {
  test('records follow the addresses, through kill, restart and a frozen zone', async () => {
    await using server = createServer({ zones, keys: [key] });
    const { port } = await server.listen({ port: 0 });
    const read: Read = (name, type) => {
      const holder = [zone, reverse4, reverse6].find((one) => name.endsWith(one)) ?? zone;
      if (type === 'SOA') return Promise.resolve([String(server.zone(holder).serial)]);
      return Promise.resolve(server.zone(holder).rrset(`${name}.`, type)?.data ?? []);
    };
    const freeze = async () => server.freeze(zone);
    const thaw = async () => server.thaw(zone);
    await expectLifeOfAnAgent({ server: `127.0.0.1:${port}`, read, freeze, thaw });
  });

  test('a dead server is tried again after growing pauses, until it is back', async () => {
    const dead = createServer({ zones, keys: [key] });
    const { port } = await dead.listen({ port: 0 });
    await dead.close();
    await setAddresses('192.0.2.10');
    const program = start(`127.0.0.1:${port}`);
    await program.says('not right, again in 0.1 s: ConnectError');
    await program.says('not right, again in 0.2 s: ConnectError');
    expect(await stateText()).toBe('');
    await using server = createServer({ zones, keys: [key] });
    await server.listen({ port });
    await program.says(`${home} is right`);
    expect(await stateText()).toContain('192.0.2.10');
  });

  test('what the server skips is no success, and not in the state', async () => {
    await using server = createServer({ zones, keys: [key] });
    await using dns = new DnsClient({ server, key, verifyTimeoutMs: 100 });
    const agent = agentOf(dns, `other.${zone}`, () => [absent]);
    await expect(agent.sync()).rejects.toThrow(NotAppliedError);
    expect(await stateText()).toBe('');
  });

  test('a reverse zone that the key may not change leaves the addresses right', async () => {
    const policy = { grants: [{ key: key.name, zone }] };
    await using server = createServer({ zones, keys: [key], policy });
    await using dns = new DnsClient({ server, key });
    const agent = agentOf(dns, home, () => ['192.0.2.20']);
    await expect(agent.sync()).rejects.toThrow(RefusedError);
    expect(server.zone(zone).rrset(`${home}.`, 'A')?.data).toContain('192.0.2.20');
    expect(JSON.parse(await stateText())).toHaveLength(1);
  });

  test('what was sent and not settled is removed when it is not wanted any more', async () => {
    await using server = createServer({ zones, keys: [key] });
    await using dns = new DnsClient({ server, key, timeoutMs: 100, deadlineMs: 300 });
    let address = '198.51.100.1';
    const agent = agentOf(dns, home, () => [address]);
    // The update is carried out, and from then on nobody answers.
    let isDead = false;
    server.faults = ({ message }) => {
      isDead ||= message?.opcode === 'UPDATE';
      return isDead ? { drop: 'reply' } : undefined;
    };
    await expect(agent.sync()).rejects.toThrow(UnknownOutcomeError);
    expect(server.zone(zone).rrset(`${home}.`, 'A')?.data).toContain(address);
    expect(await stateText()).toBe('');
    server.faults = undefined;
    address = '198.51.100.2';
    await agent.sync();
    expect([...(server.zone(zone).rrset(`${home}.`, 'A')?.data ?? [])].sort()).toEqual([
      '192.0.2.99',
      '198.51.100.2',
    ]);
  });

  test('without a state it takes for its own what it would set, and restores what is removed', async () => {
    await using server = createServer({ zones, keys: [key] });
    await using dns = new DnsClient({ server, key });
    await agentOf(dns, home, () => [absent]).sync();
    // As if it had been killed before it wrote it.
    await rm(join(folder, 'state'));
    let address = absent;
    const agent = agentOf(dns, home, () => [address]);
    const { serial } = server.zone(zone);
    expect(await agent.sync()).toEqual({ added: [], removed: [] });
    expect(server.zone(zone).serial).toBe(serial);
    expect(await stateText()).toContain(absent);
    await dns.update(zone).remove('home', 'A', absent).send();
    expect((await agent.sync()).added.map(({ data }) => data)).toEqual([absent]);
    address = '198.51.100.8';
    expect((await agent.sync()).removed.map(({ data }) => data)).toEqual([absent]);
    const left = server.zone(zone).rrset(`${home}.`, 'A')?.data ?? [];
    expect([...left].sort()).toEqual(['192.0.2.99', '198.51.100.8']);
  });

  test('a pointer that stands there in another letter case is right', async () => {
    const pointers = `${soa}10 60 PTR HOME.Example.TEST.\n`;
    await using server = createServer({ zones: { ...zones, [reverse4]: pointers }, keys: [key] });
    await using dns = new DnsClient({ server, key });
    const agent = agentOf(dns, home, () => ['192.0.2.10']);
    expect((await agent.sync()).added.map(({ type }) => type)).toEqual(['A']);
    expect(await agent.sync()).toEqual({ added: [], removed: [] });
    expect(server.zone(reverse4).serial).toBe(1);
  });

  test('a host without addresses keeps what it had', async () => {
    await using server = createServer({ zones, keys: [key] });
    await using dns = new DnsClient({ server, key });
    let addresses = [absent];
    const agent = agentOf(dns, home, () => addresses);
    await agent.sync();
    addresses = [];
    expect(await agent.sync()).toEqual({ added: [], removed: [] });
    expect(server.zone(zone).rrset(`${home}.`, 'A')?.data).toContain(absent);
  });
});

test.each(['1m', '-1', '2592000', 'Infinity'])(
  'a pause of %j is refused: a timer would take it for a millisecond',
  async (text) => {
    const program = start('127.0.0.1:1', { DDNS_INTERVAL_SECONDS: text });
    await program.says(`DDNS_INTERVAL_SECONDS is "${text}", and has to be a number of seconds`);
    await expect.poll(() => program.child.exitCode).toBe(1);
  },
);

test('a file that holds something else is refused, not written over', async () => {
  await writeFile(join(folder, 'state'), '[{"zone":"example.test."}]');
  await expect(new StateFile(join(folder, 'state')).read()).rejects.toThrow('is no state');
});

test.skipIf(!requireServers('bind').available)('on BIND, the same', async () => {
  await using server = await startServer('bind', { zones });
  const read: Read = async (name, type) => {
    const { answers } = await server.dig(name, type);
    return answers.filter((answer) => answer.type === type).map(({ data }) => data);
  };
  const freeze = () => server.freeze(zone);
  const thaw = () => server.thaw(zone);
  await expectLifeOfAnAgent({ server: server.server, read, freeze, thaw });
});
