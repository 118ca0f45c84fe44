/** Gets one certificate for the names that it is given, and writes it with its key. */

import { readFile, writeFile } from 'node:fs/promises';
import { argv, env } from 'node:process';
import { Client, directory } from 'acme-client';
import { DnsClient, TsigKey } from 'zonewright';
import { dns01Hooks } from './dns01-hooks.ts';
import { issue } from './issue.ts';

const setting = (name: string): string => {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
};

const names = argv.slice(2);
if (names.length === 0) throw new Error('usage: main.js NAME…');

await using dns = new DnsClient({
  server: setting('ZONEWRIGHT_SERVER').split(','),
  key: TsigKey.fromEnv('ZONEWRIGHT_KEY'),
});
const client = new Client({
  directoryUrl: env['ACME_DIRECTORY'] ?? directory.letsencrypt.staging,
  accountKey: await readFile(setting('ACME_ACCOUNT_KEY')),
});
const { key, certificate } = await issue(client, dns01Hooks(dns), names);
await writeFile(setting('ACME_KEY_FILE'), key, { mode: 0o600 });
await writeFile(setting('ACME_CERTIFICATE_FILE'), certificate);
