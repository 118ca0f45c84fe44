/**
 * The hooks as acme-client calls them, in parallel: its own `auto()` runs, and in place of a CA there
 * is one that looks at a secondary, as CAs look at whatever name server they come to.
 */

import { execFile } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createServer } from '@zonewright/server';
import { defaultKey, requireServers, startServer } from '@zonewright/testkit';
import { type Authorization, Client, crypto, type Order } from 'acme-client';
import { expect, test } from 'vitest';
import { DnsClient, PropagationTimeoutError, RefusedError, TsigKey } from 'zonewright';
import { dns01Hooks } from '../src/dns01-hooks.ts';
import { issue } from '../src/issue.ts';

const key = TsigKey.parse(`${defaultKey.algorithm}:${defaultKey.name}:${defaultKey.secret}`);
const zone = 'example.test';
const aliasZone = 'acme.test';
const soa = '@ 60 SOA ns1.example.test. hostmaster 1 1 1 86400 60\n@ 60 NS ns1.example.test.\n';
const zones = {
  [zone]: `${soa}ns1 60 A 127.0.0.1
_acme-challenge 60 TXT "somebody else's"
_acme-challenge.www 60 CNAME www.acme.test.
`,
  [aliasZone]: soa,
};
const apex = `_acme-challenge.${zone}`;
const alias = `www.${aliasZone}`;

/** The TXT values at a name, sorted, by Node's resolver: none of our code. */
async function valuesAt(port: number, name: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 3 });
  resolver.setServers([`127.0.0.1:${port}`]);
  try {
    return (await resolver.resolveTxt(name)).map((strings) => strings.join('')).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      if (error.code === 'ENODATA' || error.code === 'ENOTFOUND') return [];
    }
    throw error;
  }
}

type Challenge = Authorization['challenges'][number];

/** acme-client, with nothing behind it but what the test says. */
class WithoutCa extends Client {
  readonly #names: readonly string[];
  /** Called once, when all challenges wait to be looked at. */
  readonly #look: (values: readonly string[]) => Promise<void>;
  readonly #challenges: Challenge[] = [];
  #looked: Promise<void> | undefined;
  #allWait: (() => void) | undefined;
  readonly #waiting: Promise<void>;

  constructor(
    accountKey: Buffer,
    names: readonly string[],
    look: (values: readonly string[]) => Promise<void>,
  ) {
    super({ directoryUrl: 'https://ca.invalid', accountKey, accountUrl: 'https://ca.invalid/1' });
    this.#names = names;
    this.#look = look;
    this.#waiting = new Promise((resolve) => {
      this.#allWait = resolve;
    });
  }

  override createOrder(): Promise<Order> {
    const order = { identifiers: [], authorizations: [], finalize: '', url: '' };
    return Promise.resolve({ ...order, status: 'pending' });
  }

  override getAuthorizations(): Promise<Authorization[]> {
    const authorizations = this.#names.map((name, index): Authorization => {
      const shared = { url: `https://ca.invalid/${index}`, status: 'pending' } as const;
      return {
        ...shared,
        // The name without its asterisk (RFC 8555 section 7.1.3).
        identifier: { type: 'dns', value: name.replace(/^\*\./, '') },
        wildcard: name.startsWith('*.'),
        challenges: [
          { ...shared, type: 'http-01', token: `token-${index}` },
          { ...shared, type: 'dns-01', token: `token-${index}` },
        ],
      };
    });
    return Promise.resolve(authorizations);
  }

  override async completeChallenge(challenge: Challenge): Promise<Challenge> {
    this.#challenges.push(challenge);
    if (this.#challenges.length === this.#names.length) this.#allWait?.();
    await this.#waiting;
    this.#looked ??= this.#lookAtAll();
    await this.#looked;
    return challenge;
  }

  async #lookAtAll(): Promise<void> {
    const sorted = this.#challenges.toSorted((a, b) => a.url.localeCompare(b.url));
    await this.#look(
      await Promise.all(sorted.map((one) => this.getChallengeKeyAuthorization(one))),
    );
  }

  override waitForValidStatus<Item>(item: Item): Promise<Item> {
    return Promise.resolve(item);
  }

  override deactivateAuthorization(authorization: Authorization): Promise<Authorization> {
    return Promise.resolve(authorization);
  }

  override finalizeOrder(order: Order): Promise<Order> {
    return Promise.resolve(order);
  }

  override getCertificate(): Promise<string> {
    return Promise.resolve('signed');
  }
}

const names = [zone, `*.${zone}`, `www.${zone}`];
const foreign = "somebody else's";

/** The story, told of a primary and a secondary that has changes later. */
async function expectCertificate(primary: number, secondary: number): Promise<void> {
  const accountKey = await crypto.createPrivateEcdsaKey();
  await using dns = new DnsClient({ server: '127.0.0.1', port: primary, key });
  const hooks = dns01Hooks(dns, { propagation: { servers: [`127.0.0.1:${secondary}`] } });
  let looks = 0;
  const agreeing = new WithoutCa(accountKey, names, async ([first = '', second = '', third]) => {
    looks += 1;
    for (const port of [primary, secondary]) {
      expect(await valuesAt(port, apex)).toEqual([first, second, foreign].sort());
      expect(await valuesAt(port, alias)).toEqual([third]);
    }
  });
  expect((await issue(agreeing, hooks, names)).certificate).toBe('signed');
  expect(looks).toBe(1);
  expect(await valuesAt(primary, apex)).toEqual([foreign]);
  expect(await valuesAt(primary, alias)).toEqual([]);

  const refusing = new WithoutCa(accountKey, names, async () => {
    expect(await valuesAt(secondary, apex)).toHaveLength(3);
    throw new Error('no certificate for you');
  });
  await expect(issue(refusing, hooks, names)).rejects.toThrow('no certificate for you');
  expect(await valuesAt(primary, apex)).toEqual([foreign]);
  expect(await valuesAt(primary, alias)).toEqual([]);
}

test('on the embedded server: apex, wildcard and a CNAME at once, seen at the secondary', async () => {
  await using primary = createServer({ zones, keys: [key] });
  const { port } = await primary.listen({ port: 0 });
  // It asks every REFRESH seconds: one.
  const upstream = [`127.0.0.1:${port}`];
  await using secondary = createServer({
    primaries: { [zone]: upstream, [aliasZone]: upstream },
    keys: [key],
  });
  await expectCertificate(port, (await secondary.listen({ port: 0 })).port);
});

test('a wait that fails leaves nothing behind', async () => {
  await using server = createServer({ zones, keys: [key] });
  const { port } = await server.listen({ port: 0 });
  await using dns = new DnsClient({ server: '127.0.0.1', port, key });
  const propagation = { servers: ['127.0.0.1:1'], timeoutMs: 300 };
  const client = new WithoutCa(await crypto.createPrivateEcdsaKey(), names, () => {
    throw new Error('not to be reached');
  });
  const waiting = issue(client, dns01Hooks(dns, { propagation }), names);
  await expect(waiting).rejects.toThrow(PropagationTimeoutError);
  expect(await valuesAt(port, apex)).toEqual([foreign]);
  expect(await valuesAt(port, alias)).toEqual([]);
});

test('a value whose removal is refused is told of, and removed when it is tried again', async () => {
  await using server = createServer({ zones, keys: [key] });
  const { port } = await server.listen({ port: 0 });
  await using dns = new DnsClient({ server: '127.0.0.1', port, key });
  const hooks = dns01Hooks(dns, { propagation: { servers: [`127.0.0.1:${port}`] } });
  const client = new WithoutCa(await crypto.createPrivateEcdsaKey(), [zone], () => {
    server.freeze(zone);
    return Promise.resolve();
  });
  expect((await issue(client, hooks, [zone])).certificate).toBe('signed');
  expect(await valuesAt(port, apex)).toHaveLength(2);
  await expect(hooks.removeLeft()).rejects.toThrow(RefusedError);
  server.thaw(zone);
  await hooks.removeLeft();
  expect(await valuesAt(port, apex)).toEqual([foreign]);
});

test("a CNAME in a zone that is not our server's is found by a resolver", async () => {
  const { [aliasZone]: ours } = zones;
  await using server = createServer({
    zones: { [aliasZone]: ours, [zone]: zones[zone].replace(/^_acme.*\n/gm, '') },
    keys: [key],
  });
  const { port } = await server.listen({ port: 0 });
  // It answers for both zones, as a resolver does for all.
  await using stranger = createServer({ zones });
  await using resolver = new DnsClient({ server: stranger });
  await using dns = new DnsClient({ server: '127.0.0.1', port, key });
  const client = new WithoutCa(
    await crypto.createPrivateEcdsaKey(),
    [`www.${zone}`],
    async ([value]) => expect(await valuesAt(port, alias)).toEqual([value]),
  );
  await issue(client, dns01Hooks(dns, { resolver }), [`www.${zone}`]);
  expect(await valuesAt(port, alias)).toEqual([]);
});

test.skipIf(!requireServers('bind').available)('the same on BIND', async () => {
  await using secondary = await startServer('bind', { zones: {} });
  // The key may do no more than this.
  const withSecondary = (text: string, name: string) => {
    const policy = `grant ${defaultKey.name} name ${name}. TXT;`;
    return { text, policy, secondaries: [secondary.server], options: 'notify-delay 1;' };
  };
  await using primary = await startServer('bind', {
    zones: {
      [zone]: withSecondary(zones[zone], apex),
      [aliasZone]: withSecondary(zones[aliasZone], alias),
    },
  });
  await secondary.addZone(zone, { primary: primary.server });
  await secondary.addZone(aliasZone, { primary: primary.server });
  await expectCertificate(primary.port, secondary.port);
});

test('the program asks the directory that it is told, and writes nothing without a certificate', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zonewright-acme-'));
  const asked: (string | undefined)[] = [];
  const directory = createHttpServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  try {
    await once(directory, 'listening');
    const address = directory.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await writeFile(join(folder, 'account.pem'), await crypto.createPrivateEcdsaKey());
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    const env = {
      ...process.env,
      ZONEWRIGHT_SERVER: '127.0.0.1',
      ZONEWRIGHT_KEY: `${key.algorithm}:${key.name}:${defaultKey.secret}`,
      ACME_DIRECTORY: `http://127.0.0.1:${port}/directory`,
      ACME_ACCOUNT_KEY: join(folder, 'account.pem'),
      ACME_KEY_FILE: join(folder, 'key.pem'),
      ACME_CERTIFICATE_FILE: join(folder, 'certificate.pem'),
    };
    const running = promisify(execFile)(process.execPath, [main, zone], { env });
    await expect(running).rejects.toMatchObject({ code: 1 });
    expect(asked).toContain('/directory');

    // Where there is no place for a certificate none is asked for.
    asked.length = 0;
    const without = { ...env, ACME_CERTIFICATE_FILE: '' };
    const placeless = promisify(execFile)(process.execPath, [main, zone], { env: without });
    await expect(placeless).rejects.toThrow('ACME_CERTIFICATE_FILE is not set');
    expect(asked).toEqual([]);
    expect(await readdir(folder)).toEqual(['account.pem']);
  } finally {
    directory.close();
    await rm(folder, { recursive: true });
  }
});
