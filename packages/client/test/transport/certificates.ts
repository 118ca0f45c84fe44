/** Certificates for one run of the tests, made by the openssl program in a temporary folder. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether the openssl program is there; without it the tests that need it are skipped. */
export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0;

/** A certificate and its private key, in PEM, and where they lie. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** SHA-256 of its SubjectPublicKeyInfo, as openssl computes it. */
  readonly pin: string;
}

export interface Certificates extends Disposable {
  readonly ca: Identity;
  /** For `ns1.example.com` and 127.0.0.1, by `ca`. */
  readonly server: Identity;
  /** As `server`, but its time is over. */
  readonly expired: Identity;
  /** For `other.example.com`, by `ca`. */
  readonly otherName: Identity;
  /** Signed by itself, for no name that is used. */
  readonly stranger: Identity;
  /** By `ca`. */
  readonly client: Identity;
}

/** Makes them; the folder goes when they are disposed of. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-tls-'));
  const openssl = (...args: readonly string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });

  const identity = (name: string): Identity => {
    const der = openssl(
      ...['x509', '-in', `${name}.pem`, '-noout', '-pubkey', '-out', `${name}.pub`],
    );
    if (der.length > 0) throw new Error('openssl wrote to its output');
    openssl('pkey', '-pubin', '-in', `${name}.pub`, '-outform', 'der', '-out', `${name}.der`);
    const digest = openssl('dgst', '-sha256', '-binary', `${name}.der`);
    const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
    return { cert, key, certFile, keyFile, pin: digest.toString('base64') };
  };

  const newKey = (name: string): void => {
    openssl(
      'genpkey',
      '-algorithm',
      'EC',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-out',
      `${name}.key`,
    );
  };

  const selfSigned = (name: string): Identity => {
    newKey(name);
    openssl(
      ...['req', '-x509', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`],
      ...['-days', '2', '-out', `${name}.pem`],
    );
    return identity(name);
  };

  // `openssl ca` is the one command of all versions in use that sets when a certificate ends.
  writeFileSync(
    join(folder, 'ca.cnf'),
    `[ca]
default_ca = tests
[tests]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
email_in_dn = no
[any]
commonName = supplied
`,
  );
  writeFileSync(join(folder, 'index.txt'), '');
  const signed = (name: string, names: string, end = '20990101000000Z'): Identity => {
    newKey(name);
    openssl(
      ...['req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`],
      ...['-addext', `subjectAltName=${names}`, '-out', `${name}.csr`],
    );
    openssl(
      ...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key'],
      ...['-startdate', '20200101000000Z', '-enddate', end],
      ...['-in', `${name}.csr`, '-out', `${name}.pem`],
    );
    return identity(name);
  };

  const here = 'DNS:ns1.example.com,IP:127.0.0.1';
  return {
    ca: selfSigned('ca'),
    server: signed('server', here),
    expired: signed('expired', here, '20210101000000Z'),
    otherName: signed('other', 'DNS:other.example.com'),
    stranger: selfSigned('stranger'),
    client: signed('client', 'DNS:client.example.com'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
