import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DnsClient, InvalidKeyError, TsigKey } from '../../src/index.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zonewright-keys-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const secret = 'c2VjcmV0IG9mIGEgdGVzdCBrZXk=';

describe('fromFile', () => {
  test('reads named.conf, and picks a key by name', async () => {
    const text = `key "one" { algorithm hmac-sha1; secret "${secret}"; };
key "two" { algorithm hmac-sha512; secret "${secret}"; };`;
    const path = await file('named.conf', text);
    expect(await TsigKey.fromFile(path, { name: 'TWO.' })).toMatchObject({
      name: 'two.',
      algorithm: 'hmac-sha512',
    });
    await expect(TsigKey.fromFile(path)).rejects.toThrow(/2 keys.*"one".*"two"/);
  });

  test("reads K*.private, whose name is the file's", async () => {
    const text = `Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: ${secret}\nBits: AAA=\n`;
    const path = await file('Kddns-key.example.com.+163+04711.private', text);
    const key = await TsigKey.fromFile(path);
    expect(key).toMatchObject({ name: 'ddns-key.example.com.', algorithm: 'hmac-sha256' });
    expect(key.revealSecret()).toBe(secret);
    expect(await TsigKey.fromFile(pathToFileURL(path))).toMatchObject({ name: key.name });
    await expect(TsigKey.fromFile(new URL('https://a.example/key'))).rejects.toThrow(
      '"https://a.example/key": its file cannot be read',
    );
  });

  test('reads K*.key', async () => {
    const path = await file('Kddns-key.+165+04711.key', `ddns-key. IN KEY 512 3 165 ${secret}\n`);
    expect(await TsigKey.fromFile(path)).toMatchObject({
      name: 'ddns-key.',
      algorithm: 'hmac-sha512',
    });
  });

  test('a file that is not there is an InvalidKeyError with the path and the cause', async () => {
    const path = join(folder, 'absent.key');
    const error: unknown = await TsigKey.fromFile(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidKeyError);
    expect(error).toMatchObject({ cause: { code: 'ENOENT' } });
    expect(String(error)).toContain('absent.key');
  });

  test('a file that holds no key names the file and shows nothing of it', async () => {
    const path = await file(
      'broken.key',
      `key "k" { algorithm hmac-sha256; secret "${secret}!"; };`,
    );
    const error: unknown = await TsigKey.fromFile(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidKeyError);
    expect(String(error)).toContain('broken.key');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret.slice(0, 8));
  });
});

describe('fromEnv', () => {
  test('an empty variable is refused by its name', () => {
    process.env['ZONEWRIGHT_TEST_KEY'] = '';
    expect(() => TsigKey.fromEnv('ZONEWRIGHT_TEST_KEY')).toThrow(/ZONEWRIGHT_TEST_KEY/);
  });

  test('reads what parse reads', () => {
    process.env['ZONEWRIGHT_TEST_KEY'] = `hmac-sha384:k:${secret}`;
    expect(TsigKey.fromEnv('ZONEWRIGHT_TEST_KEY')).toMatchObject({ algorithm: 'hmac-sha384' });
  });
});

describe('generate', () => {
  test.each([
    ['hmac-md5', 16],
    ['hmac-sha1', 20],
    ['hmac-sha224', 28],
    ['hmac-sha256', 32],
    ['hmac-sha384', 48],
    ['hmac-sha512', 64],
  ])('%s has a secret of %i octets, another one each time', (algorithm, bytes) => {
    const [one, two] = [TsigKey.generate('k', algorithm), TsigKey.generate('k', algorithm)];
    expect(Buffer.from(one.revealSecret(), 'base64')).toHaveLength(bytes);
    expect(one.revealSecret()).not.toBe(two.revealSecret());
  });
});

test('parse gives keys of this class, with all its methods', () => {
  expect(TsigKey.parse(`k:${secret}`)).toBeInstanceOf(TsigKey);
});

test('no inspection, text or JSON of a key shows its secret', () => {
  const key = TsigKey.parse(`k:${secret}`);
  const shown = [
    inspect(key, { depth: 10, showHidden: true }),
    String(key),
    JSON.stringify({ key }),
  ];
  for (const text of shown) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret, 'base64').toString());
    // The octets as an inspection of an array would print them.
    expect(text).not.toContain('115, 101, 99, 114');
  }
});

test('an option may be undefined, as a variable that is not set is', () => {
  const name: string | undefined = undefined;
  expect(TsigKey.parse(`k:${secret}`, { name }).name).toBe('k.');
  expect(new TsigKey({ name: 'k', algorithm: undefined, secret }).algorithm).toBe('hmac-sha256');
  process.env['ZONEWRIGHT_TEST_KEY'] = `k:${secret}`;
  expect(TsigKey.fromEnv('ZONEWRIGHT_TEST_KEY', { name }).name).toBe('k.');
  expect(new DnsClient({ server: '192.0.2.1' }).update('example.com', { class: name }).class).toBe(
    'IN',
  );
});

test('a key has a name: no text is none', () => {
  expect(() => TsigKey.generate('')).toThrow(/its name is missing/);
  expect(() => new TsigKey({ name: '', secret })).toThrow(InvalidKeyError);
  expect(() => TsigKey.generate('k', null as never)).toThrow(/its algorithm is no string/);
});
