/** The addresses of this host that others can reach it by, as far as its interfaces tell. */

import { networkInterfaces } from 'node:os';

/** Without loopback, and without link-local addresses (RFC 3927, RFC 4291 section 2.5.6). */
export function hostAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const reachable = all
    .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe[89ab])/i.test(address))
    .map(({ address }) => address);
  return [...new Set(reachable)];
}
