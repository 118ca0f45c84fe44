/**
 * Rules about the data of a type as a whole: what one field asks of another. They hold for what a
 * person writes for an update, in text or as an object. Octets from the wire are read without them, and
 * so is a master file, since servers hold, send and print records that break them; such data is printed
 * in the form of RFC 3597.
 *
 * Each gives the rule that is broken, or undefined. A type of the table names the one that it has.
 */

import type { TextOctets } from './fields/text-octets.ts';

/** A rule: the words of what is wrong with the data. */
export type Rule<Data> = (data: Data) => string | undefined;

/** Octets of a digest by the number of its algorithm. */
type Lengths = Readonly<Record<number, number>>;

function lengthRule(what: string, lengths: Lengths, number: number, octets: Uint8Array) {
  const wanted = Object.hasOwn(lengths, number) ? lengths[number] : undefined;
  if (wanted !== undefined && octets.length !== wanted) {
    return `${what} has ${octets.length} octets; ${wanted} belong to algorithm ${number}`;
  }
  return octets.length === 0 ? `${what} has no octets` : undefined;
}

/** SHA-1, SHA-256, GOST R 34.11-94, SHA-384, GOST R 34.11-2012, SM3 (IANA). */
const delegationDigestBytes: Lengths = { 1: 20, 2: 32, 3: 32, 4: 48, 5: 32, 6: 32 };

/** DS, CDS and DLV: a digest of the length of its type. A CDS of type 0 has one octet (RFC 8078). */
export const delegationDigest: Rule<{
  readonly digestType: number;
  readonly digest: Uint8Array;
}> = ({ digestType, digest }) =>
  lengthRule('the digest', delegationDigestBytes, digestType, digest);

/** SSHFP: SHA-1 and SHA-256 (RFC 4255 section 3.1.2, RFC 6594 section 3). */
export const fingerprintLength: Rule<{
  readonly hash: number;
  readonly fingerprint: Uint8Array;
}> = ({ hash, fingerprint }) => lengthRule('the fingerprint', { 1: 20, 2: 32 }, hash, fingerprint);

/** TLSA and SMIMEA: SHA-256 and SHA-512 (RFC 6698 section 2.1.3). */
export const certificateAssociation: Rule<{
  readonly matchingType: number;
  readonly certificate: Uint8Array;
}> = ({ matchingType, certificate }) =>
  lengthRule('the certificate association', { 1: 32, 2: 64 }, matchingType, certificate);

/** Shortest digest of a zone that may be (RFC 8976 section 2.2.4). */
const minZoneDigestBytes = 12;

/** ZONEMD: SHA-384 and SHA-512, and 12 octets at least (RFC 8976 section 2.2.4). */
export const zoneDigest: Rule<{ readonly hashAlgorithm: number; readonly digest: Uint8Array }> = ({
  hashAlgorithm,
  digest,
}) =>
  lengthRule('the digest', { 1: 48, 2: 64 }, hashAlgorithm, digest) ??
  (digest.length < minZoneDigestBytes
    ? `the digest has ${digest.length} octets; ${minZoneDigestBytes} are the least`
    : undefined);

/** Keys, signatures and the like are not of no octets. */
export const noEmptyOctets: Rule<Readonly<Record<string, unknown>>> = (data) => {
  const empty = Object.values(data).some(
    (value) => value instanceof Uint8Array && value.length === 0,
  );
  return empty
    ? 'there are no octets where a key, a signature or a certificate belongs'
    : undefined;
};

/** DNSKEY and CDNSKEY: protocol 3 (RFC 4034 section 2.1.2), and a key. */
export const dnssecKey: Rule<{ readonly protocol: number; readonly key: Uint8Array }> = (data) =>
  data.protocol === 3
    ? noEmptyOctets({ key: data.key })
    : `protocol ${data.protocol} is not 3 (RFC 4034 section 2.1.2)`;

/** NSEC: it covers itself at least (RFC 4034 section 4.1.2). */
export const someTypes: Rule<{ readonly rrtypes: readonly string[] }> = ({ rrtypes }) =>
  rrtypes.length === 0 ? 'no record types; NSEC has at least its own' : undefined;

/** APL: without prefixes it has no octets, which in an update stand for a whole RRset. */
export const somePrefixes: Rule<readonly unknown[]> = (data) =>
  data.length === 0 ? 'no address prefixes' : undefined;

/** URI: a target (RFC 7553 section 4.4). */
export const someTarget: Rule<{ readonly target: TextOctets }> = ({ target }) =>
  target.length === 0 ? 'the target is empty (RFC 7553 section 4.4)' : undefined;

/** X25: decimal digits, the first four of which are the network (RFC 1183 section 3.1). */
export const psdnDigits: Rule<{ readonly psdnAddress: TextOctets }> = ({ psdnAddress }) =>
  typeof psdnAddress === 'string' && /^\d{4,}$/.test(psdnAddress)
    ? undefined
    : 'a PSDN address has four decimal digits or more (RFC 1183 section 3.1)';

/** NAPTR: flags are letters and digits (RFC 3403 section 4.1). */
export const naptrFlags: Rule<{ readonly flags: TextOctets }> = ({ flags }) =>
  typeof flags === 'string' && /^[A-Za-z\d]*$/.test(flags)
    ? undefined
    : 'flags are letters and digits (RFC 3403 section 4.1)';

function isDecimal(text: TextOctets, largest: number): boolean {
  const decimal = typeof text === 'string' && /^[+-]?\d+(?:\.\d*)?$/.test(text);
  return decimal && Math.abs(Number(text)) <= largest;
}

/**
 * GPOS: decimal numbers (RFC 1712 section 3). The form has the longitude first and the examples of
 * the RFC the latitude, so neither is held to 90 degrees.
 */
export const geographicalPosition: Rule<{
  readonly longitude: TextOctets;
  readonly latitude: TextOctets;
  readonly altitude: TextOctets;
}> = ({ longitude, latitude, altitude }) => {
  if (!isDecimal(longitude, 180)) return 'longitude is no decimal number from -180 to 180';
  if (!isDecimal(latitude, 180)) return 'latitude is no decimal number from -180 to 180';
  if (!isDecimal(altitude, Number.POSITIVE_INFINITY)) return 'altitude is no decimal number';
  return undefined;
};

/** SVCB and HTTPS: what the parameters ask of each other (RFC 9460 sections 2.4.2, 7.1.1 and 8). */
export const serviceBinding: Rule<{
  readonly priority: number;
  readonly params: Readonly<Record<string, unknown>>;
}> = ({ priority, params }) => {
  const given = Object.keys(params);
  if (priority === 0 && given.length > 0) {
    return 'priority 0 is an alias, which has no parameters (RFC 9460 section 2.4.2)';
  }
  if (given.includes('no-default-alpn') && !given.includes('alpn')) {
    return 'no-default-alpn needs alpn (RFC 9460 section 7.1.1)';
  }
  const { dohpath, ech } = params;
  if (ech instanceof Uint8Array && ech.length === 0) return 'ech has no octets (RFC 9848)';
  if (typeof dohpath === 'string' && !/\{[^{}]*\bdns\b[^{}]*\}/.test(dohpath)) {
    return 'dohpath has no variable dns (RFC 9461 section 5)';
  }
  // The field gives its kind to this key alone.
  const mandatory = (params['mandatory'] ?? []) as readonly string[];
  if (mandatory.includes('mandatory')) return 'mandatory lists itself (RFC 9460 section 8)';
  const absent = mandatory.find((key) => !given.includes(key));
  return absent === undefined ? undefined : `mandatory ${absent} is not there (RFC 9460 section 8)`;
};
