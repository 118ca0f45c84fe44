import { expect, test } from 'vitest';
import {
  type BoundUpdate,
  NxDomainError,
  NxRRsetError,
  PrerequisiteError,
  YxDomainError,
  YxRRsetError,
} from '../../src/index.ts';
import { describeServer, errorOf, type Ground } from './real-servers.ts';

/** What dig prints for an RRset, sorted: `ttl data`. */
async function rrset({ server }: Ground, name: string, type: string): Promise<string[]> {
  const { answers } = await server.dig(name, type);
  return answers
    .filter((answer) => answer.type === type)
    .map(({ ttl, data }) => `${ttl} ${data}`)
    .sort();
}

/** The template has: www A 192.0.2.80, text TXT "hello" "world", alias CNAME www, no `new`. */
type Case = readonly [title: string, build: (update: BoundUpdate) => BoundUpdate];

const holds: readonly Case[] = [
  ['nameUsed (2.4.4)', (update) => update.nameUsed('www')],
  ['nameNotUsed (2.4.5)', (update) => update.nameNotUsed('new')],
  ['rrsetUsed (2.4.1)', (update) => update.rrsetUsed('www', 'A')],
  ['used (2.4.2)', (update) => update.used('www', 'A', '192.0.2.80')],
  [
    'used with every record of the RRset, in another order',
    (update) => update.used('@', 'NS', `ns2.${update.zone}`, `ns1.${update.zone}`),
  ],
  ['rrsetNotUsed (2.4.3)', (update) => update.rrsetNotUsed('www', 'TXT')],
];

type Failure = readonly [
  title: string,
  build: (update: BoundUpdate) => BoundUpdate,
  errorClass: typeof PrerequisiteError,
  code: string,
  method: string,
];

const fails: readonly Failure[] = [
  [
    'nameUsed of an absent name',
    (update) => update.nameUsed('new'),
    NxDomainError,
    'NXDOMAIN',
    'nameUsed',
  ],
  [
    'nameNotUsed of a name in use',
    (update) => update.nameNotUsed('www'),
    YxDomainError,
    'YXDOMAIN',
    'nameNotUsed',
  ],
  [
    'rrsetUsed of an absent RRset',
    (update) => update.rrsetUsed('www', 'TXT'),
    NxRRsetError,
    'NXRRSET',
    'rrsetUsed',
  ],
  [
    'rrsetNotUsed of an RRset',
    (update) => update.rrsetNotUsed('www', 'A'),
    YxRRsetError,
    'YXRRSET',
    'rrsetNotUsed',
  ],
  [
    'used with other data',
    (update) => update.used('www', 'A', '192.0.2.81'),
    NxRRsetError,
    'NXRRSET',
    'used',
  ],
  [
    'used with a part of the RRset',
    (update) => update.used('@', 'NS', `ns1.${update.zone}`),
    NxRRsetError,
    'NXRRSET',
    'used',
  ],
];

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'every method of Update has its effect (RFC 2136 section 2)', (ground) => {
    test('insert adds records of every type (2.5.1)', async () => {
      const zone = await ground.zone();
      const result = await ground
        .client()
        .update(zone)
        .insert('a', 60, 'A', '198.51.100.1', '198.51.100.2')
        .insert('a', 61, 'AAAA', '2001:db8::a')
        .insert('c', 62, 'CNAME', 'target.example.net')
        .insert('m', 63, 'MX', { preference: 5, exchange: 'mail.example.net' })
        .insert('t', 64, 'TXT', 'a b;"c"', ['one', 'two'], new Uint8Array([0xff, 0x00]))
        .insert('_sip._udp', 65, 'SRV', '1 2 5060 sip.example.net.')
        .insert('p', 66, 'PTR', 'host.example.net.')
        .insert('d', 67, 'DNAME', 'example.net.')
        .insert('caa', 68, 'CAA', { flags: 128, tag: 'issue', value: 'ca.example.net' })
        .insert(`child.${zone}`, 69, 'NS', 'ns.example.net')
        .send();
      expect(result).toMatchObject({
        rcode: 'NOERROR',
        zone: `${zone}.`,
        server: ground.server.server,
        transport: 'tcp',
        attempts: 1,
        authenticated: true,
        settledBy: 'response',
      });
      expect(result.rrsets.map(({ state }) => state)).toEqual(result.rrsets.map(() => 'applied'));
      expect(result.rrsets).toHaveLength(10);
      expect(await rrset(ground, `a.${zone}`, 'A')).toEqual(['60 198.51.100.1', '60 198.51.100.2']);
      expect(await rrset(ground, `a.${zone}`, 'AAAA')).toEqual(['61 2001:db8::a']);
      expect(await rrset(ground, `c.${zone}`, 'CNAME')).toEqual(['62 target.example.net.']);
      expect(await rrset(ground, `m.${zone}`, 'MX')).toEqual(['63 5 mail.example.net.']);
      expect(await rrset(ground, `t.${zone}`, 'TXT')).toEqual([
        '64 "\\255\\000"',
        '64 "a b;\\"c\\""',
        '64 "one" "two"',
      ]);
      expect(await rrset(ground, `_sip._udp.${zone}`, 'SRV')).toEqual([
        '65 1 2 5060 sip.example.net.',
      ]);
      expect(await rrset(ground, `p.${zone}`, 'PTR')).toEqual(['66 host.example.net.']);
      expect(await rrset(ground, `d.${zone}`, 'DNAME')).toEqual(['67 example.net.']);
      expect(await rrset(ground, `caa.${zone}`, 'CAA')).toEqual(['68 128 issue "ca.example.net"']);
      expect(await ground.server.axfr(zone)).toContainEqual(
        expect.stringMatching(/^child\.\S+\s+69\s+IN\s+NS\s+ns\.example\.net\.$/),
      );
    });

    test('remove deletes the given records and no other (2.5.4)', async () => {
      const zone = await ground.zone();
      const dns = ground.client();
      await dns.update(zone).insert('h', 60, 'A', '192.0.2.1', '192.0.2.2', '192.0.2.3').send();
      await dns.update(zone).remove('h', 'A', '192.0.2.1', '192.0.2.3').send();
      expect(await rrset(ground, `h.${zone}`, 'A')).toEqual(['60 192.0.2.2']);
    });

    test('removeRRset deletes one type of a name (2.5.2)', async () => {
      const zone = await ground.zone();
      await ground.client().update(zone).removeRRset('www', 'A').send();
      expect(await rrset(ground, `www.${zone}`, 'A')).toEqual([]);
      expect(await rrset(ground, `www.${zone}`, 'AAAA')).toEqual(['300 2001:db8::80']);
    });

    test('removeName deletes all of a name (2.5.3)', async () => {
      const zone = await ground.zone();
      await ground.client().update(zone).removeName('www').send();
      expect((await ground.server.dig(`www.${zone}`, 'A')).rcode).toBe('NXDOMAIN');
    });

    test('replaceRRset leaves what is given and no other', async () => {
      const zone = await ground.zone();
      await ground.client().update(zone).replaceRRset('www', 45, 'A', '192.0.2.9').send();
      expect(await rrset(ground, `www.${zone}`, 'A')).toEqual(['45 192.0.2.9']);
    });

    test('replaceRRset of the SOA moves the serial', async () => {
      const zone = await ground.zone();
      const soa = `ns1.${zone}. hostmaster.${zone}. 1000000000 3600 600 86400 300`;
      await ground.client().update(zone).replaceRRset('@', 300, 'SOA', soa).send();
      const { answers } = await ground.server.dig(zone, 'SOA');
      // PowerDNS moves a serial once more of its own accord (SOA-EDIT-DNSUPDATE).
      expect(Number(answers[0]?.data.split(' ')[2])).toBeGreaterThanOrEqual(1_000_000_000);
    });

    test.each(holds)('%s that holds lets the update pass', async (_title, build) => {
      const zone = await ground.zone();
      await build(ground.client().update(zone)).insert('new', 60, 'A', '192.0.2.7').send();
      expect(await rrset(ground, `new.${zone}`, 'A')).toEqual(['60 192.0.2.7']);
    });

    test.each(fails)(
      '%s throws its class, and nothing is changed',
      async (_title, build, errorClass, code, method) => {
        const zone = await ground.zone();
        const before = await ground.server.axfr(zone);
        const update = build(ground.client().update(zone)).insert('beside', 60, 'A', '192.0.2.7');
        const error = await errorOf(update.send());
        expect(error).toBeInstanceOf(errorClass);
        expect(error).toBeInstanceOf(PrerequisiteError);
        expect(error).toMatchObject({
          code,
          rcode: code,
          applied: 'no',
          authenticated: true,
          zone: `${zone}.`,
          server: ground.server.server,
          attempts: 1,
          prerequisites: [{ method }],
        });
        expect(await ground.server.axfr(zone)).toEqual(before);
      },
    );

    test('trySend gives a failed prerequisite as a value', async () => {
      const zone = await ground.zone();
      const outcome = await ground.client().update(zone).nameNotUsed('www').trySend();
      expect(outcome.ok).toBe(false);
      expect(!outcome.ok && outcome.error).toBeInstanceOf(YxDomainError);
    });

    test('a builder is sent again as it is, each time signed afresh', async () => {
      const zone = await ground.zone();
      const dns = ground.client();
      const update = dns.update(zone).insert('again', 60, 'A', '192.0.2.7');
      const first = await update.send();
      const second = await update.insert('again', 60, 'A', '192.0.2.8').send();
      expect([first.authenticated, second.authenticated]).toEqual([true, true]);
      expect(await rrset(ground, `again.${zone}`, 'A')).toEqual(['60 192.0.2.7', '60 192.0.2.8']);
    });

    test('over UDP it is the same', async () => {
      const zone = await ground.zone();
      const dns = ground.client({ transport: 'udp' });
      const result = await dns.update(zone).insert('u', 60, 'A', '192.0.2.7').send();
      expect(result).toMatchObject({ transport: 'udp', authenticated: true });
      expect(await rrset(ground, `u.${zone}`, 'A')).toEqual(['60 192.0.2.7']);
    });

    test('udp goes to TCP with a message that does not fit', async () => {
      const zone = await ground.zone();
      const update = ground.client({ transport: 'udp' }).update(zone);
      for (let i = 0; i < 60; i++) update.insert(`n${i}`, 60, 'TXT', `a text of some length ${i}`);
      expect(update.byteLength).toBeGreaterThan(1232);
      expect(await update.send()).toMatchObject({ transport: 'tcp', authenticated: true });
      expect(await rrset(ground, `n59.${zone}`, 'TXT')).toEqual(['60 "a text of some length 59"']);
    });

    test('many updates at once share one connection and each gets its own answer', async () => {
      const zone = await ground.zone();
      // PowerDNS writes each to disk in turn, which takes its time on a busy machine.
      const dns = ground.client({ timeoutMs: 25_000 });
      const sends = Array.from({ length: 20 }, (_, i) =>
        i % 2 === 0
          ? dns.update(zone).insert(`p${i}`, 60, 'A', `192.0.2.${i}`).trySend()
          : dns.update(zone).nameNotUsed('www').trySend(),
      );
      const outcomes = await Promise.all(sends);
      const codes = outcomes.map((outcome) => (outcome.ok ? 'NOERROR' : outcome.error.code));
      expect(codes).toEqual(sends.map((_, i) => (i % 2 === 0 ? 'NOERROR' : 'YXDOMAIN')));
      expect(await rrset(ground, `p18.${zone}`, 'A')).toEqual(['60 192.0.2.18']);
    }, 30_000);
  });
}
