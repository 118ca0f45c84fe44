/** The script as a deployment runs it, beside others, while the world asks and a secondary lags. */

import { type ChildProcess, spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createServer } from '@zonewright/server';
import { defaultKey, requireServers, startServer } from '@zonewright/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { DnsClient, type QueryResult, TsigKey } from 'zonewright';
import { ContentionError, changeAddresses } from '../src/change-addresses.ts';
import { NoAliasError, replaceAlias } from '../src/replace-alias.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const keyText = `${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`;
const key = TsigKey.parse(keyText);
const zone = 'example.test';
const text = `$TTL 300
@    SOA ns1 hostmaster 1 3600 600 86400 300
@    NS  ns1
ns1  A   127.0.0.1
www  120 A 192.0.2.1
www  120 A 192.0.2.2
www  120 A 192.0.2.3
blog CNAME www
`;

const programs: ChildProcess[] = [];
afterEach(() => {
  for (const program of programs.splice(0)) program.kill();
});

interface Program {
  printed(): string;
  /** Its exit code, once all that it printed is there. */
  readonly ended: Promise<number>;
}

function run(port: number, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      ...process.env,
      ZONEWRIGHT_SERVER: '127.0.0.1',
      ZONEWRIGHT_PORT: String(port),
      ZONEWRIGHT_KEY: keyText,
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
  const ended = once(child, 'close').then(([code]) => Number(code));
  return { printed: () => printed, ended };
}

/** Reads a server by another way than ours: dig, or the zone that the embedded server holds. */
type Read = (name: string, type: 'A' | 'AAAA' | 'CNAME') => Promise<readonly string[]>;

interface Stage {
  readonly port: number;
  readonly read: Read;
}

async function expectSwapsLoseNothing({ port, read }: Stage): Promise<void> {
  const swaps = [1, 2, 3].map((n) =>
    run(port, ['swap', `www.${zone}`, `192.0.2.${n}`, `192.0.2.${n}0`]),
  );
  for (const { ended, printed } of swaps) expect(await ended, printed()).toBe(0);
  expect([...(await read('www', 'A'))].sort()).toEqual(['192.0.2.10', '192.0.2.20', '192.0.2.30']);
  // What is done already is no failure; what cannot be done is one.
  expect(await run(port, ['swap', `www.${zone}`, '192.0.2.1', '192.0.2.10']).ended).toBe(0);
  const vain = run(port, ['swap', `www.${zone}`, '192.0.2.1', '192.0.2.99']);
  expect(await vain.ended).toBe(1);
  expect(vain.printed()).toContain('www.example.test. has no 192.0.2.1 to be replaced');
}

/** Another writer comes between reading and writing, so often. */
class Raced extends DnsClient {
  rivals = 0;
  override async query(...asked: Parameters<DnsClient['query']>): Promise<QueryResult> {
    const result = await super.query(...asked);
    if (this.rivals > 0) {
      this.rivals -= 1;
      await this.update(zone).insert('busy', 60, 'A', `198.51.100.${this.rivals}`).send();
    }
    return result;
  }
}

async function expectCompareAndSwap({ port, read }: Stage): Promise<void> {
  await using dns = new Raced({ server: '127.0.0.1', port, key });
  const busy = { name: `busy.${zone}.`, type: 'A', ttl: 60 } as const;
  const add = (address: string) =>
    changeAddresses(dns, busy, (all) => (all.includes(address) ? all : [...all, address]));
  dns.rivals = 2;
  const all = ['192.0.2.7', '198.51.100.0', '198.51.100.1'];
  expect([...(await add('192.0.2.7'))].sort()).toEqual(all);
  expect([...(await read('busy', 'A'))].sort()).toEqual(all);
  dns.rivals = 20;
  await expect(add('192.0.2.8')).rejects.toThrow(ContentionError);
  expect(await read('busy', 'A')).not.toContain('192.0.2.8');
  dns.rivals = 0;
  expect(await changeAddresses(dns, busy, () => [])).toEqual([]);
  expect(await read('busy', 'A')).toEqual([]);
}

async function expectNoGap({ port, read }: Stage): Promise<void> {
  const resolver = new Resolver({ timeout: 2_000, tries: 3 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const program = run(port, ['alias-to-address', `blog.${zone}`, '192.0.2.90', '2001:db8::90']);
  const seen = new Set<string>();
  let isOver = false;
  const watch = (async () => {
    // Rejects where the name has nothing to tell.
    while (!isOver) seen.add((await resolver.resolve4(`blog.${zone}`)).toSorted().join(' '));
  })();
  const code = await program.ended.finally(() => {
    isOver = true;
  });
  await watch;
  seen.add((await resolver.resolve4(`blog.${zone}`)).join(' '));
  expect(code, program.printed()).toBe(0);
  expect([...seen]).toEqual(['192.0.2.10 192.0.2.20 192.0.2.30', '192.0.2.90']);
  expect(await read('blog', 'A')).toEqual(['192.0.2.90']);
  expect(await read('blog', 'AAAA')).toEqual(['2001:db8::90']);
  await using dns = new DnsClient({ server: '127.0.0.1', port, key });
  await expect(replaceAlias(dns, `blog.${zone}.`, 60, ['192.0.2.1'])).rejects.toThrow(NoAliasError);
}

async function expectTheStory(stage: Stage): Promise<void> {
  await expectSwapsLoseNothing(stage);
  await expectCompareAndSwap(stage);
  await expectNoGap(stage);
}

const dataOf = (server: ReturnType<typeof createServer>): Read => {
  return (name, type) =>
    Promise.resolve(server.zone(zone).rrset(`${name}.${zone}.`, type)?.data ?? []);
};

describe('on the embedded server', () => {
  test('swaps lose nothing, and a CNAME becomes addresses without a gap', async () => {
    await using server = createServer({ zones: { [zone]: text }, keys: [key] });
    const { port } = await server.listen({ port: 0 });
    await expectTheStory({ port, read: dataOf(server) });
  });

  test('an address is the same however it is written', async () => {
    const records = `${text}six AAAA 2001:db8::1\nsix AAAA 2001:db8::9\n`;
    await using server = createServer({ zones: { [zone]: records }, keys: [key] });
    const { port } = await server.listen({ port: 0 });
    const six = () => dataOf(server)('six', 'AAAA');
    const swap = run(port, ['swap', `six.${zone}`, '2001:DB8:0::1', '2001:0DB8::02']);
    expect(await swap.ended, swap.printed()).toBe(0);
    expect(await six()).toEqual(['2001:db8::9', '2001:db8::2']);
    await using dns = new DnsClient({ server, key });
    const set = { name: `six.${zone}.`, type: 'AAAA', ttl: 60 } as const;
    const twice = () => ['2001:DB8::3', '2001:db8:0:0::3'];
    expect(await changeAddresses(dns, set, twice)).toEqual(['2001:db8::3']);
    expect(await six()).toEqual(['2001:db8::3']);
  });

  test('the script ends when the secondary has the change, and not before', async () => {
    await using primary = createServer({ zones: { [zone]: text }, keys: [key] });
    const { port } = await primary.listen({ port: 0 });
    // Nobody notifies it, and its REFRESH is an hour.
    await using secondary = createServer({
      primaries: { [zone]: [`127.0.0.1:${port}`] },
      keys: [key],
    });
    const hidden = `127.0.0.1:${(await secondary.listen({ port: 0 })).port}`;
    await secondary.refresh(zone);
    const swap = ['swap', `www.${zone}`, '192.0.2.1', '192.0.2.10'];
    const late = run(port, swap, { INFRA_HIDDEN_SERVERS: hidden, INFRA_WAIT_SECONDS: '1' });
    expect(await late.ended).toBe(1);
    expect(late.printed()).toContain(`${hidden} is behind, it has serial 1`);
    const again = run(port, swap, { INFRA_HIDDEN_SERVERS: hidden });
    await expect.poll(again.printed, { timeout: 10_000 }).toContain('changed');
    await secondary.refresh(zone);
    expect(await again.ended, again.printed()).toBe(0);
    expect(again.printed()).toContain(`serial 2 is at 127.0.0.1:${port}, ${hidden}`);
    expect(await dataOf(secondary)('www', 'A')).toContain('192.0.2.10');
  });
});

describe.each(['bind', 'knot', 'powerdns'] as const)('on %s', (kind) => {
  test.skipIf(!requireServers(kind).available)('the same, without a secondary', async () => {
    await using server = await startServer(kind, { zones: { [zone]: text } });
    await expectTheStory({ port: server.port, read: digging(server) });
  });
});

const digging = (server: Awaited<ReturnType<typeof startServer>>): Read => {
  return async (name, type) => {
    const { answers } = await server.dig(`${name}.${zone}`, type);
    return answers.filter((answer) => answer.type === type).map(({ data }) => data);
  };
};

test.skipIf(!requireServers('bind').available)(
  'a BIND secondary has the change when the script ends',
  async () => {
    await using secondary = await startServer('bind', { zones: {} });
    const options = { text, secondaries: [secondary.server], options: 'notify-delay 1;' };
    await using primary = await startServer('bind', { zones: { [zone]: options } });
    await secondary.addZone(zone, { primary: primary.server });
    const script = run(primary.port, ['alias-to-address', `blog.${zone}`, '192.0.2.90'], {
      INFRA_HIDDEN_SERVERS: secondary.server,
    });
    expect(await script.ended, script.printed()).toBe(0);
    expect(script.printed()).toContain(`serial 2 is at ${primary.server}, ${secondary.server}`);
    expect(await digging(secondary)('blog', 'A')).toEqual(['192.0.2.90']);
  },
);
