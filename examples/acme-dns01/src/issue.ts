/** A certificate for some names, from a key for it to what the CA signed. */

import { type Client, crypto } from 'acme-client';
import type { Dns01Hooks } from './dns01-hooks.ts';

/** PEM, both. */
export interface Issued {
  readonly key: string;
  readonly certificate: string;
}

/** @param names such as `example.com` and `*.example.com`, in one certificate */
export async function issue(
  client: Client,
  hooks: Dns01Hooks,
  names: readonly string[],
): Promise<Issued> {
  const [key, csr] = await crypto.createCsr(
    { altNames: [...names] },
    await crypto.createPrivateEcdsaKey(),
  );
  const certificate = await client.auto({
    csr,
    termsOfServiceAgreed: true,
    // The hook has asked every name server of the zone already.
    skipChallengeVerification: true,
    ...hooks,
  });
  return { key: key.toString(), certificate };
}
