// What other people's programs make of a server that misbehaves, and of one under TLS: that a fault
// is one is not for us alone to say.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type DnsServer, type Fault } from '@zonewright/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Certificates, hasOpenssl, makeCertificates } from '../support/certificates.ts';
import { requireProgram, run } from '../support/programs.ts';
import { key, zoneText } from '../support/zone.ts';

const keyOption = ['-y', `${key.algorithm}:test-key:${key.revealSecret()}`];
const zones = { 'example.com': zoneText };

describe.skipIf(!requireProgram('dig', 'bind9-dnsutils'))('dig', () => {
  let server: DnsServer;

  beforeEach(async () => {
    server = createServer({ zones, keys: [key] });
    await server.listen();
  });

  afterEach(() => server.close());

  /** Asks once, signed, over a server that something is wrong with. */
  const dig = async (fault: Fault, ...args: readonly string[]): Promise<string> => {
    server.faults = () => fault;
    const { port } = server.address;
    const common = ['-r', '@127.0.0.1', '-p', String(port), '+tries=1', '+time=1', '+norecurse'];
    const { output } = await run('dig', [...common, ...keyOption, ...args, 'www.example.com', 'A']);
    return output;
  };

  /** Said of a reply whose MAC verifies, and never without that. */
  const unsynchronized = /signature: clocks are unsynchronized[\s\S]*NOTAUTH[\s\S]*BADTIME/;

  it.each<[string, Fault, readonly string[], RegExp]>([
    ['no fault', {}, [], /status: NOERROR/],
    ['a wrong MAC', { mac: 'wrong' }, [], /tsig verify failure/],
    ['no TSIG', { mac: 'none' }, [], /expected a TSIG or SIG\(0\)/],
    ['another id', { id: 0 }, ['+tcp'], /ID mismatch: expected ID \d+, got 0/],
    ['a clock ahead', { clockSkewSeconds: 4000 }, [], unsynchronized],
    ['a clock behind', { clockSkewSeconds: -4000 }, [], unsynchronized],
    ['a BADTIME of nobody', { clockSkewSeconds: 4000, mac: 'wrong' }, [], /tsig verify failure/],
    ['a lost reply', { drop: 'reply' }, [], /timed out|no servers could be reached/],
    ['a lost reply over TCP', { drop: true }, ['+tcp'], /timed out|no servers could be reached/],
    ['a late reply', { delayMs: 5_000 }, [], /timed out|no servers could be reached/],
    ['a datagram that is cut', { cut: 40 }, [], /malformed message packet/],
    ['a stream that is cut', { cut: 40 }, ['+tcp'], /end of file/],
    ['a stream that is cut in its length', { cut: 1 }, ['+tcp'], /end of file/],
    ['a closed connection', { close: true }, ['+tcp'], /end of file/],
    ['TC', { cut: 'tc' }, ['+ignore'], /^;; flags: qr aa tc; QUERY: 1, ANSWER: 0/m],
    ['TC, and coming back', { cut: 'tc' }, [], /Truncated, retrying in TCP mode/],
    ['an RCODE', { rcode: 'RCODE11' }, [], /status: RESERVED11/],
    ['an RCODE of twelve bits', { rcode: 'BADCOOKIE' }, ['+noedns'], /status: BADCOOKIE/],
  ])('%s: %o', async (_, fault, args, expected) => {
    const output = await dig(fault, ...args);
    expect(output).toMatch(expected);
    // An RCODE and TC are said under a MAC that dig takes.
    const isSigned = fault.rcode !== undefined || fault.cut === 'tc';
    if (isSigned) expect(output).not.toMatch(/verify failure|expected a TSIG|Couldn't verify/);
  });
});

describe.skipIf(!requireProgram('kdig', 'knot-dnsutils') || !hasOpenssl)('kdig +tls', () => {
  let made: Certificates;
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-kdig-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  beforeAll(async () => {
    made = await makeCertificates();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const kdig = async (server: DnsServer, ...args: readonly string[]): Promise<string> => {
    const { tlsPort } = await server.listen();
    const target = ['@127.0.0.1', '-p', String(tlsPort), '+retry=0', '+time=3'];
    const verified = [`+tls-ca=${write('ca.pem', made.authority.cert)}`, '+tls-hostname=localhost'];
    const names = ['www.example.com', 'A', 'ns1.example.com', 'A'];
    // Where it is turned away while it writes, it dies of SIGPIPE; what it said is in the error.
    const output = await run('kdig', [
      ...target,
      '+tls',
      ...verified,
      '+keepopen',
      ...keyOption,
      ...args,
      ...names,
    ]).then((ran) => ran.output, String);
    await server.close();
    return output;
  };

  it('verifies certificate and signatures, over one connection with ALPN dot', async () => {
    const server = createServer({ zones, keys: [key], tls: made.server });
    const output = await kdig(server);
    expect(output).toMatch(/TLS session \(TLS1\.3\)/);
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

  it('is let in by its certificate alone, where one is demanded', async () => {
    const tls = { ...made.server, ca: made.authority.cert };
    const create = () => createServer({ zones, keys: [key], tls });
    const certificate = ({ cert, key: pem }: Certificates['client']) => [
      `+tls-certfile=${write('client.pem', cert)}`,
      `+tls-keyfile=${write('client.key', pem)}`,
    ];
    expect(await kdig(create(), ...certificate(made.client))).toMatch(/status: NOERROR/);
    for (const args of [[], certificate(made.stranger)]) {
      const server = create();
      expect(await kdig(server, ...args)).not.toMatch(/status:/);
      expect(server.received).toEqual([]);
    }
  });
});
