/**
 * The options of DNS over TLS (RFC 7858): whom to trust, and what to show of oneself. They are
 * checked and turned into one secure context per client, so that a bad file is told before anything
 * is sent.
 */

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import process from 'node:process';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import { InvalidNameError, InvalidOptionError, parseName } from '@zonewright/wire';

/** Whom a client trusts over TLS, and what it shows of itself. */
export interface TlsOptions {
  /**
   * The certificates that the server's must come from, in PEM. @default the roots that Node trusts
   */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /** The name that the server's certificate must have. @default the host of `server` */
  readonly serverName?: string | undefined;
  /** The client's own certificate, with what leads from it to a root, in PEM. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`, in PEM. */
  readonly key?: string | Uint8Array | undefined;
  /**
   * SHA-256 of the server's public key (its SubjectPublicKeyInfo), in base64, or several of which
   * one must fit (RFC 7858 section 4.2). Without `ca` it alone decides: neither the name in the
   * certificate nor who issued it is looked at.
   */
  readonly pin?: string | readonly string[] | undefined;
}

/** Checked options of TLS. */
export interface TlsSettings {
  readonly secureContext: SecureContext;
  readonly serverName: string | undefined;
  /** Empty for none. */
  readonly pins: readonly string[];
  /** Whether the certificate's issuer and name are checked, and not the pins alone. */
  readonly checksChain: boolean;
}

const optionNames: ReadonlySet<string> = new Set<keyof TlsOptions>([
  'ca',
  'serverName',
  'cert',
  'key',
  'pin',
]);

/**
 * Checks options and reads the certificates. Neither a key nor a certificate is shown in an error.
 *
 * @param value the options, or `undefined` for none
 * @throws {InvalidOptionError} naming the option and the rule
 */
export function checkTls(value: unknown): TlsSettings {
  if (value !== undefined && (typeof value !== 'object' || value === null)) {
    // What was given may be a key.
    throw new InvalidOptionError('tls', undefined, 'an object of options is needed');
  }
  const stray = Object.keys(value ?? {}).find((name) => !optionNames.has(name));
  if (stray !== undefined) {
    const rule = `no such option; there are ${[...optionNames].join(', ')}`;
    throw new InvalidOptionError(`tls.${stray}`, undefined, rule);
  }
  // Each is checked below.
  const { ca, serverName, cert, key, pin } = (value ?? {}) as Record<keyof TlsOptions, unknown>;
  const roots = ca === undefined ? undefined : checkRoots(ca);
  const pins = pin === undefined ? [] : checkPins(pin);
  return {
    secureContext: secureContextOf(roots, pemOf('tls.cert', cert), pemOf('tls.key', key)),
    serverName: checkServerName(serverName),
    pins,
    checksChain: roots !== undefined || pins.length === 0,
  };
}

function pemOf(option: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  throw new InvalidOptionError(option, undefined, 'a PEM text is needed, or its octets');
}

/** Node skips what it cannot read among them: a typing error would be found by nobody. */
function checkRoots(ca: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(ca) ? ca : [ca];
  if (parts.length === 0) {
    throw new InvalidOptionError('tls.ca', undefined, 'at least one certificate is needed');
  }
  return parts.flatMap((part) => certificatesOf(pemOf('tls.ca', part) ?? ''));
}

function certificatesOf(pem: string): readonly string[] {
  const found = pem.match(/-----BEGIN [^-]*CERTIFICATE-----[^-]*-----END [^-]*-----/g) ?? [];
  for (const certificate of found) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      throw new InvalidOptionError('tls.ca', undefined, `a certificate in it ${unread(error)}`);
    }
  }
  if (found.length === 0) {
    throw new InvalidOptionError('tls.ca', undefined, 'it holds no PEM certificate');
  }
  return found;
}

function secureContextOf(
  ca: readonly string[] | undefined,
  cert: string | undefined,
  key: string | undefined,
): SecureContext {
  if (cert === undefined && key !== undefined) {
    throw new InvalidOptionError('tls.cert', undefined, 'tls.key needs it');
  }
  if (cert !== undefined && key === undefined) {
    throw new InvalidOptionError('tls.key', undefined, 'tls.cert needs it');
  }
  // Loaded here, since most clients have no use for it, and it takes 1 ms and 1 MB.
  const { createSecureContext } = process.getBuiltinModule('node:tls');
  // RFC 7858 leaves the version to RFC 7525, whose successor RFC 9325 forbids what is before 1.2.
  const base: SecureContextOptions = {
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca: [...ca] }),
  };
  if (cert === undefined || key === undefined) return createSecureContext(base);
  reading('tls.cert', () => createSecureContext({ cert }));
  return reading('tls.key', () => createSecureContext({ ...base, cert, key }));
}

function reading(option: string, read: () => SecureContext): SecureContext {
  try {
    return read();
  } catch (error) {
    throw new InvalidOptionError(option, undefined, `it ${unread(error)}`);
  }
}

/** Why a PEM text was not read: the reason that OpenSSL gives, which has nothing of the text. */
function unread(error: unknown): string {
  const { reason } = error as { readonly reason?: unknown };
  return `cannot be used${typeof reason === 'string' ? `: ${reason}` : ''}`;
}

function checkServerName(serverName: unknown): string | undefined {
  if (serverName === undefined) return undefined;
  const refuse = (rule: string): never => {
    throw new InvalidOptionError('tls.serverName', serverName, rule);
  };
  if (typeof serverName !== 'string') return refuse('a host name is needed');
  if (isIP(serverName) !== 0) return serverName;
  try {
    const name = parseName(serverName);
    if (serverName === '' || name === '.' || !/^[\w.-]+$/.test(name)) {
      return refuse('it is no host name');
    }
    return name.slice(0, -1);
  } catch (error) {
    if (error instanceof InvalidNameError) return refuse(`it is no name: ${error.rule}`);
    throw error;
  }
}

function checkPins(pin: unknown): readonly string[] {
  const pins: readonly unknown[] = Array.isArray(pin) ? pin : [pin];
  if (pins.length === 0) throw new InvalidOptionError('tls.pin', pin, 'at least one is needed');
  return pins.map((text) => {
    if (typeof text === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(text)) {
      const octets = Buffer.from(text, 'base64');
      if (octets.toString('base64') === text) return text;
    }
    throw new InvalidOptionError('tls.pin', text, 'the base64 of a SHA-256 is needed, 44 letters');
  });
}
