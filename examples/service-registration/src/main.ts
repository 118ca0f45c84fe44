/** Registers a service until it is told to end. What it needs to know stands in its environment. */

import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { DnsClient, isDnsError, TsigKey } from 'zonewright';
import { Registration } from './registration.ts';

const setting = (name: string): string => {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
};

const number = (name: string, text: string, most: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= most) return value;
  throw new Error(`${name} is "${text}", and has to be a whole number from 1 to ${most}`);
};

/** Made at the first start, and kept: by it the next start knows what this one left behind. */
async function ownerIn(file: string): Promise<string> {
  const made = `owner=${randomUUID()}`;
  try {
    await writeFile(file, made, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const owner = (await readFile(file, 'utf8')).trim();
  if (owner.startsWith('owner=')) return owner;
  // Two services with nothing in theirs would take each other for themselves.
  throw new Error(`${file} holds no owner: remove it, and the name's records if they are ours`);
}

// At most a day: a timer takes what is longer than it knows for one millisecond.
const ttl = number('SERVICE_TTL', env['SERVICE_TTL'] || '60', 86_400);
await using dns = new DnsClient({
  server: setting('ZONEWRIGHT_SERVER').split(','),
  key: TsigKey.fromEnv('ZONEWRIGHT_KEY'),
  // A refresh under way and the removal after it end before Docker kills, 10 s after SIGTERM; and
  // there is time for a second server where the first does not answer.
  timeoutMs: 2_000,
  deadlineMs: 4_500,
});
const registration = new Registration(dns, {
  zone: setting('ZONEWRIGHT_ZONE'),
  host: setting('SERVICE_HOST'),
  address: setting('SERVICE_ADDRESS'),
  type: env['SERVICE_TYPE'] || '_http._tcp',
  port: number('SERVICE_PORT', setting('SERVICE_PORT'), 65_535),
  ttl,
  owner: await ownerIn(setting('SERVICE_OWNER_FILE')),
});

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());

await registration.register();
console.log('registered');
try {
  for (;;) {
    await delay((ttl * 1_000) / 2, undefined, { signal: ending.signal });
    try {
      await registration.refresh();
    } catch (error) {
      // A server that is away for a while is no reason to end; a name that is another's is.
      if (!isDnsError(error)) throw error;
      console.error(`not refreshed: ${error.message}`);
    }
  }
} catch (error) {
  if (!ending.signal.aborted) throw error;
  await registration.remove();
  console.log('removed');
}
