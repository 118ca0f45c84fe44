/**
 * One update and no more: a program as people write it, for what a whole process costs. The request is
 * in a file, whose path is its argument.
 *
 * Run: node one-update.js FILE
 */

import { readFileSync } from 'node:fs';
import { DnsClient, TsigKey } from 'zonewright';
import type { SendRequest } from '../senders/send-turn.ts';

const file = process.argv[2] ?? '';
// What measure-start.ts wrote.
const { host, port, transport, zone, key } = JSON.parse(readFileSync(file, 'utf8')) as SendRequest;
const dns = new DnsClient({
  server: `${host}:${port}`,
  transport,
  key: new TsigKey(key),
  verify: false,
});
await dns.update(zone).insert('h0000000', 300, 'A', '10.0.0.0').send();
await dns.close();
