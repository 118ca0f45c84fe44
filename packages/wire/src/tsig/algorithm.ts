/** The algorithms of TSIG (RFC 8945 section 6): names, hashes and lengths of the MAC. */

import type { HashName } from '../dependencies/keyed-state.ts';
import { InvalidKeyError } from '../errors/invalid.ts';
import { quote } from '../errors/quote.ts';

interface AlgorithmDeclaration {
  /** The algorithm as a domain name. */
  readonly wireName: string;
  readonly hash: HashName;
  /** Octets of a whole MAC of this algorithm. */
  readonly macBytes: number;
}

/** A TSIG algorithm by its short name. The last three are names of their own on the wire. */
export type TsigAlgorithm =
  | 'hmac-md5'
  | 'hmac-sha1'
  | 'hmac-sha224'
  | 'hmac-sha256'
  | 'hmac-sha384'
  | 'hmac-sha512'
  | 'hmac-sha256-128'
  | 'hmac-sha384-192'
  | 'hmac-sha512-256';

const bytesOfHashes: Readonly<Record<HashName, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
};

const algorithms: Readonly<Record<TsigAlgorithm, AlgorithmDeclaration>> = {
  'hmac-md5': { wireName: 'hmac-md5.sig-alg.reg.int.', hash: 'md5', macBytes: 16 },
  'hmac-sha1': { wireName: 'hmac-sha1.', hash: 'sha1', macBytes: 20 },
  'hmac-sha224': { wireName: 'hmac-sha224.', hash: 'sha224', macBytes: 28 },
  'hmac-sha256': { wireName: 'hmac-sha256.', hash: 'sha256', macBytes: 32 },
  'hmac-sha384': { wireName: 'hmac-sha384.', hash: 'sha384', macBytes: 48 },
  'hmac-sha512': { wireName: 'hmac-sha512.', hash: 'sha512', macBytes: 64 },
  'hmac-sha256-128': { wireName: 'hmac-sha256-128.', hash: 'sha256', macBytes: 16 },
  'hmac-sha384-192': { wireName: 'hmac-sha384-192.', hash: 'sha384', macBytes: 24 },
  'hmac-sha512-256': { wireName: 'hmac-sha512-256.', hash: 'sha512', macBytes: 32 },
};

/** The short names, for messages and checks. */
export const tsigAlgorithms: readonly TsigAlgorithm[] = Object.keys(algorithms) as TsigAlgorithm[];

/** The declaration of an algorithm. */
export function algorithmOf(algorithm: TsigAlgorithm): AlgorithmDeclaration {
  return algorithms[algorithm];
}

/**
 * Reads an algorithm's name as people and configurations write it: any case, with or without the
 * final dot, md5 with or without its long tail.
 *
 * @throws {InvalidKeyError} naming the algorithm where it begins like one: else it may be a secret in
 *   the wrong place
 */
export function parseAlgorithm(text: string): TsigAlgorithm {
  if (typeof text !== 'string') throw new InvalidKeyError('its algorithm is no string');
  const lower = text
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^(hmac-md5)\.sig-alg\.reg\.int$/, '$1');
  const found = tsigAlgorithms.find((algorithm) => algorithm === lower);
  if (found === undefined) {
    const isShown = /^hmac-[a-z]{2,5}[\d-]{0,8}\.?$/i.test(text);
    const shown = isShown ? `algorithm ${quote(text)}` : 'the algorithm';
    throw new InvalidKeyError(`${shown} is none of ${tsigAlgorithms.join(', ')}`);
  }
  return found;
}

/** The shortest MAC that may be sent or taken: half of it, and 10 octets (RFC 8945 section 5.2.2.1). */
export function shortestMacBytes(algorithm: TsigAlgorithm): number {
  return Math.max(10, Math.ceil(algorithms[algorithm].macBytes / 2));
}

/** Octets of the algorithm's hash: the length that a secret should have (RFC 2104 section 3). */
export function hashBytes(algorithm: TsigAlgorithm): number {
  return bytesOfHashes[algorithms[algorithm].hash];
}
