/**
 * Keys by which names and data are sorted and told apart: plain strings whose order is the
 * canonical order of RFC 4034 sections 6.1 and 6.3. A zone of many records compares them often, so
 * each is taken apart once.
 */

import { canonicalName, rdataIdentity, splitName } from '@zonewright/wire';

/** Stands between labels; octets 0 and 1 are written as two characters, so that it is below all. */
const labelEnd = '\0';

const escape = /\\(?:(\d{3})|(.))/gs;

/** A string that sorts where the absolute name does: parents first, labels from the right. */
export function ownerKey(name: string): string {
  const labels = splitName(canonicalName(name)).reverse();
  if (!name.includes('\\')) return labels.join(labelEnd);
  return labels.map((label) => plainLabel(label)).join(labelEnd);
}

/** The octets of a label as characters 2 to 255, octets 0 and 1 as two characters. */
function plainLabel(label: string): string {
  return label.replace(escape, (_, decimal: string | undefined, character: string) => {
    if (decimal === undefined) return character;
    const octet = Number(decimal);
    return octet < 2 ? `\x01${String.fromCharCode(octet + 1)}` : String.fromCharCode(octet);
  });
}

/** Arguments that one call may safely have. */
const chunk = 4_096;

/**
 * The octets by which a record's data is told from other data, one character each: the same for the same data, whatever
 * the case of the names in it (RFC 2136 section 1.1).
 */
export function rdataKey(type: string, data: unknown): string {
  const octets = rdataIdentity(type, data);
  let key = '';
  for (let start = 0; start < octets.length; start += chunk) {
    // By spread it takes five times as long, since that goes by the iterator (60 octets: 1.0 µs against 0.2).
    key += String.fromCharCode.apply(null, octets.subarray(start, start + chunk) as never);
  }
  return key;
}

/** Compares keys: by code units, not by a locale. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
