/** The canonical order of names: from the rightmost label on, as octets (RFC 4034 section 6.1). */

import { compareOctets } from '../octets/compare.ts';
import { readEscape } from './label.ts';
import { canonicalName, splitName } from './name.ts';

/** Octets of one label text. */
export function labelOctets(label: string): Uint8Array {
  const octets: number[] = [];
  for (let i = 0; i < label.length; ) {
    const escape = label.charCodeAt(i) === 0x5c ? readEscape(label, i) : undefined;
    if (escape !== undefined && escape.rule === undefined) {
      octets.push(escape.octet);
      i = escape.end;
    } else {
      octets.push(label.charCodeAt(i));
      i++;
    }
  }
  return Uint8Array.from(octets);
}

/**
 * Orders absolute names canonically: parents before children, letters without regard to case.
 *
 * @example
 * ```ts
 * import { compareNames } from '@zonewright/wire';
 *
 * ['z.example.', 'a.example.', 'example.', 'yljkjljk.a.example.'].sort(compareNames);
 * // => ['example.', 'a.example.', 'yljkjljk.a.example.', 'z.example.']
 * ```
 */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  const aLabels = splitName(canonicalName(a)).reverse();
  const bLabels = splitName(canonicalName(b)).reverse();
  const shorter = Math.min(aLabels.length, bLabels.length);
  for (let i = 0; i < shorter; i++) {
    const aLabel = aLabels[i] as string;
    const bLabel = bLabels[i] as string;
    if (aLabel === bLabel) continue;
    const order = compareOctets(labelOctets(aLabel), labelOctets(bLabel));
    if (order !== 0) return order;
  }
  return aLabels.length - bLabels.length;
}
