// delv asks as a validating resolver does, and is stricter than dig about what it is given: it must say
// of the embedded server what it says of BIND.
import { createServer } from '@zonewright/server';
import { requireServers, startServer } from '@zonewright/testkit';
import { describe, expect, it } from 'vitest';
import { requireProgram, run } from '../support/programs.ts';

const zone = 'example.test';

const text = `$TTL 300
@        SOA   ns1 hostmaster 7 3600 600 86400 60
@        NS    ns1
@        MX    10 mail
ns1      A     192.0.2.53
mail     A     192.0.2.25
www      CNAME mail
chain    CNAME www
*.wild   TXT   "synthesized"
below.ent A    192.0.2.77
sub      NS    ns.sub
ns.sub   A     192.0.2.99
old      DNAME new
a.new    A     192.0.2.88
`;

const questions = [
  ['ns1', 'A'],
  ['www', 'A'],
  ['chain', 'A'],
  ['chain', 'CNAME'],
  ['a.wild', 'TXT'],
  ['a.wild', 'A'],
  ['ent', 'A'],
  ['nobody', 'A'],
  ['ns1', 'MX'],
  ['x.sub', 'A'],
  ['a.old', 'A'],
] as const;

const available = requireProgram('delv', 'bind9-dnsutils') && requireServers('bind').available;

describe.skipIf(!available)('delv', () => {
  it('says the same of the embedded server as of BIND', async () => {
    await using bind = await startServer('bind', { zones: { [zone]: text } });
    await using server = createServer({ zones: { [zone]: text } });
    await server.listen();
    const ask = async (port: number, name: string, type: string): Promise<string> => {
      // -i: without validation, since neither signs its zones.
      const { output } = await run('delv', ['-i', '-p', `${port}`, '@127.0.0.1', name, type]);
      return output.replaceAll(`#${port}`, '#port');
    };
    for (const [name, type] of questions) {
      const owner = `${name}.${zone}`;
      const ours = await ask(server.address.port, owner, type);
      expect(ours).toBe(await ask(bind.port, owner, type));
      expect(ours).toMatch(/authoritative|negative response|non-improving referral/);
    }
  });
});
