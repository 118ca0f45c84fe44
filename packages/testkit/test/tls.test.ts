import {
  type Certificates,
  createCertificates,
  type RealServer,
  requirePrograms,
  requireServers,
  startServer,
} from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../src/run-program.ts';

const servers = requireServers('bind');
const programs = requirePrograms('openssl', 'kdig');
const available = servers.available && programs.available;
const reason = [servers.reason, programs.reason].filter(Boolean).join('; ');

describe.skipIf(!available)(`BIND over TLS (RFC 7858) ${reason}`, () => {
  let certificates: Certificates;
  let server: RealServer;
  beforeAll(async () => {
    certificates = await createCertificates();
    const { serverCert: cert, serverKey: key } = certificates.paths;
    server = await startServer('bind', { tls: { cert, key } });
  });
  afterAll(async () => {
    await server?.close();
    await certificates?.close();
  });

  /** What kdig, which is Knot's, gets or complains about. */
  async function kdig({ address, tlsPort }: RealServer, ...options: readonly string[]) {
    const to = [`@${address}`, '-p', String(tlsPort), '+retry=0', '+timeout=5'];
    const question = ['+short', 'www.example.test', 'A'];
    try {
      const { stdout, stderr } = await runProgram('kdig', [...to, ...options, ...question]);
      return (stdout + stderr).trim();
    } catch (error) {
      // It dies of SIGPIPE where the server closes while it still writes, after its complaint.
      return error instanceof Error ? String(error.cause) : '';
    }
  }

  it('answers to who trusts its authority, for each of its names', async () => {
    const { ca } = certificates.paths;
    expect(server.tlsPort).toBe(server.port + 3);
    for (const name of ['localhost', 'ns1.example.test']) {
      const trust = [`+tls-ca=${ca}`, `+tls-hostname=${name}`];
      expect(await kdig(server, ...trust)).toBe('192.0.2.80');
    }
  });

  it('answers to who knows its pin', async () => {
    expect(await kdig(server, '+tls', `+tls-pin=${certificates.serverPin}`)).toBe('192.0.2.80');
  });

  it('is not believed under another name, another authority or another pin', async () => {
    const { ca, otherCa } = certificates.paths;
    const otherPin = Buffer.alloc(32).toString('base64');
    for (const trust of [
      [`+tls-ca=${ca}`, '+tls-hostname=ns2.example.test'],
      [`+tls-ca=${otherCa}`, '+tls-hostname=ns1.example.test'],
      ['+tls', `+tls-pin=${otherPin}`],
    ]) {
      expect(await kdig(server, ...trust)).toMatch(/TLS, .*(certificate|pin)/i);
    }
  });

  it('with an authority for clients, answers to those alone that it signed', async () => {
    const { serverCert, serverKey, clientCert, clientKey, ca } = certificates.paths;
    await using strict = await startServer('bind', {
      tls: { cert: serverCert, key: serverKey, ca },
    });
    const own = [`+tls-certfile=${clientCert}`, `+tls-keyfile=${clientKey}`];
    expect(await kdig(strict, '+tls', ...own)).toBe('192.0.2.80');
    const refused = await kdig(strict, '+tls');
    expect(refused).toMatch(/WARNING: TLS, /);
    expect(refused).not.toContain('192.0.2.80');
  });

  it('is asked for in vain of other servers, and absent without being asked for', async () => {
    const tls = { cert: '/nonexistent', key: '/nonexistent' };
    for (const kind of ['knot', 'powerdns', 'nsd'] as const) {
      await expect(startServer(kind, { tls })).rejects.toThrow('takes no DNS over TLS');
    }
    await using plain = await startServer('bind');
    expect(plain.tlsPort).toBeUndefined();
  });
});
