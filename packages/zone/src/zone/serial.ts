/** SOA serials: 32-bit numbers that wrap, and are ordered all the same (RFC 1982). */

const modulus = 0x1_0000_0000;
const half = 0x8000_0000;

/**
 * Orders two serials: -1, 0 or 1 as `a` is older than, equal to or newer than `b`; undefined where
 * they lie half the circle apart, and RFC 1982 section 3.2 leaves the order open.
 *
 * @example
 * ```ts
 * import { serialCompare } from '@zonewright/zone';
 *
 * serialCompare(1, 2); // => -1
 * serialCompare(1, 4294967295); // => 1
 * serialCompare(0, 2147483648); // => undefined
 * ```
 */
export function serialCompare(a: number, b: number): -1 | 0 | 1 | undefined {
  if (a === b) return 0;
  const distance = (a - b + modulus) % modulus;
  if (distance === half) return undefined;
  return distance < half ? 1 : -1;
}

/**
 * The serial after another. Never 0, which some secondaries take for no serial at all (RFC 2136
 * section 7.11).
 *
 * @example
 * ```ts
 * import { serialNext } from '@zonewright/zone';
 *
 * serialNext(100); // => 101
 * serialNext(4294967295); // => 1
 * ```
 */
export function serialNext(serial: number): number {
  const next = (serial + 1) % modulus;
  return next === 0 ? 1 : next;
}
