/** Watches the host's addresses until it is told to end. What it needs to know stands in its environment. */

import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { DnsClient, TsigKey } from 'zonewright';
import { Agent } from './agent.ts';
import { hostAddresses } from './host-addresses.ts';
import { type Entry, StateFile } from './state-file.ts';

const setting = (name: string): string => {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
};
/** Checked, since a timer takes what is no number, or longer than it knows, for one millisecond. */
const milliseconds = (name: string, otherwise: number): number => {
  const { [name]: text = '' } = env;
  const seconds = text === '' ? otherwise : Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds * 1_000;
  throw new Error(
    `${name} is "${text}", and has to be a number of seconds, over 0 and at most 86400`,
  );
};

const intervalMs = milliseconds('DDNS_INTERVAL_SECONDS', 60);
const retryMs = milliseconds('DDNS_RETRY_SECONDS', 1);
const maxRetryMs = 300_000;

await using dns = new DnsClient({
  server: setting('ZONEWRIGHT_SERVER').split(','),
  key: TsigKey.fromEnv('ZONEWRIGHT_KEY'),
});
const state = new StateFile(setting('DDNS_STATE_FILE'));
// A state that cannot be read is somebody's to look at, now.
await state.read();
const host = setting('DDNS_HOST');
const agent = new Agent(dns, {
  host: host.endsWith('.') ? host : `${host}.`,
  ttl: Number(env['DDNS_TTL'] || 60),
  reverse: env['DDNS_REVERSE'] === 'yes',
  state,
  addresses: hostAddresses,
});

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    ending.abort();
    // What is in flight is not waited for: the next start finds out.
    void dns.close();
  });
}

const line = (sign: string) => (entry: Entry) =>
  console.log(`${sign} ${entry.name} ${entry.type} ${entry.data}`);

let failures = 0;
let isRight = false;
while (!ending.signal.aborted) {
  let pauseMs = intervalMs;
  try {
    const { added, removed } = await agent.sync();
    removed.forEach(line('-'));
    added.forEach(line('+'));
    if (!isRight || added.length + removed.length > 0) console.log(`${host} is right`);
    isRight = true;
    failures = 0;
  } catch (error) {
    if (ending.signal.aborted) break;
    // Whatever it is may pass: a server that is away, a zone that is frozen, a full disk.
    pauseMs = Math.min(retryMs * 2 ** failures, maxRetryMs);
    failures += 1;
    isRight = false;
    console.error(`not right, again in ${pauseMs / 1_000} s: ${String(error)}`);
  }
  await delay(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
}
