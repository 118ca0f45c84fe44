/** What a server may be told about leases (RFC 9664), checked. */

import { InvalidOptionError } from '@zonewright/wire';

/** Between what bounds leases are granted. */
export interface LeaseOptions {
  /** Seconds that a lease lasts at least, whatever was asked for. @default 30 */
  readonly minSeconds?: number | undefined;
  /**
   * Seconds that a lease lasts at most, that of KEY records too. @default 1,209,600, which is a
   * fortnight
   */
  readonly maxSeconds?: number | undefined;
}

/** The bounds, complete. */
export interface LeaseBounds {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/** What 32 bits hold. */
const largest = 0xffff_ffff;

/** @throws {InvalidOptionError} */
export function checkLeases(leases: boolean | LeaseOptions | undefined): LeaseBounds | undefined {
  if (leases === undefined || leases === false) return undefined;
  if (leases !== true && (typeof leases !== 'object' || leases === null)) {
    throw new InvalidOptionError('leases', leases, 'true is needed, or an object with bounds');
  }
  const given: LeaseOptions = leases === true ? {} : leases;
  for (const property of Object.keys(given)) {
    if (property === 'minSeconds' || property === 'maxSeconds') continue;
    const rule = 'known are minSeconds, maxSeconds';
    throw new InvalidOptionError(`leases.${property}`, Reflect.get(given, property), rule);
  }
  const { minSeconds = 30, maxSeconds = Math.max(1_209_600, minSeconds) } = given;
  for (const [name, value] of Object.entries({ minSeconds, maxSeconds })) {
    if (Number.isInteger(value) && value >= 1 && value <= largest) continue;
    throw new InvalidOptionError(
      `leases.${name}`,
      value,
      `an integer from 1 to ${largest} is needed`,
    );
  }
  if (minSeconds > maxSeconds) {
    throw new InvalidOptionError(
      'leases.minSeconds',
      minSeconds,
      `more than maxSeconds, ${maxSeconds}`,
    );
  }
  return { minSeconds, maxSeconds };
}
