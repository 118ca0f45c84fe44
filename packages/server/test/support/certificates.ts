/** Certificates for tests, of the testkit's making: an authority, and what it vouches for. */

import { createCertificates, requirePrograms } from '@zonewright/testkit';

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

/** Whether they can be made here; in CI they have to be. */
export const hasOpenssl: boolean = requirePrograms('openssl').available;

/** @throws Error where openssl fails */
export async function makeCertificates(): Promise<Certificates> {
  await using made = await createCertificates();
  const { pem } = made;
  return {
    authority: { cert: pem.ca, key: pem.caKey },
    server: { cert: pem.serverCert, key: pem.serverKey },
    client: { cert: pem.clientCert, key: pem.clientKey },
    stranger: { cert: pem.otherCa, key: pem.otherCaKey },
  };
}
