/** Operations that servers skip in other circumstances, used as they are meant: plain successes. */

import { zoneTemplate } from '@zonewright/testkit';
import { beforeAll, expect, test } from 'vitest';
import type { BoundUpdate } from '../../src/index.ts';
import { describeServer, type Ground } from './real-servers.ts';

type Kind = 'bind' | 'knot' | 'powerdns';

interface Case {
  readonly rule: string;
  readonly build: (update: BoundUpdate) => BoundUpdate;
  /** A zone of its own: the case changes the apex. */
  readonly ownZone?: true;
  /** Where it is none on the others. */
  readonly on?: readonly Kind[];
  /** What dig prints of a name and type then, sorted. */
  readonly shows: readonly [name: string, type: string, ...answers: readonly string[]];
}

const zone = 'legitimate.test';

const text = `${zoneTemplate(zone)}
was-cname   CNAME target.example.
was-cname-2 CNAME target.example.
was-host    A     192.0.2.10
was-host    TXT   "also"
ttl         A     192.0.2.10
ttl-alone   A     192.0.2.10
case        CNAME Target.example.
strings     TXT   "hello" "world"
strings     TXT   "stays"
sub         NS    ns.sub
ns.sub      A     192.0.2.40
cut         NS    ns.cut.example.
*.wild      A     192.0.2.60
a.wild      A     192.0.2.60
b.wild      A     192.0.2.61
`;

const digest = 'AB'.repeat(32);

const cases: readonly Case[] = [
  {
    rule: 'L4: a CNAME removed, and an address inserted at its name',
    build: (update) =>
      update.removeRRset('was-cname', 'CNAME').insert('was-cname', 60, 'A', '192.0.2.1'),
    shows: ['was-cname', 'A', '192.0.2.1'],
  },
  {
    rule: 'L4: a CNAME removed by its data, and an address inserted at its name',
    build: (update) =>
      update
        .remove('was-cname-2', 'CNAME', 'target.example.')
        .insert('was-cname-2', 60, 'A', '192.0.2.1'),
    shows: ['was-cname-2', 'A', '192.0.2.1'],
  },
  {
    rule: 'L2: a CNAME at a free name',
    build: (update) => update.insert('free', 60, 'CNAME', 'target.example.'),
    shows: ['free', 'CNAME', 'target.example.'],
  },
  {
    rule: 'L2: a CNAME where all else is removed before it',
    build: (update) =>
      update
        .removeRRset('was-host', 'A')
        .removeRRset('was-host', 'TXT')
        .insert('was-host', 60, 'CNAME', 'target.example.'),
    shows: ['was-host', 'CNAME', 'target.example.'],
  },
  {
    rule: 'L2: a CNAME in place of another',
    build: (update) => update.replaceRRset('alias', 60, 'CNAME', 'target.example.'),
    shows: ['alias', 'CNAME', 'target.example.'],
  },
  {
    rule: 'L7: the name servers of the apex: new ones inserted, the old removed one by one',
    build: (update) =>
      update
        .insert('@', 300, 'NS', 'ns8.example.', 'ns9.example.')
        .remove('@', 'NS', `ns1.${update.zone}`)
        .remove('@', 'NS', `ns2.${update.zone}`),
    ownZone: true,
    shows: ['@', 'NS', 'ns8.example.', 'ns9.example.'],
  },
  {
    rule: 'L9: an SOA whose serial is ahead',
    build: (update) =>
      update.insert(
        '@',
        300,
        'SOA',
        `ns1.${update.zone} other.${update.zone} 900 3600 600 86400 301`,
      ),
    ownZone: true,
    shows: ['@', 'SOA', expect.stringMatching(/ other\.\S+ \d{3,10} 3600 600 86400 301$/)],
  },
  {
    rule: 'L10: another TTL alone',
    build: (update) => update.insert('ttl-alone', 60, 'A', '192.0.2.10'),
    on: ['bind', 'powerdns'],
    shows: ['ttl-alone', 'A', '192.0.2.10'],
  },
  {
    rule: 'L12: another TTL, by replacement',
    build: (update) => update.replaceRRset('ttl', 60, 'A', '192.0.2.10'),
    shows: ['ttl', 'A', '192.0.2.10'],
  },
  {
    rule: 'L21: a CNAME removed in its own letters',
    build: (update) => update.remove('case', 'CNAME', 'Target.example.'),
    shows: ['case', 'CNAME'],
  },
  {
    rule: 'L22: a TXT removed in its own character-strings, and no other',
    build: (update) => update.remove('strings', 'TXT', ['hello', 'world']),
    shows: ['strings', 'TXT', '"stays"'],
  },
  {
    rule: 'L28: a delegation with its glue',
    build: (update) =>
      update
        .insert('child', 300, 'NS', `ns.child.${update.zone}`)
        .insert('ns.child', 300, 'A', '192.0.2.1')
        .insert('ns.child', 300, 'AAAA', '2001:db8::1'),
    shows: ['ns.child', 'A'],
  },
  {
    rule: 'L28: glue of a delegation that is there',
    build: (update) => update.insert('ns.sub', 300, 'A', '192.0.2.41'),
    shows: ['ns.sub', 'A'],
  },
  {
    rule: 'L28: a delegation, removed',
    build: (update) => update.removeRRset('cut', 'NS'),
    shows: ['cut', 'NS'],
  },
  {
    rule: 'a DS at a delegation',
    build: (update) => update.insert('sub', 300, 'DS', `1 8 2 ${digest}`),
    shows: ['sub', 'DS', `1 8 2 ${digest}`],
  },
  {
    rule: 'a DS before the delegation in the same message',
    build: (update) =>
      update
        .insert('signed', 300, 'DS', `1 8 2 ${digest}`)
        .insert('signed', 300, 'NS', 'ns.example.'),
    shows: ['signed', 'DS', `1 8 2 ${digest}`],
  },
  {
    rule: 'a wildcard (RFC 4592)',
    build: (update) => update.insert('*.any', 300, 'A', '192.0.2.1'),
    shows: ['some.any', 'A', '192.0.2.1'],
  },
  {
    rule: 'names below a wildcard, removed (RFC 4592)',
    build: (update) => update.removeName('a.wild').removeName('b.wild'),
    shows: ['b.wild', 'A', '192.0.2.60'],
  },
  {
    rule: 'L47: what was never there, removed',
    build: (update) =>
      update
        .removeRRset('none', 'A')
        .removeRRset('www', 'TXT')
        .remove('www', 'A', '192.0.2.99')
        .removeName('nobody'),
    shows: ['www', 'A', '192.0.2.80'],
  },
  {
    rule: 'L14: what is there already, inserted',
    build: (update) => update.insert('www', 300, 'A', '192.0.2.80'),
    shows: ['www', 'A', '192.0.2.80'],
  },
  {
    rule: 'L11: another address with another TTL (RFC 2136 section 7.12)',
    build: (update) => update.insert('mail', 60, 'A', '192.0.2.26'),
    shows: ['mail', 'A', '192.0.2.25', '192.0.2.26'],
  },
  {
    rule: 'names in other letters than those of the zone (RFC 4343)',
    build: (update) =>
      update.removeRRset('TEXT', 'TXT').insert('Host', 60, 'MX', '5 MAIL.example.'),
    shows: ['host', 'MX', expect.stringMatching(/^5 mail\.example\.$/i)],
  },
];

/** Records of types beside those of the other suites, as all three servers take them. */
const manyTypes: readonly (readonly [type: string, data: string])[] = [
  ['AFSDB', '1 afs.example.'],
  ['CAA', '0 issue "ca.example.net; policy=ev"'],
  ['CDS', `1 8 2 ${digest}`],
  ['CDNSKEY', '257 3 13 AwEAAag='],
  ['CERT', 'PGP 0 0 AQIDBA=='],
  ['DHCID', 'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA='],
  ['EUI48', '00-00-5e-00-53-2a'],
  ['EUI64', '00-00-5e-ef-10-00-00-2a'],
  ['HINFO', '"PC" "a system"'],
  ['HTTPS', '1 . alpn="h2,h3" ipv4hint="192.0.2.1"'],
  ['KX', '10 kx.example.'],
  ['LOC', '52 22 23.000 N 4 53 32.000 E -2.00m 1.00m 10000.00m 10.00m'],
  ['NAPTR', '100 10 "U" "E2U+sip" "!^.*$!sip:info@example.com!" .'],
  ['OPENPGPKEY', 'AQIDBA=='],
  ['RP', 'mbox.example. txt.example.'],
  ['SMIMEA', `3 1 1 ${digest}`],
  ['SSHFP', `4 2 ${digest}`],
  ['SVCB', '16 foo.example. alpn="h2" port="53"'],
  ['TLSA', `3 1 1 ${digest}`],
  ['URI', '10 1 "https://example.com/"'],
];

/** It takes their RRset's removal, not that of one record. */
const missedByPowerdns: ReadonlySet<string> = new Set([
  'AFSDB',
  'EUI48',
  'EUI64',
  'KX',
  'RP',
  'SVCB',
]);

/** Without those that PowerDNS answers questions for, and does not transfer. */
const transferred = manyTypes.map(([type]) => type).filter((type) => !type.startsWith('CD'));

/** The types of the records that a transfer shows at names of their own. */
async function typesOf({ server }: Ground, zone: string): Promise<string[]> {
  const types = (await server.axfr(zone)).flatMap((line) => {
    const [owner = '', , , type = ''] = line.split(' ');
    return owner === `_${type.toLowerCase()}.${zone}.` ? [type] : [];
  });
  return types.filter((type) => transferred.includes(type));
}

/** What dig prints, sorted. */
async function shown(ground: Ground, name: string, type: string): Promise<string[]> {
  const { answers } = await ground.server.dig(name, type);
  return answers
    .filter((answer) => answer.type === type)
    .map(({ data }) => data)
    .sort();
}

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'what it carries out is a success', (ground) => {
    beforeAll(async () => {
      await ground.server.addZone(zone, text);
    });

    const mine = cases.filter(({ on }) => on?.includes(kind) ?? true);
    test.concurrent.each(mine)('$rule', async ({ build, ownZone, shows }) => {
      const own = ownZone === true ? await ground.zone() : zone;
      const dns = ground.client({ verifyTimeoutMs: 1_000 });
      const { rrsets, settledBy } = await build(dns.update(own)).send();
      expect(rrsets.length).toBeGreaterThan(0);
      expect(rrsets.filter(({ state }) => state !== 'applied')).toEqual([]);
      expect(settledBy).toBe('response');
      const [name, type, ...answers] = shows;
      const asked = name === '@' ? own : `${name}.${own}`;
      expect(await shown(ground, asked, type)).toEqual(answers);
    });

    test.concurrent('records of many types, inserted and removed again', async () => {
      const own = await ground.zone();
      const dns = ground.client({ verifyTimeoutMs: 1_000 });
      const into = dns.update(own);
      for (const [type, data] of manyTypes) into.insert(`_${type}`, 60, type, data);
      const inserted = await into.send();
      expect(inserted.rrsets.filter(({ state }) => state !== 'applied')).toEqual([]);
      expect(inserted.rrsets).toHaveLength(manyTypes.length);
      expect(await typesOf(ground, own)).toEqual(transferred);
      const from = dns.update(own);
      for (const [type, data] of manyTypes) {
        if (kind === 'powerdns' && missedByPowerdns.has(type)) from.removeRRset(`_${type}`, type);
        else from.remove(`_${type}`, type, data);
      }
      const removed = await from.send();
      expect(removed.rrsets.filter(({ state }) => state !== 'applied')).toEqual([]);
      expect(await typesOf(ground, own)).toEqual([]);
    });
  });
}
