/** The rules of a policy decide as those of BIND's `update-policy` do: the same octets, to both. */

import { createServer, type Grant } from '@zonewright/server';
import { requireServers, startServer } from '@zonewright/testkit';
import {
  createRecord,
  decodeMessage,
  type RecordInput,
  TsigKey,
  type UpdateRecord,
} from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { type UpdateInput, update } from '../support/requests.ts';
import { TcpClient } from '../support/tcp-client.ts';

const zoneText = `$TTL 300
@      SOA ns1 hostmaster 1 3600 600 86400 60
@      NS  ns1
ns1    A   192.0.2.1
www    A   192.0.2.80
www    MX  10 ns1
secret A   192.0.2.81
a.self A   192.0.2.82
`;

const zone = 'policy.test';

/** Each rule as it is written here, and in named.conf. */
const rules: readonly (readonly [Grant, string])[] = [
  [
    { key: 'named', zone, name: 'www', types: ['A', 'TXT'] },
    'grant named name www.policy.test. A TXT',
  ],
  [{ key: 'named', zone, subdomain: 'dyn' }, 'grant named subdomain dyn.policy.test.'],
  [{ key: 'wild', zone, wildcard: '*.w' }, 'grant wild wildcard *.w.policy.test.'],
  [
    { key: '*.self.policy.test', zone, self: true, types: ['A'] },
    'grant *.self.policy.test self . A',
  ],
  [{ key: 'b.below.test', zone, self: 'subdomain' }, 'grant b.below.test selfsub .'],
  [{ key: 'everything', zone, types: ['ANY'] }, 'grant everything zonesub ANY'],
  [{ key: 'plain', zone }, 'grant plain zonesub'],
  [{ key: 'part', zone, name: 'secret', deny: true }, 'deny part name secret.policy.test.'],
  [{ key: 'part', zone, types: ['A', 'NS'] }, 'grant part zonesub A NS'],
];

const keyNames = [
  'named',
  'wild',
  'a.self.policy.test',
  'b.below.test',
  'everything',
  'plain',
  'part',
  'without',
];
const secret = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const algorithm = 'hmac-sha256';
const keys = keyNames.map((name) => new TsigKey({ name, algorithm, secret }));

const add = (name: string, type: string, data: string): UpdateRecord =>
  createRecord({ name: `${name}policy.test.`, type, ttl: 300, data } as RecordInput);
const removal = (name: string, type: string): UpdateRecord => ({
  name: `${name}policy.test.`,
  type: type as 'A',
  class: 'ANY',
  ttl: 0,
});
const failing = removal('absent.', 'ANY');

const sections: Readonly<Record<string, Pick<UpdateInput, 'prerequisites' | 'updates'>>> = {
  'add A at www': { updates: [add('www.', 'A', '192.0.2.90')] },
  'add TXT at www': { updates: [add('www.', 'TXT', 'hello')] },
  'add AAAA at www': { updates: [add('www.', 'AAAA', '2001:db8::1')] },
  'add A at dyn': { updates: [add('dyn.', 'A', '192.0.2.91')] },
  'add TXT below dyn': { updates: [add('x.y.dyn.', 'TXT', 'x')] },
  'add NS below dyn': { updates: [add('z.dyn.', 'NS', 'ns1.policy.test.')] },
  'add A beside dyn': { updates: [add('xdyn.', 'A', '192.0.2.92')] },
  'add A at w': { updates: [add('w.', 'A', '192.0.2.93')] },
  'add A below w': { updates: [add('x.w.', 'A', '192.0.2.93')] },
  'add A far below w': { updates: [add('x.y.w.', 'A', '192.0.2.93')] },
  'add a wildcard below w': { updates: [add('*.w.', 'A', '192.0.2.93')] },
  'add A at a.self': { updates: [add('a.self.', 'A', '192.0.2.94')] },
  'add TXT at a.self': { updates: [add('a.self.', 'TXT', 'x')] },
  'add A at b.self': { updates: [add('b.self.', 'A', '192.0.2.94')] },
  'add A at secret': { updates: [add('secret.', 'A', '192.0.2.95')] },
  'two names, one of them secret': {
    updates: [add('free.', 'A', '192.0.2.96'), add('secret.', 'A', '192.0.2.96')],
  },
  'two types': { updates: [add('free.', 'A', '192.0.2.96'), add('free.', 'TXT', 'x')] },
  'an NS at the apex': { updates: [add('', 'NS', 'ns1.policy.test.')] },
  'a SOA': { updates: [add('', 'SOA', 'ns1.policy.test. x.policy.test. 500 1 1 1 1')] },
  'an NSEC': { updates: [add('www.', 'NSEC', 'x.policy.test. A')] },
  'an RRSIG': {
    updates: [add('www.', 'RRSIG', 'A 8 3 300 20300101000000 20200101000000 1 policy.test. AAAA')],
  },
  'delete the RRSIGs of www': { updates: [removal('www.', 'RRSIG')] },
  'delete the address of www': { updates: [removal('www.', 'A')] },
  'delete one record that is not there': {
    updates: [{ ...add('www.', 'A', '192.0.2.200'), class: 'NONE', ttl: 0 } as UpdateRecord],
  },
  'delete the MX of a name that has none': { updates: [removal('dyn.', 'MX')] },
  'delete www': { updates: [removal('www.', 'ANY')] },
  'delete dyn': { updates: [removal('dyn.', 'ANY')] },
  'delete z.dyn, which may have an NS': { updates: [removal('z.dyn.', 'ANY')] },
  'delete a name that has nothing': { updates: [removal('nothing.', 'ANY')] },
  'delete all at the apex': { updates: [removal('', 'ANY')] },
  'a prerequisite that fails, and nothing else': { prerequisites: [failing] },
  'a prerequisite that fails, and A at www': {
    prerequisites: [failing],
    updates: [add('www.', 'A', '192.0.2.97')],
  },
};

const { available, reason = '' } = requireServers('bind');

describe.skipIf(!available)(`update-policy, as BIND has it ${reason}`, () => {
  it('decides the same for each key about each update, and makes the same zone', async () => {
    const policy = rules.map(([, line]) => `${line};`).join(' ');
    await using bind = await startServer('bind', {
      keys: keyNames.map((name) => ({ name, algorithm, secret })),
      zones: { [zone]: { text: zoneText, policy, options: 'check-names ignore;' } },
    });
    await using ours = createServer({
      zones: { [zone]: zoneText },
      keys,
      policy: { grants: rules.map(([grant]) => grant) },
    });
    await ours.listen();
    const seen: string[] = [];
    for (const key of keys) {
      const toBind = await TcpClient.connect(Number(bind.server.split(':')[1]));
      const toOurs = await TcpClient.connect(ours.address.port);
      for (const [title, parts] of Object.entries(sections)) {
        const now = Math.floor(Date.now() / 1000);
        const zoneSection = { name: 'policy.test.', type: 'SOA', class: 'IN' } as const;
        const { bytes } = key.sign(update({ zone: zoneSection, ...parts }), { now });
        const [theirs, own] = await Promise.all([toBind.ask(bytes), toOurs.ask(bytes)]);
        const rcode = decodeMessage(own).rcode;
        seen.push(rcode);
        expect(`${key.name} ${title}: ${rcode}`).toBe(
          `${key.name} ${title}: ${decodeMessage(theirs).rcode}`,
        );
      }
      toBind.destroy();
      toOurs.destroy();
      await Promise.all([toBind.closed, toOurs.closed]);
      const text = (await bind.axfr(zone)).join('\n');
      const theirs = Zone.parse(zone, text);
      expect(ours.zone(zone).toString(), key.name).toBe(theirs.toString());
    }
    // That they agree would say little if they said the same to all.
    const refused = seen.filter((rcode) => rcode === 'REFUSED').length;
    expect(refused).toBeGreaterThan(seen.length / 4);
    expect(seen.length - refused).toBeGreaterThan(seen.length / 4);
  });
});
