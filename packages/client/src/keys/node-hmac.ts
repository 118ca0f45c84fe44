/**
 * HMAC by Node's own crypto. The one of `@zonewright/wire` runs everywhere; this one is 5 times as fast
 * over 2,300 octets, which is an update of 100 records, and 11 times over 65,000 (17 and 436 µs
 * against 3.2 and 38).
 */

import { createHmac, createSecretKey } from 'node:crypto';
import type { TsigAlgorithm } from '@zonewright/wire';

/** Node's names of the hashes; the algorithms that cut their MAC by name are left to wire. */
const hashes: Readonly<Partial<Record<TsigAlgorithm, string>>> = {
  'hmac-md5': 'md5',
  'hmac-sha1': 'sha1',
  'hmac-sha224': 'sha224',
  'hmac-sha256': 'sha256',
  'hmac-sha384': 'sha384',
  'hmac-sha512': 'sha512',
};

/** Computes the whole MAC over octets. */
export type Hmac = (octets: readonly Uint8Array[]) => Uint8Array;

/** An HMAC of Node's; undefined where it has none, as of MD5 where FIPS forbids it. */
export function nodeHmac(algorithm: TsigAlgorithm, secret: Uint8Array): Hmac | undefined {
  const hash = hashes[algorithm];
  if (hash === undefined) return undefined;
  const key = createSecretKey(secret);
  const hmac: Hmac = (octets) => {
    const state = createHmac(hash, key);
    for (const part of octets) state.update(part);
    return Uint8Array.from(state.digest());
  };
  try {
    hmac([]);
  } catch {
    return undefined;
  }
  return hmac;
}
