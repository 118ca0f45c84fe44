/**
 * A TSIG key: name, algorithm and shared secret (RFC 8945). The keyed state of the HMAC is computed
 * once, for the first MAC; each MAC starts from a copy of it.
 */

import { keyedState } from '#dependencies';
import type { KeyedState } from '../dependencies/keyed-state.ts';
import { InvalidKeyError, InvalidNameError } from '../errors/invalid.ts';
import { canonicalName, nameBytes, parseName } from '../name/name.ts';
import { parseBase64, printBase64 } from '../octets/base64.ts';
import { equalInConstantTime } from '../octets/compare.ts';
import {
  algorithmOf,
  hashBytes,
  parseAlgorithm,
  shortestMacBytes,
  type TsigAlgorithm,
} from './algorithm.ts';
import { parseKeyText } from './key-text.ts';
import { signRequest } from './sign.ts';
import type { SignedRequest, Signer, SignOptions } from './signer.ts';

export interface TsigKeyOptions {
  /** A domain name; case and final dot do not matter. */
  readonly name: string;
  /** @default 'hmac-sha256' */
  readonly algorithm?: string | undefined;
  /** Octets, or base64 with its padding. */
  readonly secret: Uint8Array | string;
  /**
   * Cuts the MAC to so many octets and takes replies cut as far (RFC 8945 section 5.2.2.1): what
   * named.conf means by `hmac-sha256-128` is 16 here. @default the whole MAC
   */
  readonly macBytes?: number | undefined;
}

/** What computes MACs. */
interface Keyed {
  /** With the secret, and no octets. */
  readonly initial: KeyedState;
  /** What a MAC is computed in, and where it comes out: a copy is made of it at once. */
  readonly working: KeyedState;
  readonly digest: Uint8Array;
}

function readSecret(secret: unknown): Uint8Array {
  const octets =
    typeof secret === 'string'
      ? parseBase64(secret)
      : secret instanceof Uint8Array
        ? Uint8Array.from(secret)
        : undefined;
  if (octets === undefined) {
    throw new InvalidKeyError('the secret is neither octets nor base64 with its padding');
  }
  if (octets.length === 0) throw new InvalidKeyError('the secret is empty');
  return octets;
}

function readName(name: string): string {
  try {
    return canonicalName(parseName(name));
  } catch (error) {
    if (error instanceof InvalidNameError) {
      throw new InvalidKeyError(`its name is no domain name: ${error.rule}`);
    }
    throw error;
  }
}

/**
 * A shared secret that signs requests and verifies replies. The secret shows in no log, no JSON and
 * no inspection; {@link TsigKey.revealSecret} is the one way to it.
 *
 * @example
 * ```ts
 * import { TsigKey } from '@zonewright/wire';
 *
 * const key = TsigKey.parse('hmac-sha256:DDNS-Key:c2VjcmV0');
 * key.name; // => 'ddns-key.'
 * key.algorithm; // => 'hmac-sha256'
 * JSON.stringify(key); // => '{"name":"ddns-key.","algorithm":"hmac-sha256"}'
 * ```
 */
export class TsigKey implements Signer {
  /** Absolute, in lower case: PowerDNS refuses other letters (RFC 8945 section 4.3.3 allows them). */
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  /** Octets of the MACs that are sent, and the fewest that are taken. */
  readonly macBytes: number;
  readonly #secret: Uint8Array;
  /** Made for the first MAC: the client's keys have another way to theirs. */
  #keyed: Keyed | undefined;

  /** @throws {InvalidKeyError} which never holds the secret */
  constructor(options: TsigKeyOptions) {
    // The root can be asked for by a dot, and no text is a variable that was not set.
    if (typeof options?.name !== 'string' || !options.name) {
      throw new InvalidKeyError('its name is missing');
    }
    const algorithm = options.algorithm ?? 'hmac-sha256';
    this.name = readName(options.name);
    this.algorithm = parseAlgorithm(algorithm);
    this.#secret = readSecret(options.secret);
    const { macBytes } = algorithmOf(this.algorithm);
    const shortest = shortestMacBytes(this.algorithm);
    this.macBytes = options.macBytes ?? macBytes;
    if (!Number.isInteger(this.macBytes) || this.macBytes < shortest || this.macBytes > macBytes) {
      // What is no number may be the secret in the wrong place, and is not shown.
      const shown = typeof this.macBytes === 'number' ? ` ${this.macBytes}` : '';
      throw new InvalidKeyError(
        `macBytes${shown} is no integer from ${shortest} to ${macBytes} (RFC 8945 section 5.2.2.1)`,
      );
    }
  }

  /**
   * Reads a key in any form that people have: `alg:name:secret`, `name:secret` (hmac-sha256), a
   * `key "name" { … };` block of named.conf, Knot's and NSD's blocks, what `pdnsutil list-tsig-keys`
   * prints, the text of a `K*.key` file.
   *
   * @param options `name`: picks one where the text holds several
   * @throws {InvalidKeyError} where there is none, or several and no name
   */
  static parse<Key extends typeof TsigKey>(
    this: Key,
    text: string,
    options: { readonly name?: string | undefined } = {},
  ): InstanceType<Key> {
    // The constructor of the class that parse was called on, so that subclasses parse to themselves.
    return new this(parseKeyText(text, options)) as InstanceType<Key>;
  }

  /** Octets that the TSIG record adds to a message. */
  get overheadBytes(): number {
    const { wireName } = algorithmOf(this.algorithm);
    return nameBytes(this.name) + 10 + nameBytes(wireName) + 16 + this.macBytes;
  }

  /** The algorithm as a domain name, as it stands on the wire. */
  get algorithmName(): string {
    return algorithmOf(this.algorithm).wireName;
  }

  /** Signs a request; see {@link signRequest}. */
  sign(request: Uint8Array, options: SignOptions): SignedRequest {
    return signRequest(request, this, options);
  }

  /** The whole MAC of the algorithm over the given octets. */
  mac(...octets: readonly Uint8Array[]): Uint8Array {
    // Into buffers that are there: those of a fresh copy take longer to get than short octets to hash.
    this.#keyed ??= this.#makeKeyed();
    const { initial, working, digest } = this.#keyed;
    const state = initial._cloneInto(working);
    for (const part of octets) state.update(part);
    state.digestInto(digest);
    return digest.slice(0, algorithmOf(this.algorithm).macBytes);
  }

  #makeKeyed(): Keyed {
    const initial = keyedState(algorithmOf(this.algorithm).hash, this.#secret);
    const digest = new Uint8Array(hashBytes(this.algorithm));
    return { initial, working: initial.clone(), digest };
  }

  /**
   * Whether a MAC, whole or cut as far as RFC 8945 section 5.2.2.1 allows, is the one over the
   * given octets; in constant time.
   */
  verifiesMac(mac: Uint8Array, ...octets: readonly Uint8Array[]): boolean {
    if (mac.length < shortestMacBytes(this.algorithm)) return false;
    const whole = this.mac(...octets);
    const cut = mac.length === whole.length ? whole : whole.slice(0, mac.length);
    return equalInConstantTime(cut, mac);
  }

  /** The secret in base64, for writing it into a server's configuration. Keep it out of logs. */
  revealSecret(): string {
    return printBase64(this.#secret);
  }

  toString(): string {
    return `TsigKey(${this.algorithm}:${this.name})`;
  }

  toJSON(): { readonly name: string; readonly algorithm: string; readonly macBytes?: number } {
    const { name, algorithm, macBytes } = this;
    return macBytes === algorithmOf(algorithm).macBytes
      ? { name, algorithm }
      : { name, algorithm, macBytes };
  }
}
