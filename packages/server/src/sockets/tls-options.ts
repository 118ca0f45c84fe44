/**
 * What DNS over TLS needs (RFC 7858): a certificate, its key, and perhaps who may connect. Checked
 * when the server is made. The key shows in no error: neither what was given, nor a part of it.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { InvalidOptionError } from '@zonewright/wire';

export interface TlsOptions {
  /** The server's certificate as PEM, those that vouch for it behind it. */
  readonly cert: string | Uint8Array;
  /** Its private key as PEM, without a passphrase. */
  readonly key: string | Uint8Array;
  /**
   * Certificates as PEM, of which one must vouch for the client's: others cannot connect.
   * @default clients need no certificate
   */
  readonly ca?: string | Uint8Array | undefined;
}

/** The same, as text that nobody else can change. */
export interface CheckedTlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
}

const certificates = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;

/** @throws {InvalidOptionError} */
export function checkTlsOptions(options: TlsOptions): CheckedTlsOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('tls', kindOf(options), 'an object with cert and key is needed');
  }
  const cert = readCertificates('tls.cert', options.cert);
  const key = readText('tls.key', options.key);
  const ca = options.ca === undefined ? undefined : readCertificates('tls.ca', options.ca);
  const rejected = (rule: string) => new InvalidOptionError('tls.key', kindOf(key), rule);
  // TLS takes an empty one without a word, and then no connection.
  if (!succeeds(() => createPrivateKey(key))) {
    throw rejected('a private key as PEM, without a passphrase, is needed');
  }
  if (!succeeds(() => createSecureContext({ cert, key }))) {
    throw rejected('TLS does not take it as the key of the certificate');
  }
  return { cert, key, ca };
}

/** Why not is not said: the words of those errors are not ours to vouch for. */
function succeeds(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

/** One certificate or more. Each is read here: TLS passes over what it cannot read. */
function readCertificates(option: string, given: unknown): string {
  const text = readText(option, given);
  const found = text.match(certificates) ?? [];
  const areValid = found.every((certificate) => succeeds(() => new X509Certificate(certificate)));
  if (found.length > 0 && areValid) return text;
  throw new InvalidOptionError(option, kindOf(given), 'a certificate as PEM is needed');
}

function readText(option: string, given: unknown): string {
  if (typeof given === 'string') return given;
  if (given instanceof Uint8Array) return new TextDecoder().decode(given);
  throw new InvalidOptionError(option, kindOf(given), 'PEM is needed, as text or octets');
}

/** What an error may show of something that may be a key, or hold one. */
function kindOf(given: unknown): string {
  return given instanceof Uint8Array ? 'octets' : typeof given;
}
