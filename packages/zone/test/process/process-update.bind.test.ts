/** The cases of `update-cases.ts` on BIND, sent by nsupdate and read back by dig. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type RealServer, requireServers, startServer } from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseZone, prerequisiteCases, type UpdateCase, updateCases } from './update-cases.ts';
import { inZone } from './update-script.ts';

const bind = requireServers('bind');

/** nsupdate ends with 2 where the server's answer was no success, and says the RCODE. */
async function nsupdate(
  server: RealServer,
  zone: string,
  script: readonly string[],
): Promise<string> {
  const commands = [
    `server ${server.address} ${server.port}`,
    `zone ${zone}`,
    ...script.map((line) => inZone(/^(add|delete) /.test(line) ? `update ${line}` : line, zone)),
    'send',
  ];
  const key = server.keys[0]?.name ?? '';
  const run = promisify(execFile)('nsupdate', ['-v', '-k', server.keyFile(key)], {
    timeout: 10_000,
  });
  run.child.stdin?.end(`${commands.join('\n')}\n`);
  try {
    await run;
    return 'NOERROR';
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr);
    const rcode = /^update failed: ([A-Z]+)/m.exec(said)?.[1];
    if (rcode === undefined) throw error;
    return rcode;
  }
}

describe.skipIf(!bind.available)('BIND says the same', () => {
  let server: RealServer;
  let zones = 0;

  beforeAll(async () => {
    server = await startServer('bind', { zones: {} });
  });
  afterAll(async () => {
    await server?.close();
  });

  async function expectCase({ script, rcode = 'NOERROR', removed, added, serial }: UpdateCase) {
    zones += 1;
    const zone = `case${zones}.test.`;
    await server.addZone(zone, `$ORIGIN ${zone}\n${caseZone}`);
    const before = await server.axfr(zone);
    expect(await nsupdate(server, zone, script)).toBe(rcode);
    const after = await server.axfr(zone);
    const expected = (lines: readonly string[] = []) =>
      lines.map((line) => inZone(line, zone)).sort();
    const changed = (line: string) => !line.includes(' IN SOA ');
    expect(after.filter((line) => changed(line) && !before.includes(line))).toEqual(
      expected(added),
    );
    expect(before.filter((line) => changed(line) && !after.includes(line))).toEqual(
      expected(removed),
    );
    const moved = serial ?? (removed === undefined && added === undefined ? 100 : 101);
    expect(after.find((line) => line.includes(' IN SOA '))).toContain(` ${moved} 3600 `);
  }

  const cases = [...prerequisiteCases, ...updateCases].filter(
    ({ notBind }) => notBind === undefined,
  );
  it.concurrent.each(cases.map((one) => [one.rule, one] as const))('%s', (_, one) =>
    expectCase(one),
  );
});
