// What the run form of an example calls (scripts/example-run-form.mjs).
import { expect } from 'vitest';

/** Holds a value to what the document says it is, and gives it back. */
export function sees(actual, expected) {
  expect(actual).toEqual(expected);
  return actual;
}

/** Holds an expression to throwing an error of that class. */
export function throws(body, className) {
  let returned;
  try {
    returned = body();
  } catch (error) {
    expectClass(error, className);
    return;
  }
  const promise = typeof returned?.then === 'function';
  expect.fail(
    `expected ${className}, ${promise ? 'saw a promise: await it' : 'nothing was thrown'}`,
  );
}

/** Holds an expression that awaits to throwing an error of that class. */
export async function rejects(body, className) {
  try {
    await body();
  } catch (thrown) {
    expectClass(thrown, className);
    return;
  }
  expect.fail(`expected ${className}, nothing was thrown`);
}

function expectClass(error, className) {
  const seen = error?.constructor?.name;
  // The error itself is the cause, so that a surprise can be read.
  if (seen !== className) throw new Error(`expected ${className}, saw ${seen}`, { cause: error });
}
