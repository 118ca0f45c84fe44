/** A zone of a million records: the same as named-compilezone prints, in little memory. */

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { heapBytes, requireServers, startServer } from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DnsClient } from '../../src/index.ts';
import { key } from '../servers/real-servers.ts';
import { printed, zoneOf } from './zones.ts';

const size = 1_000_000;
const zone = 'million.test';

/** A number that is the same for the same lines in any order. */
class Digest {
  #sum = 0n;
  count = 0;

  /** @param given its letters' case does not count: Knot gives names in rdata in lower case */
  add(given: string): void {
    const line = given.toLowerCase();
    // FNV-1a: lines that are lost, doubled or changed do not cancel out by chance.
    let hash = 0x811c9dc5;
    for (let i = 0; i < line.length; i += 1) {
      hash = Math.imul(hash ^ line.charCodeAt(i), 0x01000193);
    }
    this.#sum += BigInt(hash >>> 0) * BigInt(line.length + 1);
    this.count += 1;
  }

  get value(): string {
    return `${this.count}:${this.#sum}`;
  }
}

/** What BIND reads in the text, a line for each record. */
async function compiled(path: string): Promise<string> {
  const env = { ...process.env, PATH: `${process.env['PATH']}${delimiter}/usr/sbin` };
  const args = ['-i', 'none', '-k', 'ignore', '-s', 'full', '-o', '-', zone, path];
  const program = spawn('named-compilezone', args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const digest = new Digest();
  for await (const line of createInterface({ input: program.stdout })) {
    const [, name = '', ttl, rrClass, type, data] =
      /^(\S+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    digest.add(`${name} ${ttl} ${rrClass} ${type} ${data}`);
  }
  return digest.value;
}

const text = `$ORIGIN ${zone}.\n${zoneOf(size)}`;
let folder: string;
let expected: string;

beforeAll(async () => {
  if (!requireServers('bind').available) return;
  folder = await mkdtemp(join(tmpdir(), 'zonewright-million-'));
  const path = join(folder, 'zone.db');
  await writeFile(path, text);
  expected = await compiled(path);
}, 120_000);

afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
});

for (const kind of ['bind', 'knot'] as const) {
  const available = requireServers('bind').available && requireServers(kind).available;
  describe.skipIf(!available)(`${kind}: a million records`, () => {
    test('come signed and unsigned as named-compilezone prints them, in flat memory', async () => {
      await using server = await startServer(kind, {
        zones: { 'small.test': '@ 1 SOA a. b. 1 2 3 4 5\n@ 1 NS a.\n' },
      });
      await server.addZone(zone, { text, openTransfer: true });
      for (const options of [{ key }, {}]) {
        await using dns = new DnsClient({ server: server.server, timeoutMs: 20_000, ...options });
        const digest = new Digest();
        const before = heapBytes();
        let most = 0;
        for await (const record of dns.transfer(zone)) {
          digest.add(printed(record));
          if (digest.count % 250_000 === 0) most = Math.max(most, heapBytes() - before);
        }
        expect(digest.value).toBe(expected);
        expect(digest.count).toBe(size);
        expect(most).toBeLessThan(20_000_000);
      }
    }, 300_000);
  });
}
