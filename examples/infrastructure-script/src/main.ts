/** One change, and then a wait until all name servers of the zone have it. */

import { isIPv6 } from 'node:net';
import { argv, env } from 'node:process';
import { DnsClient, parseRdata, TsigKey } from 'zonewright';
import { changeAddresses } from './change-addresses.ts';
import { replaceAlias } from './replace-alias.ts';

const usage = `swap NAME OLD NEW          put one address in another's place
alias-to-address NAME ADDRESS…   replace the CNAME at a name`;

const [command, given = '', ...values] = argv.slice(2);
const name = given.endsWith('.') ? given : `${given}.`;
const ttl = Number(env['INFRA_TTL'] ?? 300);
const seconds = Number(env['INFRA_WAIT_SECONDS'] ?? 120);
const hidden = (env['INFRA_HIDDEN_SERVERS'] ?? '').split(',').filter((server) => server !== '');

await using dns = new DnsClient({
  // The primary: what is compared has to be what it has.
  server: env['ZONEWRIGHT_SERVER'] ?? '',
  port: Number(env['ZONEWRIGHT_PORT'] ?? 53),
  key: TsigKey.fromEnv('ZONEWRIGHT_KEY'),
});

const [first, second] = values;
if (command === 'swap' && first !== undefined && second !== undefined) {
  await swap(first, second);
} else if (command === 'alias-to-address' && first !== undefined) {
  await replaceAlias(dns, name, ttl, values);
} else {
  throw new Error(usage);
}
console.log('changed');

const { zone } = await dns.findZone(name);
const { serial, servers } = await dns.waitForPropagation(zone, {
  servers: hidden,
  timeoutMs: seconds * 1_000,
});
console.log(`serial ${serial} is at ${servers.map(({ server }) => server).join(', ')}`);

async function swap(oldText: string, text: string): Promise<void> {
  const type = isIPv6(text) ? 'AAAA' : 'A';
  // As they are read back, however they were written: 2001:DB8::01 is 2001:db8::1.
  const [old, address] = [parseRdata(type, oldText), parseRdata(type, text)];
  await changeAddresses(dns, { name, type, ttl }, (addresses) => {
    if (addresses.includes(address) && !addresses.includes(old)) return addresses;
    if (!addresses.includes(old)) throw new Error(`${name} has no ${old} to be replaced`);
    return [...addresses.filter((one) => one !== old && one !== address), address];
  });
}
