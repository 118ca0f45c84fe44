/**
 * Copies of octets. `slice` will not do: on a Buffer it is a view of the same memory, and Buffers
 * are what sockets hand out.
 */

/** Octets `start` to `end` in memory of their own, as a plain `Uint8Array`. */
export function copyOctets(octets: Uint8Array, start = 0, end: number = octets.length): Uint8Array {
  return new Uint8Array(octets.subarray(start, end));
}
