/**
 * Comparing data: the canonical form and order of DNSSEC (RFC 4034 section 6, as RFC 6840 section
 * 5.1 amends it), and whether two records hold the same data, which goes by names without regard to
 * case in every type.
 */

import { compareOctets, equalOctets } from '../octets/compare.ts';
import { writeOctets } from './rdata.ts';
import { normalType } from './refused.ts';

/**
 * The canonical octets of data: names whole, and in lower case in the types of RFC 4034 section 6.2
 * and in RRSIG. Names in NSEC and in newer types keep their case.
 *
 * @param data in the form that {@link checkRdata} and {@link decodeRdata} give
 */
export function canonicalRdata(type: string, data: unknown): Uint8Array {
  return writeOctets(normalType(type), data, { canonical: true });
}

/** Orders the data of two records of one type as RFC 4034 section 6.3 does. */
export function compareRdata(type: string, a: unknown, b: unknown): number {
  return compareOctets(canonicalRdata(type, a), canonicalRdata(type, b));
}

/**
 * The data of an RRset in canonical order (RFC 4034 section 6.3), as a new array. Data whose
 * canonical octets are the same stands there once, as an RRset has it.
 *
 * @example
 * ```ts
 * import { sortRdata } from '@zonewright/wire';
 *
 * sortRdata('A', ['192.0.2.1', '10.0.0.1', '192.0.2.1']); // => ['10.0.0.1', '192.0.2.1']
 * ```
 */
export function sortRdata<Data>(type: string, data: Iterable<Data>): Data[] {
  const keyed = Array.from(data, (one) => ({ one, octets: canonicalRdata(type, one) }));
  keyed.sort((a, b) => compareOctets(a.octets, b.octets));
  return keyed
    .filter(({ octets }, i) => {
      const before = keyed[i - 1]?.octets;
      return before === undefined || !equalOctets(before, octets);
    })
    .map(({ one }) => one);
}

/**
 * The octets by which data is told to be the same: names whole and in lower case in every type that
 * is known, as name servers compare what an update removes or adds.
 *
 * @param data in the form that {@link checkRdata} and {@link decodeRdata} give
 */
export function rdataIdentity(type: string, data: unknown): Uint8Array {
  return writeOctets(normalType(type), data, { canonical: true, foldCase: true });
}

/**
 * Whether two records of a type hold the same data, whatever the case of names in it.
 *
 * @example
 * ```ts
 * import { parseRdata, sameRdata } from '@zonewright/wire';
 *
 * sameRdata('SVCB', parseRdata('SVCB', '1 A.example.'), parseRdata('SVCB', '1 a.EXAMPLE.')); // => true
 * ```
 */
export function sameRdata(type: string, a: unknown, b: unknown): boolean {
  return equalOctets(rdataIdentity(type, a), rdataIdentity(type, b));
}
