/**
 * Certificates for tests, made by the openssl program in a temporary folder: an authority, and what
 * it vouches for.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireProgram, run } from './programs.ts';

/** PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly authority: Certificate;
  /** For `127.0.0.1` and `localhost`. */
  readonly server: Certificate;
  readonly client: Certificate;
  /** Nobody vouches for it but itself. */
  readonly stranger: Certificate;
}

/** Whether they can be made here. */
export const hasOpenssl: boolean = requireProgram('openssl', 'openssl');

const subjectAltName = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** @throws Error where openssl fails */
export async function makeCertificates(): Promise<Certificates> {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-tls-'));
  const path = (name: string) => join(folder, name);
  // Without a file of its own, what the machine's openssl.cnf says would be mixed in.
  writeFileSync(path('conf'), '[req]\ndistinguished_name = dn\n[dn]\n');
  const make = async (name: string, ...options: readonly string[]): Promise<Certificate> => {
    const output = ['-keyout', path(`${name}.key`), '-out', path(`${name}.pem`)];
    const common = ['req', '-x509', '-config', path('conf'), '-days', '2', '-subj', `/CN=${name}`];
    const { code, output: said } = await run('openssl', [
      ...common,
      ...newKey,
      ...output,
      ...options,
    ]);
    if (code !== 0) throw new Error(`openssl: ${said}`);
    return {
      cert: readFileSync(path(`${name}.pem`), 'utf8'),
      key: readFileSync(path(`${name}.key`), 'utf8'),
    };
  };
  try {
    const isAuthority = ['-addext', 'basicConstraints=critical,CA:TRUE'];
    const byAuthority = ['-CA', path('authority.pem'), '-CAkey', path('authority.key')];
    const isNone = ['-addext', 'basicConstraints=critical,CA:FALSE'];
    return {
      authority: await make('authority', ...isAuthority),
      server: await make('server', ...byAuthority, ...isNone, '-addext', subjectAltName),
      client: await make('client', ...byAuthority, ...isNone),
      stranger: await make('stranger', ...isNone),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
