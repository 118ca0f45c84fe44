/** Names the method in the errors of what it was given: every method of `Update` runs in this. */

import { InvalidValueError } from '@zonewright/wire';

/** Runs a method's work; a value that is refused in it is refused by `method`. */
export function during<Result>(method: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw refusedBy(method, error);
  }
}

/** What a method's work threw, with the method named where it is a value that was refused. */
export function refusedBy(method: string, error: unknown): unknown {
  const isUnnamed = error instanceof InvalidValueError && error.operation === undefined;
  return isUnnamed ? error.during(method) : error;
}
