/** What servers answer with NOERROR and do not carry out: none of it comes out as a success. */

import { zoneTemplate } from '@zonewright/testkit';
import { beforeAll, expect, test } from 'vitest';
import {
  type BoundUpdate,
  FormErrError,
  InvalidUpdateError,
  NotAppliedError,
  RefusedError,
} from '../../src/index.ts';
import { describeServer, errorOf } from './real-servers.ts';

type Kind = 'bind' | 'knot' | 'powerdns';

/** How an update comes out. What is linted is held to be sent all the same with `allowSilent`. */
type Outcome =
  /** Refused before it is sent. */
  | { readonly by: 'lint'; readonly says: RegExp }
  /** Refused by the server. */
  | { readonly by: 'server'; readonly says: RegExp }
  /** Answered with NOERROR, or seen to be in vain before it was sent, and found missing. */
  | {
      readonly by: 'verify';
      readonly says: RegExp;
      readonly applied: 'no' | 'partly' | 'unknown';
      /** The first RRset that is not as it should be, and the data that is there in its place. */
      readonly missing: readonly [type: string, ...seen: readonly unknown[]];
    };

/** A case and how it comes out on each server where it is skipped. */
interface Case {
  readonly rule: string;
  readonly build: (update: BoundUpdate) => BoundUpdate;
  /** A zone of its own: the case changes the apex. */
  readonly ownZone?: true;
  readonly comes: Readonly<Partial<Record<Kind, Outcome>>>;
}

const zone = 'silent.test';

const text = `${zoneTemplate(zone)}
l1          CNAME target.example.
l1own       CNAME www
l1more      CNAME target.example.
l2          A     192.0.2.10
l2same      A     192.0.2.10
l3          CNAME target.example.
l10         A     192.0.2.10
l21         CNAME Target.example.
l22         TXT   "hello" "world"
sub         NS    ns.sub
ns.sub      A     192.0.2.40
`;

function unapplied(
  says: RegExp,
  missing: readonly [string, ...unknown[]],
  applied: 'no' | 'partly' | 'unknown' = 'unknown',
): Outcome {
  return { by: 'verify', says, applied, missing };
}

const refused: Outcome = { by: 'server', says: /answered REFUSED .* a CNAME in the way/ };

function onAll(outcome: Outcome): Case['comes'] {
  return { bind: outcome, knot: outcome, powerdns: outcome };
}

const nameServersStay = /insert the new (name servers|ones), then remove the old one by one/;
const cnameThere = /a CNAME to \S+ stands there, .* remove that first/;
const dataThere = /servers skip a CNAME beside other data, so remove that first/;
const soaSeen = expect.objectContaining({ serial: 1 });

function soa(own: string, serial: number): string {
  return `ns1.${own} other.${own} ${serial} 3600 600 86400 300`;
}

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

const cases: readonly Case[] = [
  {
    rule: 'L1: an address where a CNAME is',
    build: (update) => update.insert('l1', 60, 'A', '192.0.2.1'),
    comes: {
      bind: unapplied(cnameThere, ['A']),
      knot: unapplied(cnameThere, ['A']),
      powerdns: refused,
    },
  },
  {
    rule: 'L1: the address that the CNAME there leads to (RFC 2136 section 1.1.4)',
    build: (update) => update.replaceRRset('l1own', 300, 'A', '192.0.2.80'),
    comes: {
      bind: unapplied(cnameThere, ['A']),
      knot: unapplied(cnameThere, ['A']),
      powerdns: refused,
    },
  },
  {
    rule: 'L1: an address where a CNAME is, beside one that is taken',
    build: (update) =>
      update.insert('free', 60, 'A', '192.0.2.1').insert('l1more', 60, 'A', '192.0.2.1'),
    comes: {
      bind: unapplied(cnameThere, ['A'], 'partly'),
      knot: unapplied(cnameThere, ['A'], 'partly'),
      powerdns: refused,
    },
  },
  {
    rule: 'L2: a CNAME where an address is',
    build: (update) => update.insert('l2', 60, 'CNAME', 'target.example.'),
    comes: {
      bind: unapplied(dataThere, ['CNAME']),
      knot: unapplied(dataThere, ['CNAME']),
      powerdns: refused,
    },
  },
  {
    rule: 'L2: a CNAME where an address is, as a replacement',
    build: (update) => update.replaceRRset('l2same', 60, 'CNAME', 'target.example.'),
    comes: {
      bind: unapplied(dataThere, ['CNAME']),
      knot: unapplied(dataThere, ['CNAME']),
      powerdns: refused,
    },
  },
  {
    rule: 'L3: an address, then the removal of the CNAME in its way',
    build: (update) => update.insert('l3', 60, 'A', '192.0.2.1').removeRRset('l3', 'CNAME'),
    comes: {
      bind: unapplied(/while the CNAME is there, which goes only later: remove that first/, ['A']),
      knot: unapplied(/while the CNAME is there, which goes only later: remove that first/, ['A']),
    },
  },
  {
    rule: 'L3: what is inserted and removed after it (PowerDNS runs deletions first)',
    build: (update) => update.insert('order', 60, 'A', '192.0.2.1').removeName('order'),
    comes: { powerdns: unapplied(/PowerDNS runs deletions before additions/, ['A', '192.0.2.1']) },
  },
  {
    rule: 'L5: the name servers of the apex, removed',
    build: (update) => update.removeRRset('@', 'NS'),
    comes: onAll({ by: 'lint', says: nameServersStay }),
    ownZone: true,
  },
  {
    rule: 'L6: the name servers of the apex, removed and others inserted',
    build: (update) => update.removeRRset('@', 'NS').insert('@', 300, 'NS', 'ns9.example.'),
    comes: onAll({ by: 'lint', says: nameServersStay }),
    ownZone: true,
  },
  {
    rule: 'L8: the name servers of the apex, removed one by one to the last',
    build: (update) =>
      update.remove('@', 'NS', `ns1.${update.zone}`).remove('@', 'NS', `ns2.${update.zone}`),
    comes: {
      bind: unapplied(nameServersStay, ['NS', expect.any(String)]),
      knot: unapplied(nameServersStay, ['NS', expect.any(String)]),
      powerdns: unapplied(nameServersStay, ['NS', expect.any(String), expect.any(String)]),
    },
    ownZone: true,
  },
  {
    rule: 'L8: the last name server of the apex, known by a prerequisite',
    build: (update) =>
      update
        .used('@', 'NS', `ns1.${update.zone}`, `ns2.${update.zone}`)
        .remove('@', 'NS', `ns1.${update.zone}`, `ns2.${update.zone}`),
    comes: onAll({ by: 'lint', says: /insert another before this one goes/ }),
    ownZone: true,
  },
  {
    rule: 'L9: the SOA, removed',
    build: (update) => update.removeRRset('@', 'SOA'),
    comes: onAll({ by: 'lint', says: /keeps its SOA/ }),
    ownZone: true,
  },
  {
    rule: 'L9: an SOA whose serial is not ahead (RFC 1982)',
    build: (update) => update.insert('@', 300, 'SOA', soa(update.zone, 1)),
    comes: onAll(unapplied(/serial is 1, and .* is not ahead of it/, ['SOA', soaSeen], 'no')),
    ownZone: true,
  },
  {
    rule: 'L9: an SOA whose serial is behind, beside what is taken: nothing is sent',
    build: (update) =>
      update.insert('new', 60, 'A', '192.0.2.1').insert('@', 300, 'SOA', soa(update.zone, 0)),
    comes: onAll(unapplied(/serial is 1, and .* is not ahead of it/, ['SOA', soaSeen], 'no')),
    ownZone: true,
  },
  {
    rule: 'L10: another TTL alone',
    build: (update) => update.insert('l10', 60, 'A', '192.0.2.10'),
    comes: {
      knot: unapplied(/with TTL 60 and has TTL 300: .* remove the RRset and insert it again/, [
        'A',
        '192.0.2.10',
      ]),
    },
  },
  {
    rule: 'L21: a CNAME removed in other letters',
    build: (update) => update.remove('l21', 'CNAME', 'tARGET.example.'),
    comes: {
      powerdns: unapplied(/is still there as Target\.example\.: remove it in the letter case/, [
        'CNAME',
        'Target.example.',
      ]),
    },
  },
  {
    rule: 'L22: a TXT removed in other character-strings',
    build: (update) => update.remove('l22', 'TXT', 'helloworld'),
    comes: onAll(
      unapplied(/is still there as "hello" "world": remove it in the character-strings/, [
        'TXT',
        [octets('hello'), octets('world')],
      ]),
    ),
  },
  {
    rule: 'L28: an address below a delegation',
    build: (update) => update.insert('host.sub', 60, 'A', '192.0.2.1'),
    comes: onAll(unapplied(/at or below the delegation of sub\.silent\.test\./, ['A'])),
  },
  {
    rule: 'L28: an address at a delegation',
    build: (update) => update.insert('sub', 60, 'A', '192.0.2.1'),
    comes: onAll(unapplied(/at or below the delegation of sub\.silent\.test\./, ['A'])),
  },
  {
    rule: 'a DS without a delegation',
    build: (update) => update.insert('ds', 60, 'DS', `1 8 2 ${'AB'.repeat(32)}`),
    comes: { bind: unapplied(/beside the NS records of a delegation/, ['DS']) },
  },
  {
    rule: 'a CNAME at the apex',
    build: (update) => update.insert('@', 60, 'CNAME', 'target.example.'),
    comes: {
      bind: unapplied(dataThere, ['CNAME']),
      knot: unapplied(dataThere, ['CNAME']),
      powerdns: refused,
    },
  },
];

for (const kind of ['bind', 'knot', 'powerdns'] as const) {
  describeServer(kind, 'what it skips is no success', (ground) => {
    beforeAll(async () => {
      await ground.server.addZone(zone, text);
    });

    const mine = cases.flatMap(({ rule, build, ownZone, comes }) => {
      const outcome = comes[kind];
      return outcome === undefined ? [] : [{ rule, build, ownZone, outcome }];
    });
    test.concurrent.each(mine)('$rule', async ({ build, ownZone, outcome }) => {
      const own = ownZone === true ? await ground.zone() : zone;
      const dns = ground.client({ verifyTimeoutMs: 500 });
      const update = build(dns.update(own));
      const error = await errorOf(update.send());
      expect(error).toMatchObject({ message: expect.stringMatching(outcome.says) });
      switch (outcome.by) {
        case 'lint': {
          expect(error).toBeInstanceOf(InvalidUpdateError);
          expect(error).toMatchObject({ applied: 'no', lint: [{ servers: { length: 3 } }] });
          const sent = await errorOf(update.send({ allowSilent: true }));
          expect(sent).toBeInstanceOf(NotAppliedError);
          break;
        }
        case 'server':
          expect(error).toBeInstanceOf(RefusedError);
          expect(error).toMatchObject({ applied: 'no', authenticated: true });
          break;
        case 'verify': {
          expect(error).toBeInstanceOf(NotAppliedError);
          const [type, ...seen] = outcome.missing;
          expect(error).toMatchObject({ code: 'NOT_APPLIED', applied: outcome.applied });
          const { rrsets } = error as NotAppliedError;
          expect(rrsets.find(({ state }) => state === 'missing')).toMatchObject({ type, seen });
        }
      }
    });
  });
}

describeServer('powerdns', 'a record that it does not find by its data is no success', (ground) => {
  test('a KX that came by an update goes with its RRset alone', async () => {
    const dns = ground.client({ verifyTimeoutMs: 500 });
    const own = await ground.zone();
    await dns.update(own).insert('kx', 60, 'KX', '10 kx.example.').send();
    const error = await errorOf(dns.update(own).remove('kx', 'KX', '10 kx.example.').send());
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/remove or replace the RRset/),
      rrsets: [{ state: 'missing', type: 'KX', seen: [{ preference: 10 }] }],
    });
    const { rrsets } = await dns.update(own).removeRRset('kx', 'KX').send();
    expect(rrsets).toMatchObject([{ state: 'applied', seen: [] }]);
  });
});

describeServer('bind', 'a zone with a greatest TTL', (ground) => {
  test('has what was inserted with a lower one, and the error tells of it', async () => {
    const own = 'brief.test';
    await ground.server.addZone(own, { options: 'max-zone-ttl 3600;' });
    const dns = ground.client({ verifyTimeoutMs: 0 });
    const error = await errorOf(dns.update(own).insert('new', 86_400, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/with TTL 86400 and has TTL 3600: .*BIND: max-zone-ttl/),
    });
  });
});

describeServer('powerdns', 'a CNAME and other data in one update', (ground) => {
  test('is FORMERR, which tells of it', async () => {
    const own = await ground.zone();
    const update = ground.client().update(own).insert('new', 300, 'CNAME', 'a.example.');
    const error = await errorOf(update.insert('new', 300, 'A', '192.0.2.1').send());
    expect(error).toBeInstanceOf(FormErrError);
    expect(error).toMatchObject({ applied: 'no', message: expect.stringMatching(/for a CNAME/) });
    const [finding] = update.lint();
    expect(finding?.reason).toMatch(/CNAME/);
  });
});

describeServer('powerdns', 'a DNAME over another', (ground) => {
  test('stands beside it, which is no success; in place of the RRset it is', async () => {
    const own = await ground.zone();
    const dns = ground.client({ verifyTimeoutMs: 0 });
    await dns.update(own).insert('moved', 300, 'DNAME', 'old.example.').send();
    const error = await errorOf(
      dns.update(own).insert('moved', 300, 'DNAME', 'new.example.').send(),
    );
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(error).toMatchObject({ message: expect.stringMatching(/has old\S+ beside/) });
    await dns.update(own).replaceRRset('moved', 300, 'DNAME', 'new.example.').send();
    const { answers } = await ground.server.dig(`moved.${own}`, 'DNAME');
    expect(answers).toMatchObject([{ data: 'new.example.' }]);
  });
});
