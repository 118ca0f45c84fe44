/** Checks of a message's own fields: numbers that their bits can hold, octets, and what has fields. */

import { InvalidMessageError } from '../errors/invalid.ts';

/** @throws {InvalidMessageError} when `value` is no integer from 0 to `largest` */
export function checkInteger(what: string, value: unknown, largest: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > largest) {
    throw new InvalidMessageError(what, value, `an integer from 0 to ${largest} is needed`);
  }
}

/** @throws {InvalidMessageError} when `value` is no octets, or more than a 16-bit length can say */
export function checkOctets(what: string, value: unknown): void {
  if (!(value instanceof Uint8Array) || value.length > 65_535) {
    throw new InvalidMessageError(what, value, 'a Uint8Array of at most 65535 octets is needed');
  }
}

/** @throws {InvalidMessageError} when `value` is nothing that has fields */
export function checkObject(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    throw new InvalidMessageError(what, value, 'an object is needed');
  }
}
