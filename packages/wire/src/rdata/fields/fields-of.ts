/** Taking an object from outside apart, for the kinds whose value has several fields. */

import { quote } from '../../errors/quote.ts';
import { FieldError } from './field.ts';

/** The object, known to have no fields but these. @throws {FieldError} */
export function fieldsOf(
  value: unknown,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError(`neither text nor an object with ${names.join(', ')}`);
  }
  const stray = Object.keys(value).find((name) => !names.includes(name));
  if (stray !== undefined) {
    throw new FieldError(`no field ${quote(stray)}; the fields are ${names.join(', ')}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Checks one field of an object; its name goes in front of what is wrong. @throws {FieldError} */
export function checkNamed<Value>(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  check: (value: unknown) => Value,
): Value {
  const value = fields[name];
  if (value === undefined) throw new FieldError(`field ${name} is missing`);
  return named(name, () => check(value));
}

/** Runs a piece of reading or checking with a field's name in front of what it refuses. */
export function named<Value>(name: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof FieldError) throw new FieldError(`${name}: ${error.message}`);
    throw error;
  }
}
