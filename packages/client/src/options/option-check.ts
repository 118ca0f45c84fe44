/** What the options of single calls have in common: that they are an object without strays, a signal. */

import { InvalidOptionError } from '@zonewright/wire';

/**
 * @param of the option that these are options of, with a dot
 * @throws {InvalidOptionError} for what is no object, and for an option that is none of `names`
 */
export function checkNames(options: unknown, names: readonly string[], of = ''): void {
  checkObject('options', options);
  const stray = Object.keys(options).find((name) => !names.includes(name));
  if (stray !== undefined) {
    const rule = `no such option; there are ${names.join(', ')}`;
    throw new InvalidOptionError(`${of}${stray}`, undefined, rule);
  }
}

/** @throws {InvalidOptionError} */
export function checkObject(option: string, value: unknown): asserts value is object {
  if (typeof value === 'object' && value !== null) return;
  throw new InvalidOptionError(option, value, 'an object is needed');
}

/** @throws {InvalidOptionError} */
export function checkSignal(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new InvalidOptionError('signal', signal, 'an AbortSignal is needed');
}

/** @throws {InvalidOptionError} */
export function checkBoolean(option: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  throw new InvalidOptionError(option, value, 'true or false is needed');
}

/** @throws {InvalidOptionError} */
export function checkInteger(
  option: string,
  value: unknown,
  smallest: number,
  largest: number,
): number {
  const isInRange =
    typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= largest;
  if (isInRange) return value;
  const rule = `an integer from ${smallest} to ${largest} is needed`;
  throw new InvalidOptionError(option, value, rule);
}
