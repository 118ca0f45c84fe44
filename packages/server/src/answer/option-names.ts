/** The names of options: one that is not known is a slip, and what it was meant to do would not happen. */

import { InvalidOptionError } from '@zonewright/wire';

/** @throws {InvalidOptionError} for what is no object, and for an option that is none of `names` */
export function checkOptionNames<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object is needed');
  }
  const known: readonly string[] = names;
  const stray = Object.keys(options).find((name) => !known.includes(name));
  if (stray === undefined) return;
  throw new InvalidOptionError(stray, undefined, `no such option; there are ${known.join(', ')}`);
}
