/**
 * Certificates for DNS over TLS (RFC 7858) in tests: an authority of our own, a server's and a
 * client's certificate signed by it, and an authority that signed neither. Made by openssl, which
 * shares no code with what they are to test, and good for two days.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchLeftovers } from './leftovers.ts';
import { runToSuccess } from './run-program.ts';

const files = {
  /** The authority that signed the server's and the client's certificate. */
  ca: 'ca.pem',
  caKey: 'ca.key',
  /** An authority that signed nothing. */
  otherCa: 'other-ca.pem',
  otherCaKey: 'other-ca.key',
  /** For IP 127.0.0.1 and ::1, DNS localhost and ns1.example.test. */
  serverCert: 'server.pem',
  serverKey: 'server.key',
  clientCert: 'client.pem',
  clientKey: 'client.key',
} as const;

export type PemName = keyof typeof files;

export interface Certificates extends AsyncDisposable {
  /** The temporary folder that holds them. Gone after `close`. */
  readonly folder: string;
  readonly paths: Readonly<Record<PemName, string>>;
  /** The same as text. The keys are for tests alone: they are no secrets. */
  readonly pem: Readonly<Record<PemName, string>>;
  /** SHA-256 of the server's SubjectPublicKeyInfo, in base64 (RFC 7858 section 4.2). */
  readonly serverPin: string;
  /** Removes the folder. Calling it again does nothing more. */
  close(): Promise<void>;
}

// Our own file, so that nothing of the machine's openssl.cnf gets in.
const config = `
[req]
distinguished_name = subject
prompt = no
[subject]
CN = testkit
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1, IP:::1, DNS:localhost, DNS:ns1.example.test
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectAltName = DNS:client.example.test
`;

const days = ['-days', '2', '-sha256'];

/**
 * Makes a folder of certificates; it takes about a tenth of a second.
 *
 * @throws Error where openssl is not installed: ask `requirePrograms('openssl')` before.
 *
 * @example
 * import { createCertificates, requirePrograms } from '@zonewright/testkit';
 *
 * if (requirePrograms('openssl').available) {
 *   await using certificates = await createCertificates();
 *   certificates.pem.ca.split('\n')[0]; // => '-----BEGIN CERTIFICATE-----'
 * }
 */
export async function createCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'zonewright-certificates-'));
  const leftovers = watchLeftovers(folder);
  let closing: Promise<void> | undefined;
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    leftovers.cleared();
  };
  const close = () => {
    closing ??= remove();
    return closing;
  };
  try {
    await fill(folder);
    const names = Object.keys(files) as PemName[]; // Object.keys forgets what the keys are.
    const paths = namedBy(names, (name) => join(folder, files[name]));
    const texts = await Promise.all(names.map((name) => readFile(paths[name], 'utf8')));
    const pem = namedBy(names, (_, index) => texts[index] ?? '');
    const serverPin = await spkiPin(paths.serverCert);
    return { folder, paths, pem, serverPin, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function namedBy(names: readonly PemName[], value: (name: PemName, index: number) => string) {
  const entries = names.map((name, index) => [name, value(name, index)]);
  return Object.fromEntries(entries) as Record<PemName, string>; // Each name has its entry.
}

async function fill(folder: string) {
  const at = (name: string) => join(folder, name);
  const configPath = at('openssl.cnf');
  await writeFile(configPath, config);
  const openssl = (...args: readonly string[]) => runToSuccess('openssl', args);

  const newKey = async (key: string) => {
    await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at(key));
    return at(key);
  };
  const request = ['-new', '-config', configPath];
  const authority = async (name: string, subject: string) => {
    const key = await newKey(`${name}.key`);
    const how = [...request, '-x509', '-extensions', 'authority', ...days];
    await openssl('req', ...how, '-subj', subject, '-key', key, '-out', at(`${name}.pem`));
  };
  const signed = async (name: 'server' | 'client', subject: string, serial: string) => {
    const key = await newKey(`${name}.key`);
    const csr = at(`${name}.csr`);
    await openssl('req', ...request, '-subj', subject, '-key', key, '-out', csr);
    const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-set_serial', serial];
    const how = ['-extfile', configPath, '-extensions', name, ...days];
    await openssl('x509', '-req', '-in', csr, ...by, ...how, '-out', at(`${name}.pem`));
  };

  await Promise.all([authority('ca', '/CN=Testkit CA'), authority('other-ca', '/CN=Other CA')]);
  await Promise.all([
    signed('server', '/CN=ns1.example.test', '2'),
    signed('client', '/CN=client.example.test', '3'),
  ]);
}

async function spkiPin(certificate: string): Promise<string> {
  const pem = await runToSuccess('openssl', ['x509', '-in', certificate, '-pubkey', '-noout']);
  // Between its lines the PEM form of a public key is its SubjectPublicKeyInfo.
  const spki = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return createHash('sha256').update(spki).digest('base64');
}
