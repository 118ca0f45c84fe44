/** Which family of addresses a connection is to be made by, from what the options say of it. */

import { isIP } from 'node:net';

export interface FamilyOptions {
  readonly localAddress: string | undefined;
  /** 0 for both. */
  readonly family: 0 | 4 | 6;
}

/** The family to resolve a host to; 0 for both. Of options that contradict one another, an error. */
export function familyFor(
  host: string,
  { localAddress, family }: FamilyOptions,
): 0 | 4 | 6 | Error {
  // What the options say of families is about host names; a literal is what it is.
  const literal = isIP(host) as 0 | 4 | 6;
  const wanted = literal === 0 ? family : literal;
  const local = localAddress === undefined ? 0 : (isIP(localAddress) as 0 | 4 | 6);
  if (wanted === 0 || local === 0 || wanted === local) return wanted === 0 ? local : wanted;
  const target = literal === 0 ? `family ${family}` : host;
  return new Error(`${target} cannot be reached from localAddress ${localAddress}: IPv4 and IPv6`);
}
