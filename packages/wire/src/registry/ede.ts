/** Info codes of Extended DNS Errors (RFC 8914 section 4 and IANA's list). */

import { Registry } from './registry.ts';

const names: readonly string[] = [
  'Other Error',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
  'Unable to conform to policy',
  'Synthesized',
];

const registry: Registry<string> = new Registry(
  'EDE',
  65_535,
  Object.fromEntries(names.map((name, code) => [name, code])),
);

/** IANA's name of an info code, or `EDEn` for one without. */
export function edeName(infoCode: number): string {
  return registry.mnemonic(infoCode);
}
