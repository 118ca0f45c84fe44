/** What is no list of records is refused by name. */

import { InvalidOptionError } from '@zonewright/wire';

/** @throws {InvalidOptionError} for what is not iterable, and for text, which has letters and no records */
export function checkIterable(records: unknown): void {
  const isIterable = typeof records === 'object' && records !== null && Symbol.iterator in records;
  if (isIterable) return;
  throw new InvalidOptionError('records', records, 'an iterable of records is needed');
}

/** @throws {InvalidOptionError} for what has no options */
export function checkOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new InvalidOptionError(
    'options',
    options,
    "an object is needed: { origin: 'example.com' }",
  );
}
