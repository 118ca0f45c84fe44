/** The options that work in bulk has in common, checked. */

import { InvalidOptionError } from '@zonewright/wire';
import { checkBoolean, checkInteger, checkSignal } from '../options/option-check.ts';
import { maxUpdatesAtOnce } from '../transport/turns.ts';

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

/** @throws {InvalidOptionError} */
export function checkBulkOptions(options: BulkOptions): {
  readonly verify: boolean;
  readonly signal: AbortSignal | undefined;
  readonly goesOn: boolean;
} {
  const { onError = 'stop' } = options;
  const signal = checkSignal(options.signal);
  if (onError !== 'stop' && onError !== 'continue') {
    throw new InvalidOptionError('onError', onError, 'it is one of stop, continue');
  }
  const verify = checkBoolean('verify', options.verify, false);
  return { verify, signal, goesOn: onError === 'continue' };
}

/** More would wait for a turn: no server is sent more updates at once. @throws {InvalidOptionError} */
export function checkConcurrency(given: number | undefined, fallback: number): number {
  return checkInteger('concurrency', given ?? fallback, 1, maxUpdatesAtOnce);
}

/** @throws {InvalidOptionError} */
export function checkCallback<Callback>(option: string, value: Callback): Callback {
  if (value === undefined || typeof value === 'function') return value;
  throw new InvalidOptionError(option, value, 'a function is needed');
}
