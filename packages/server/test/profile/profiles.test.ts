// The profiles against what was measured of the servers (SERVERS.md part 1, by line), end to end in
// memory. The randomly made updates and the captured replies hold them to the servers themselves.
import { createServer, type ProfileName } from '@zonewright/server';
import {
  decodeMessage,
  InvalidOptionError,
  printRdata,
  signRequest,
  TsigKey,
} from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { key, now, unknownKey, wrongKey } from '../support/zone.ts';

const text = `$TTL 300
@ SOA ns.example.net. hostmaster 100 3600 600 86400 60
@ NS ns1.example.net.
@ NS ns2.example.net.
a A 192.0.2.1
c CNAME a
m MX 10 mail.example.net.
ptr PTR Host.example.net.
`;

const apex = 'example.com.';

/** The update of a script, whose owners are relative to the zone. */
function wireOf(script: string): Uint8Array {
  const lines = script.replaceAll(
    /^(update \w+|prereq \w+) (\S+)/gm,
    (_, verb: string, name: string) => {
      return `${verb} ${name === '@' ? apex : `${name}.${apex}`}`;
    },
  );
  return Update.parse(lines, { zone: apex }).toWire({ id: 1 });
}

interface Sent {
  readonly signer?: TsigKey | 'none';
  readonly transport?: 'udp' | 'tcp';
  /** Seconds by which the client's clock is off. */
  readonly skew?: number;
}

/** What a server with the profile makes of a script: RCODE, and what changed in the zone. */
async function outcome(
  profile: ProfileName | undefined,
  script: string,
  { signer = key, transport = 'tcp', skew = 0 }: Sent = {},
) {
  const server = createServer({
    zones: { 'example.com': text },
    keys: [key],
    profile,
    clock: () => now,
  });
  const lines = () =>
    Array.from(server.zone('example.com'), ({ name, ttl, type, data }) => {
      const owner = name === 'example.com.' ? '@' : name.replace('.example.com.', '');
      return `${owner} ${ttl} ${type} ${printRdata<string>(type, data as never)}`;
    }).filter((line) => !line.includes(' SOA '));
  const before = lines();
  const wire = wireOf(script);
  const request =
    signer === 'none' ? wire : signRequest(wire, signer, { now: now + skew, fudge: 300 }).bytes;
  const octets = await server.answer(request, { transport });
  const after = lines();
  const reply = octets && decodeMessage(octets);
  const { serial } = server.zone('example.com');
  await server.close();
  return {
    rcode: reply?.rcode ?? 'no answer',
    error: reply?.tsig?.error,
    aa: reply?.flags.aa,
    serial,
    come: after.filter((line) => !before.includes(line)),
    gone: before.filter((line) => !after.includes(line)),
  };
}

type Expected = Partial<Awaited<ReturnType<typeof outcome>>>;

interface Measured extends Sent {
  readonly line: string;
  readonly script: string;
  /** By the RFC, and by each profile that does otherwise. */
  readonly rfc: Expected;
  readonly bind?: Expected;
  readonly knot?: Expected;
  readonly powerdns?: Expected;
}

const nothing: Expected = { come: [], gone: [] };
const refused: Expected = { rcode: 'REFUSED', serial: 100, ...nothing };
const ignored: Expected = { rcode: 'NOERROR', serial: 100, ...nothing };
const silent: Expected = { rcode: 'REFUSED', error: undefined, serial: 100, ...nothing };
const add = 'update add new 60 A 192.0.2.9';
/** The day of the tests' time, in the form that PowerDNS gives a serial. */
const today = 2_023_111_401;

function many(count: number): string {
  return Array.from({ length: count }, (_, i) => `update add big 60 A 10.0.0.${i}`).join('\n');
}

const measured: readonly Measured[] = [
  {
    line: 'post update sanity check: a new MX whose target in the zone has no address',
    script: 'update add new 60 MX 10 nobody.example.com.',
    rfc: { rcode: 'NOERROR', serial: 101, come: ['new 60 MX 10 nobody.example.com.'] },
    bind: refused,
  },
  {
    line: 'post update sanity check: an empty non-terminal will do as a target',
    script: 'update add y.x 60 TXT "below"\nupdate add new 60 MX 10 x.example.com.',
    rfc: { rcode: 'NOERROR', serial: 101 },
  },
  {
    line: 'post update sanity check: but not where a DNAME is above it',
    script: 'update add @ 60 DNAME example.net.\nupdate add y.x 60 MX 10 x.example.com.',
    rfc: { rcode: 'NOERROR', serial: 101 },
    bind: refused,
    knot: refused,
  },
  {
    line: 'L1 A where a CNAME is',
    script: 'update add c 300 A 192.0.2.2',
    rfc: ignored,
    powerdns: refused,
  },
  {
    line: 'L2 CNAME where an A is',
    script: 'update add a 300 CNAME c.example.com.',
    rfc: ignored,
    powerdns: refused,
  },
  {
    line: 'L3 add A, then delete the CNAME',
    script: 'update add c 300 A 192.0.2.2\nupdate delete c CNAME',
    rfc: { rcode: 'NOERROR', come: [], gone: ['c 300 CNAME a.example.com.'] },
    powerdns: { come: ['c 300 A 192.0.2.2'], gone: ['c 300 CNAME a.example.com.'], serial: today },
  },
  {
    line: 'L8 the NS of the apex one by one',
    script: 'update delete @ NS ns1.example.net.\nupdate delete @ NS ns2.example.net.',
    rfc: { rcode: 'NOERROR', gone: ['@ 300 NS ns1.example.net.'] },
    powerdns: ignored,
  },
  {
    line: 'L8 one of the NS of the apex',
    script: 'update delete @ NS ns2.example.net.',
    rfc: { rcode: 'NOERROR', gone: ['@ 300 NS ns2.example.net.'] },
  },
  {
    line: 'L10 the same data with another TTL',
    script: 'update add a 60 A 192.0.2.1',
    rfc: { rcode: 'NOERROR', come: ['a 60 A 192.0.2.1'], serial: 101 },
    knot: ignored,
    powerdns: { come: ['a 60 A 192.0.2.1'], serial: today },
  },
  {
    line: 'L10 a CNAME with another TTL: by Knot too it is taken',
    script: 'update add c 60 CNAME a.example.com.',
    rfc: { rcode: 'NOERROR', come: ['c 60 CNAME a.example.com.'], serial: 101 },
  },
  {
    line: 'L13 a replacement by the same',
    script: 'update delete a A\nupdate add a 300 A 192.0.2.1',
    rfc: ignored,
    powerdns: { rcode: 'NOERROR', serial: today, ...nothing },
  },
  {
    line: 'L14 the same twice',
    script: 'update add a 300 A 192.0.2.1\nupdate add a 300 A 192.0.2.1',
    rfc: ignored,
  },
  {
    line: 'L21 names in data in letters of another case',
    script: 'update delete ptr PTR host.example.net.',
    rfc: { rcode: 'NOERROR', gone: ['ptr 300 PTR Host.example.net.'] },
    powerdns: ignored,
  },
  { line: 'L23 100 addresses', script: many(100), rfc: { rcode: 'NOERROR' } },
  {
    line: 'L23 101 addresses, and another record',
    script: `${many(101)}\n${add}`,
    rfc: { rcode: 'NOERROR' },
    bind: { rcode: 'SERVFAIL', serial: 100, ...nothing },
  },
  {
    line: 'L24 an underscore in the name of a host',
    script: 'update add my_host 60 A 192.0.2.9',
    rfc: { rcode: 'NOERROR' },
    bind: refused,
  },
  {
    line: 'L24 the same with an address of IPv6, below a name with one',
    script: 'update add x.my_host 60 AAAA 2001:db8::9',
    rfc: { rcode: 'NOERROR' },
    bind: refused,
  },
  {
    line: 'L24 an underscore where none is a host',
    script: 'update add _sip._tcp 60 SRV 0 0 5060 a.example.com.',
    rfc: { rcode: 'NOERROR' },
  },
  {
    line: 'L25 an unknown type',
    script: 'update add new 60 TYPE65280 \\# 1 00',
    rfc: { rcode: 'NOERROR', come: ['new 60 TYPE65280 \\# 1 00'] },
    powerdns: { rcode: 'FORMERR', serial: 100, ...nothing },
  },
  {
    line: 'L27 more than 1232 octets over UDP',
    script: many(90),
    transport: 'udp',
    rfc: { rcode: 'NOERROR' },
    powerdns: { rcode: 'no answer', serial: 100, ...nothing },
  },
  { line: 'L27 the same over TCP', script: many(90), rfc: { rcode: 'NOERROR' } },
  {
    line: 'L31 an unknown key',
    script: add,
    signer: unknownKey,
    rfc: { rcode: 'NOTAUTH', error: 17 },
    powerdns: silent,
  },
  {
    line: 'L32 a wrong secret',
    script: add,
    signer: wrongKey,
    rfc: { rcode: 'NOTAUTH', error: 16 },
    powerdns: silent,
  },
  {
    line: 'L33 the right key, another algorithm',
    script: add,
    signer: new TsigKey({ name: key.name, algorithm: 'hmac-sha512', secret: key.revealSecret() }),
    rfc: { rcode: 'NOTAUTH', error: 17 },
    powerdns: silent,
  },
  {
    line: 'L34 a clock that is off',
    script: add,
    skew: -4000,
    rfc: { rcode: 'NOTAUTH', error: 18 },
    powerdns: silent,
  },
  {
    line: 'L35 no signature',
    script: add,
    signer: 'none',
    rfc: refused,
    knot: { rcode: 'NOTAUTH', ...nothing },
  },
  {
    line: 'the same record twice in a prerequisite',
    script: 'prereq yxrrset a A 192.0.2.1\nprereq yxrrset a A 192.0.2.1',
    rfc: { rcode: 'NOERROR' },
    bind: { rcode: 'NXRRSET' },
    powerdns: { rcode: 'NXRRSET' },
  },
  {
    line: 'a DS without a delegation',
    script: `update add new 60 DS \\# 36 00010802${'ab'.repeat(32)}`,
    rfc: { rcode: 'NOERROR', serial: 101 },
    bind: { rcode: 'NOERROR', serial: 101, ...nothing },
  },
  {
    line: 'a name server of the zone without an address in it',
    script: 'update add @ 300 NS ns9.example.com.',
    rfc: { rcode: 'NOERROR', come: ['@ 300 NS ns9.example.com.'] },
    bind: refused,
  },
  {
    line: 'the same with its address',
    script: 'update add @ 300 NS ns9.example.com.\nupdate add ns9 300 A 192.0.2.9',
    rfc: { rcode: 'NOERROR', come: ['@ 300 NS ns9.example.com.', 'ns9 300 A 192.0.2.9'] },
  },
];

for (const { line, script, rfc, ...rest } of measured) {
  describe(`${line}`, () => {
    it.each([undefined, 'bind', 'knot', 'powerdns'] as const)('profile %s', async (profile) => {
      const { signer, transport, skew, ...expected } = rest;
      const sent = {
        ...(signer !== undefined && { signer }),
        ...(transport !== undefined && { transport }),
        ...(skew !== undefined && { skew }),
      };
      const own = profile === undefined ? undefined : expected[profile];
      const wanted = own ?? rfc;
      // PowerDNS has a serial of its own making.
      const { serial, ...others } = wanted;
      const isOwnSerial = profile === 'powerdns' && own === undefined && serial !== 100;
      const seen = await outcome(profile, script, sent);
      expect(seen).toMatchObject(isOwnSerial ? others : wanted);
      if (profile === 'powerdns' && seen.rcode !== 'no answer') expect(seen.aa).toBe(true);
    });
  });
}

describe('L36 an upper-case key name', () => {
  // Our own keys are in lower case always, so the octets are changed before they are signed for.
  it.each([
    ['bind', 'NOERROR'],
    ['knot', 'NOERROR'],
    ['powerdns', 'REFUSED'],
  ] as const)('profile %s: %s', async (profile, rcode) => {
    const server = createServer({
      zones: { 'example.com': text },
      keys: [key],
      profile,
      clock: () => now,
    });
    const wire = wireOf(add);
    const { bytes } = signRequest(wire, key, { now, fudge: 300 });
    // The MAC covers the name in its canonical form (RFC 8945 section 4.3.3).
    const at = Buffer.from(bytes).indexOf('test-key');
    bytes[at] = 'T'.charCodeAt(0);
    const reply = await server.answer(bytes);
    expect(reply && decodeMessage(reply).rcode).toBe(rcode);
    await server.close();
  });
});

describe('the option', () => {
  it('refuses what is no profile', () => {
    const zones = { 'example.com': text };
    expect(() => createServer({ zones, profile: 'nsd' as 'knot' })).toThrow(InvalidOptionError);
    expect(() => createServer({ zones, profile: 'toString' as 'knot' })).toThrow(
      InvalidOptionError,
    );
  });
});
