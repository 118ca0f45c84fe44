/**
 * TSIG keys with what a pure package cannot have: files, the environment, randomness. All else is
 * `@zonewright/wire`'s.
 */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { env } from 'node:process';
import {
  hashBytes,
  InvalidKeyError,
  parseAlgorithm,
  parseKeyText,
  quote,
  TsigKey as WireTsigKey,
} from '@zonewright/wire';
import { type Hmac, nodeHmac } from './node-hmac.ts';

/**
 * A shared secret that signs requests and verifies replies (RFC 8945). It shows its secret in no
 * log, no JSON and no inspection.
 *
 * @example
 * ```ts
 * import { TsigKey } from 'zonewright';
 *
 * const key = TsigKey.parse('key "DDNS-Key" { algorithm hmac-sha512; secret "c2VjcmV0"; };');
 * key.name; // => 'ddns-key.'
 * key.algorithm; // => 'hmac-sha512'
 * ```
 */
export class TsigKey extends WireTsigKey {
  /** Made for the first MAC: a program may hold keys that it signs nothing with. */
  #hmac: Hmac | 'none' | undefined;

  override mac(...octets: readonly Uint8Array[]): Uint8Array {
    this.#hmac ??= nodeHmac(this.algorithm, Buffer.from(this.revealSecret(), 'base64')) ?? 'none';
    return this.#hmac === 'none' ? super.mac(...octets) : this.#hmac(octets);
  }

  /**
   * Reads a key from a file in any form that {@link TsigKey.parse} reads, or a `K*.private` file,
   * whose name is the key's.
   *
   * @param path a path, or a `file:` URL
   * @param options `name`: picks one where the file holds several
   * @throws {InvalidKeyError} naming the file; `cause` is the file system's error, if it is one
   */
  static async fromFile(
    path: string | URL,
    options: { readonly name?: string | undefined } = {},
  ): Promise<TsigKey> {
    const shown = String(path);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (cause) {
      const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
      const error = new InvalidKeyError(`its file cannot be read${reason}`, shown);
      error.cause = cause;
      throw error;
    }
    try {
      return new TsigKey(parseKeyText(text, { ...options, fileName: basename(shown) }));
    } catch (error) {
      if (error instanceof InvalidKeyError) throw error.during(`file ${quote(shown)}`);
      throw error;
    }
  }

  /**
   * Reads a key from an environment variable, in any form that {@link TsigKey.parse} reads.
   *
   * @throws {InvalidKeyError} naming the variable
   *
   * @example
   * ```ts
   * import { TsigKey } from 'zonewright';
   *
   * process.env['ZONEWRIGHT_KEY'] = 'ddns-key:c2VjcmV0';
   * TsigKey.fromEnv('ZONEWRIGHT_KEY').algorithm; // => 'hmac-sha256'
   * TsigKey.fromEnv('NO_SUCH_VARIABLE'); // => throws InvalidKeyError
   * ```
   */
  static fromEnv(variable: string, options: { readonly name?: string | undefined } = {}): TsigKey {
    const text = env[variable];
    if (text === undefined) {
      throw new InvalidKeyError('no such environment variable is set', variable);
    }
    try {
      return new TsigKey(parseKeyText(text, options));
    } catch (error) {
      if (error instanceof InvalidKeyError) {
        throw error.during(`environment variable ${quote(variable)}`);
      }
      throw error;
    }
  }

  /**
   * Makes a key with a random secret as long as the algorithm's hash; {@link TsigKey.revealSecret}
   * gives it for the server's configuration.
   *
   * @param algorithm @default 'hmac-sha256'
   *
   * @example
   * ```ts
   * import { TsigKey } from 'zonewright';
   *
   * const key = TsigKey.generate('ddns-key', 'hmac-sha512');
   * Buffer.from(key.revealSecret(), 'base64').length; // => 64
   * ```
   */
  static generate(name: string, algorithm = 'hmac-sha256'): TsigKey {
    const secret = Uint8Array.from(randomBytes(hashBytes(parseAlgorithm(algorithm))));
    return new TsigKey({ name, algorithm, secret });
  }
}
