/** Names the method in the errors of what it was given: every method of `Update` runs in this. */

import { InvalidValueError } from '@zonewright/wire';

/** Runs a method's work; a value that is refused in it is refused by `method`. */
export function during<Result>(method: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvalidValueError && error.operation === undefined) {
      throw error.during(method);
    }
    throw error;
  }
}
