/**
 * `lint` against the servers: each case is sent by nsupdate, as the script that `toString` prints,
 * and the zone is read back. A server skips exactly where a finding names it.
 */

import { spawnSync } from 'node:child_process';
import { type RealServer, requireServers, startServer } from '@zonewright/testkit';
import { Update } from '@zonewright/zone';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LintCase, lintCases, type Server } from './support/lint-cases.ts';
import { isInstalled } from './support/update-program.ts';

const kinds = { BIND: 'bind', Knot: 'knot', PowerDNS: 'powerdns' } as const;

/** The zone's records, as the cases write them: relative owner, TTL, type, data. */
async function zoneOf(server: RealServer, zone: string): Promise<string[]> {
  const lines = await server.axfr(zone);
  return lines.map((line) => {
    const [owner = '', ttl, , ...rest] = line.split(' ');
    const name = owner === `${zone}.` ? '@' : owner.replace(`.${zone}.`, '');
    return [name, ttl, ...rest].join(' ').replaceAll(zone, 'example.test');
  });
}

function isCarriedOut({ present = [], absent = [] }: LintCase, records: readonly string[]) {
  return (
    present.every((record) => records.includes(record)) &&
    absent.every((start) => !records.some((record) => record.startsWith(start)))
  );
}

for (const name of Object.keys(kinds) as Server[]) {
  const available = requireServers(kinds[name]).available && isInstalled('nsupdate');

  describe.skipIf(!available)(`what ${name} skips with NOERROR`, () => {
    const quiet = lintCases.filter(({ loud = [] }) => !loud.includes(name));
    const zones = quiet.map((_, index) => `lint${index}.test`);
    let server: RealServer;
    beforeAll(async () => {
      server = await startServer(kinds[name], {
        zones: Object.fromEntries(zones.map((zone) => [zone, {}])),
      });
    });
    afterAll(async () => {
      await server.close();
    });

    test.each(
      quiet.map((lintCase, index) => [lintCase.title, lintCase, zones[index] ?? ''] as const),
    )('%s', async (_, lintCase, zone) => {
      const script = lintCase.build(new Update('example.test')).toString();
      const { status, stderr } = spawnSync(
        'nsupdate',
        ['-t', '10', '-k', server.keyFile(server.keys[0]?.name ?? '')],
        {
          input: `server ${server.address} ${server.port}\n${script.replaceAll('example.test', zone)}`,
          encoding: 'utf8',
        },
      );
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const records = await zoneOf(server, zone);
      expect({ skipped: !isCarriedOut(lintCase, records) }).toEqual({
        skipped: lintCase.skippedBy.includes(name),
      });
    });
  });
}
