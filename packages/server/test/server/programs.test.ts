// The server as programs of other people see it: dig and nsupdate of BIND, kdig and knsupdate of
// Knot. They make and check the signatures with code of their own.
import { createServer, type DnsServer } from '@zonewright/server';
import { TsigKey } from '@zonewright/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireProgram, run } from '../support/programs.ts';
import { key, unknownKey, wrongKey, zoneText } from '../support/zone.ts';

let server: DnsServer;
let skewSeconds = 0;

const sha512 = TsigKey.parse(`hmac-sha512:other-algorithm:${key.revealSecret()}`);

beforeEach(async () => {
  skewSeconds = 0;
  const addresses = Array.from({ length: 100 }, (_, i) => `big A 10.0.0.${i}\n`).join('');
  server = createServer({
    zones: { 'example.com': zoneText + addresses },
    keys: [key, sha512],
    clock: () => Date.now() / 1000 + skewSeconds,
  });
  await server.listen();
});

afterEach(() => server.close());

const keyOption = (signer: TsigKey | undefined) =>
  signer === undefined
    ? []
    : ['-y', `${signer.algorithm}:${signer.name.slice(0, -1)}:${signer.revealSecret()}`];

/** Sends one update, and gives what the program says of it, `NOERROR` where it succeeds. */
interface Updater {
  readonly program: string;
  readonly debianPackage: string;
  /** Its word in front of a prerequisite, and of an addition. */
  readonly words: { readonly prerequisite: string; readonly add: string };
  /** Where it says which RCODE or TSIG error it got. */
  readonly verdict: RegExp;
}

const updaters: readonly Updater[] = [
  {
    program: 'nsupdate',
    debianPackage: 'bind9-dnsutils',
    words: { prerequisite: 'prereq ', add: 'update add' },
    verdict: /^update failed: (?:NOTAUTH\()?([A-Z]+)/m,
  },
  {
    program: 'knsupdate',
    debianPackage: 'knot-dnsutils',
    words: { prerequisite: '', add: 'add' },
    verdict: /opcode: UPDATE; status: ([A-Z]+);/,
  },
];

for (const { program, debianPackage, words, verdict } of updaters) {
  const available = requireProgram(program, debianPackage);

  const send = async (
    lines: readonly string[],
    { signer = key as TsigKey | 'none', tcp = false } = {},
  ): Promise<string> => {
    const options = [
      '-t',
      '5',
      ...(tcp ? ['-v'] : []),
      ...keyOption(signer === 'none' ? undefined : signer),
    ];
    const target = `server 127.0.0.1 ${server.address.port}`;
    const input = [target, 'zone example.com.', ...lines, 'send', ''].join('\n');
    const { code, output } = await run(program, options, input);
    if (code === 0) return 'NOERROR';
    return verdict.exec(output)?.[1] ?? output;
  };
  const addition = `${words.add} new.example.com. 60 A 192.0.2.99`;
  const holdsNew = () => server.zone('example.com').hasName('new.example.com.');

  describe.skipIf(!available)(`${program}`, () => {
    it('its signed update is made, over UDP and over TCP', async () => {
      expect(await send([addition])).toBe('NOERROR');
      expect(server.zone('example.com').rrset('new.example.com.', 'A')).toMatchObject({
        ttl: 60,
        data: ['192.0.2.99'],
      });
      expect(await send([`${words.add} two.example.com. 60 A 192.0.2.98`], { tcp: true })).toBe(
        'NOERROR',
      );
      expect(server.zone('example.com').serial).toBe(9);
      const updates = server.received.filter(({ message }) => message.opcode === 'UPDATE');
      expect(updates.map(({ transport, keyName }) => `${transport} ${keyName}`)).toEqual([
        'udp test-key.',
        'tcp test-key.',
      ]);
    });

    it('its update with hmac-sha512 is made', async () => {
      expect(await send([addition], { signer: sha512 })).toBe('NOERROR');
      expect(holdsNew()).toBe(true);
    });

    it('its update of 60 kB is made over TCP', async () => {
      const lines = Array.from(
        { length: 240 },
        (_, i) => `${words.add} t${i}.example.com. 60 TXT "${'x'.repeat(200)}"`,
      );
      expect(await send(lines, { tcp: true })).toBe('NOERROR');
      expect(server.zone('example.com').hasName('t239.example.com.')).toBe(true);
    });

    it.each([
      ['a key with another secret', wrongKey, 'BADSIG'],
      ['a key that the server does not know', unknownKey, 'BADKEY'],
      ['no key', 'none', 'REFUSED'],
    ] as const)('its update with %s gets %s', async (_, signer, expected) => {
      expect(await send([addition], { signer })).toBe(expected);
      expect(holdsNew()).toBe(false);
    });

    it.each([4000, -4000])(
      'its update to a server whose clock is %d s off gets BADTIME',
      async (skew) => {
        skewSeconds = skew;
        expect(await send([addition])).toBe('BADTIME');
        expect(holdsNew()).toBe(false);
      },
    );

    it('its update of a frozen zone gets REFUSED, and after the thaw it is made', async () => {
      server.freeze('example.com');
      expect(await send([addition])).toBe('REFUSED');
      expect(holdsNew()).toBe(false);
      server.thaw('example.com');
      expect(await send([addition])).toBe('NOERROR');
      expect(holdsNew()).toBe(true);
    });

    it.each([
      ['NXDOMAIN', 'yxdomain no.example.com.', 'yxdomain www.example.com.'],
      ['YXDOMAIN', 'nxdomain www.example.com.', 'nxdomain no.example.com.'],
      ['NXRRSET', 'yxrrset www.example.com. TXT', 'yxrrset www.example.com. A'],
      ['YXRRSET', 'nxrrset www.example.com. A', 'nxrrset www.example.com. TXT'],
      ['NXRRSET', 'yxrrset ns1.example.com. A 192.0.2.2', 'yxrrset ns1.example.com. A 192.0.2.1'],
    ])('its update whose prerequisite fails gets %s: %s', async (rcode, fails, holds) => {
      expect(await send([`${words.prerequisite}${fails}`, addition])).toBe(rcode);
      expect(holdsNew()).toBe(false);
      expect(server.zone('example.com').serial).toBe(7);
      expect(await send([`${words.prerequisite}${holds}`, addition])).toBe('NOERROR');
      expect(holdsNew()).toBe(true);
    });
  });
}

describe.skipIf(!requireProgram('nsupdate', 'bind9-dnsutils'))('nsupdate without a zone', () => {
  it('finds it by asking for the SOA (RFC 2136 section 4.1)', async () => {
    const lines = [
      `server 127.0.0.1 ${server.address.port}`,
      'update add x.y.example.com 60 A 192.0.2.1',
      'send',
      '',
    ];
    const { code } = await run('nsupdate', ['-t', '5', ...keyOption(key)], lines.join('\n'));
    expect(code).toBe(0);
    expect(server.zone('example.com').hasName('x.y.example.com.')).toBe(true);
  });
});

describe.skipIf(!requireProgram('dig', 'bind9-dnsutils'))('dig', () => {
  const dig = async (...args: readonly string[]) => {
    const { port } = server.address;
    const common = ['-r', '@127.0.0.1', '-p', String(port), '+norecurse', '+tries=1', '+time=3'];
    const { output } = await run('dig', [...common, ...args]);
    return {
      output,
      rcode: /status: ([A-Z]+)/.exec(output)?.[1],
      flags: /^;; flags: ([a-z ]*);/m.exec(output)?.[1],
      counts: /ANSWER: (\d+), AUTHORITY: (\d+)/.exec(output)?.slice(1).map(Number),
      isTcp: /^;; SERVER: .*\(TCP\)/m.test(output),
    };
  };

  it.each(['+notcp', '+tcp'])('reads an RRset, %s', async (transport) => {
    const { rcode, flags, output } = await dig(transport, 'www.example.com', 'A');
    expect({ rcode, flags }).toEqual({ rcode: 'NOERROR', flags: 'qr aa' });
    expect(output).toMatch(/^www\.example\.com\.\t+300\tIN\tA\t192\.0\.2\.80$/m);
    expect(output).not.toContain('WARNING');
  });

  it('is told to come by TCP where an answer is too large for UDP, and does', async () => {
    const { rcode, counts, isTcp, output } = await dig('big.example.com', 'A');
    expect(output).toContain(';; Truncated, retrying in TCP mode.');
    expect({ rcode, counts, isTcp }).toEqual({ rcode: 'NOERROR', counts: [100, 0], isTcp: true });
    const cut = await dig('+ignore', 'big.example.com', 'A');
    expect({ flags: cut.flags, counts: cut.counts }).toEqual({ flags: 'qr aa tc', counts: [0, 0] });
  });

  it('is told NXDOMAIN, no data, a referral and REFUSED', async () => {
    const short = async (name: string) => {
      const { rcode, flags, counts } = await dig(name, 'TXT');
      return { rcode, flags, counts };
    };
    expect(await short('no.example.com')).toEqual({
      rcode: 'NXDOMAIN',
      flags: 'qr aa',
      counts: [0, 1],
    });
    expect(await short('www.example.com')).toEqual({
      rcode: 'NOERROR',
      flags: 'qr aa',
      counts: [0, 1],
    });
    expect(await short('x.deleg.example.com')).toEqual({
      rcode: 'NOERROR',
      flags: 'qr',
      counts: [0, 1],
    });
    expect(await short('example.net')).toEqual({ rcode: 'REFUSED', flags: 'qr', counts: [0, 0] });
  });

  it('verifies the signature of a reply, and a transfer without a key is refused', async () => {
    const { rcode, output } = await dig(...keyOption(key), 'www.example.com', 'A');
    expect(rcode).toBe('NOERROR');
    expect(output).toMatch(/^test-key\.\t+0\tANY\tTSIG\thmac-sha256\. .* NOERROR 0/m);
    expect(output).not.toMatch(/could not be validated|Couldn't verify/);
    expect((await dig('example.com', 'AXFR')).output).toContain('Transfer failed.');
  });

  it('gets BADVERS for EDNS 1, and settles on version 0', async () => {
    const { rcode } = await dig('+edns=1', '+noednsneg', 'www.example.com', 'A');
    expect(rcode).toBe('BADVERS');
    expect((await dig('+edns=1', '+ednsneg', 'www.example.com', 'A')).rcode).toBe('NOERROR');
  });
});

describe.skipIf(!requireProgram('kdig', 'knot-dnsutils'))('kdig', () => {
  it('reads an RRset over a connection that it keeps, and verifies the signatures', async () => {
    const { port } = server.address;
    const args = ['@127.0.0.1', '-p', String(port), '+tcp', '+keepopen', ...keyOption(key)];
    const { code, output } = await run('kdig', [
      ...args,
      'www.example.com',
      'A',
      'ns1.example.com',
      'A',
    ]);
    expect(code).toBe(0);
    expect(output.match(/status: NOERROR/g)).toHaveLength(2);
    expect(output).toMatch(/^ns1\.example\.com\..*A\t192\.0\.2\.1$/m);
    expect(output).not.toMatch(/;; (ERROR|WARNING)/);
    const connections = new Set(
      server.received.map(({ transport, from }) => `${transport} ${from}`),
    );
    expect({ requests: server.received.length, connections: connections.size }).toEqual({
      requests: 2,
      connections: 1,
    });
  });
});
