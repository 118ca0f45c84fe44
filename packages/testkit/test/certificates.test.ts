import { once } from 'node:events';
import { access, stat } from 'node:fs/promises';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { type Certificates, createCertificates, requirePrograms } from '@zonewright/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, runToSuccess } from '../src/run-program.ts';

const { available, reason = '' } = requirePrograms('openssl');

describe.skipIf(!available)(`createCertificates ${reason}`, () => {
  let made: Certificates;
  beforeAll(async () => {
    made = await createCertificates();
  });
  afterAll(() => made.close());

  it('makes certificates that openssl verifies by their authority, and by no other', async () => {
    const { paths } = made;
    for (const [cert, purpose] of [
      [paths.serverCert, 'sslserver'],
      [paths.clientCert, 'sslclient'],
    ] as const) {
      const verify = ['verify', '-x509_strict', '-purpose', purpose, '-CAfile'];
      expect((await runProgram('openssl', [...verify, paths.ca, cert])).code).toBe(0);
      expect((await runProgram('openssl', [...verify, paths.otherCa, cert])).code).toBe(2);
    }
  });

  it('makes the server’s for P-256 and its four names', async () => {
    const text = await runToSuccess('openssl', [
      'x509',
      '-in',
      made.paths.serverCert,
      '-noout',
      '-text',
    ]);
    expect(text).toContain('ASN1 OID: prime256v1');
    expect(text).toContain(
      'IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:localhost, DNS:ns1.example.test',
    );
  });

  it('pins the server’s key as openssl itself digests it', async () => {
    const der = `${made.folder}/spki.der`;
    await runToSuccess('openssl', [
      'pkey',
      '-in',
      made.paths.serverKey,
      '-pubout',
      '-outform',
      'DER',
      '-out',
      der,
    ]);
    const digest = await runToSuccess('openssl', ['dgst', '-sha256', '-r', der]);
    expect(Buffer.from(made.serverPin, 'base64').toString('hex')).toBe(digest.split(' ')[0]);
  });

  it('serves Node’s TLS with both sides’ certificates', async () => {
    const { pem } = made;
    const server = createServer({
      key: pem.serverKey,
      cert: pem.serverCert,
      ca: pem.ca,
      requestCert: true,
    });
    server.listen({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const accepted = once(server, 'secureConnection');
    const own = { key: pem.clientKey, cert: pem.clientCert };
    const client = connect({
      host: '127.0.0.1',
      port,
      ca: pem.ca,
      servername: 'ns1.example.test',
      ...own,
    });
    await once(client, 'secureConnect');
    const [seen] = (await accepted) as [TLSSocket];
    expect([client.authorized, seen.authorized]).toEqual([true, true]);
    const stranger = connect({ host: '127.0.0.1', port, ca: pem.otherCa });
    const [error] = await once(stranger, 'error');
    expect(error.code).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    client.destroy();
    seen.destroy();
    const closed = once(server, 'close');
    server.close();
    await closed;
  });

  it('keeps keys from other users, and leaves nothing after close', async () => {
    const other = await createCertificates();
    expect((await stat(other.paths.serverKey)).mode & 0o077).toBe(0);
    expect(other.pem.serverCert).not.toBe(made.pem.serverCert);
    await Promise.all([other.close(), other.close()]);
    await expect(access(other.folder)).rejects.toThrow(/ENOENT/);
  });
});
