/** Gets one certificate for the names that it is given, and writes it with its key. */

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
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

// Before a CA is asked: what it signs has to go somewhere.
const keyFile = setting('ACME_KEY_FILE');
const certificateFile = setting('ACME_CERTIFICATE_FILE');

/** Whatever happens meanwhile, the file holds the old or the new, and with this mode. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, text, { flag: 'wx', mode });
  await rename(`${file}.new`, file);
}

await using dns = new DnsClient({
  server: setting('ZONEWRIGHT_SERVER').split(','),
  key: TsigKey.fromEnv('ZONEWRIGHT_KEY'),
});
const client = new Client({
  directoryUrl: env['ACME_DIRECTORY'] || directory.letsencrypt.staging,
  accountKey: await readFile(setting('ACME_ACCOUNT_KEY')),
});
const hooks = dns01Hooks(dns);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    const removing = hooks.removeLeft().catch((error: unknown) => console.error(error));
    void removing.then(() => process.exit(1));
  });
}
try {
  const { key, certificate } = await issue(client, hooks, names);
  await writeWhole(keyFile, key, 0o600);
  await writeWhole(certificateFile, certificate, 0o644);
} finally {
  // Last, so that it fails the program and loses no certificate.
  await hooks.removeLeft();
}
