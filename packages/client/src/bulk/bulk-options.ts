/** The options that work in bulk has in common, checked. */

import { InvalidOptionError } from '@zonewright/wire';

/**
 * Most messages in flight to a server: BIND drops updates without a word when more than 100 of them
 * wait (`update-quota`), those of other clients counted.
 */
export const mostInFlight = 64;

/** Options of {@link DnsClient.sendAll} and {@link DnsClient.load}. */
export interface BulkOptions {
  /**
   * Whether what was touched is read back before it counts as done. Off, whatever the client's
   * setting is: NOERROR is then taken for done. @default false
   */
  readonly verify?: boolean | undefined;
  /** Ends it: nothing more is sent, and what is in flight is unknown. */
  readonly signal?: AbortSignal | undefined;
  /**
   * What follows an error. `stop`: nothing more is sent, and what is in flight is waited for.
   * `continue`: the rest is sent all the same. @default 'stop'
   */
  readonly onError?: 'stop' | 'continue' | undefined;
}

/** @throws {InvalidOptionError} for options that are none, or none of these */
export function checkNames(options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object is needed');
  }
  const stray = Object.keys(options).find((name) => !names.includes(name));
  if (stray === undefined) return;
  throw new InvalidOptionError(stray, undefined, `no such option; there are ${names.join(', ')}`);
}

/** @throws {InvalidOptionError} */
export function checkBulkOptions(options: BulkOptions): {
  readonly verify: boolean;
  readonly signal: AbortSignal | undefined;
  readonly goesOn: boolean;
} {
  const { signal, onError = 'stop' } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InvalidOptionError('signal', signal, 'an AbortSignal is needed');
  }
  if (onError !== 'stop' && onError !== 'continue') {
    throw new InvalidOptionError('onError', onError, 'it is one of stop, continue');
  }
  return { verify: checkFlag('verify', options.verify), signal, goesOn: onError === 'continue' };
}

/** @throws {InvalidOptionError} */
export function checkFlag(option: string, value: unknown = false): boolean {
  if (typeof value === 'boolean') return value;
  throw new InvalidOptionError(option, value, 'true or false is needed');
}

/** @throws {InvalidOptionError} */
export function checkConcurrency(given: number | undefined, fallback: number): number {
  const value = given ?? fallback;
  if (Number.isInteger(value) && value >= 1 && value <= mostInFlight) return value;
  const rule = `an integer from 1 to ${mostInFlight} is needed: BIND drops updates when too many wait`;
  throw new InvalidOptionError('concurrency', given, rule);
}

/** @throws {InvalidOptionError} */
export function checkCallback<Callback>(option: string, value: Callback): Callback {
  if (value === undefined || typeof value === 'function') return value;
  throw new InvalidOptionError(option, value, 'a function is needed');
}
