import { join } from 'node:path';
import { requireServers, startServer } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../src/run-program.ts';
import { serverRules, updateRules } from './support/server-rules.ts';

const { available, reason = '' } = requireServers('powerdns');

describe.skipIf(!available)(`PowerDNS ${reason}`, () => {
  const server = serverRules('powerdns', /^4\.\d+\.\d+$/);
  updateRules('powerdns', server, 'REFUSED');

  it('throws on freeze and thaw, which it does not have', async () => {
    await expect(server().freeze('example.test')).rejects.toThrow(/PowerDNS has no freeze/);
    await expect(server().thaw('example.test')).rejects.toThrow(/PowerDNS has no freeze/);
  });

  it('alone answers from caches, and only where it is told to', async () => {
    await expect(startServer('knot', { caches: true })).rejects.toThrow(/Knot DNS has no caches/);
    await using cached = await startServer('powerdns', { caches: true });
    await using plain = await startServer('powerdns');
    const change =
      "update records set content = '192.0.2.99' where name = 'www.example.test' and type = 'A';";
    for (const each of [cached, plain]) {
      const asked = async (): Promise<string | undefined> =>
        (await each.dig('www.example.test', 'A')).answers[0]?.data;
      expect(await asked()).toBe('192.0.2.80');
      await runProgram('sqlite3', [join(each.folder, 'zones.sqlite3'), change]);
      expect(await asked()).toBe(each === cached ? '192.0.2.80' : '192.0.2.99');
    }
  });
});
