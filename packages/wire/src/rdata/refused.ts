/** How data is refused: whatever a field objects to becomes an error that names type and value. */

import { InvalidNameError, InvalidRdataError } from '../errors/invalid.ts';
import { quote } from '../errors/quote.ts';
import { WireError } from '../errors/wire-error.ts';
import { TextSyntaxError } from '../text/token.ts';
import { FieldError } from './fields/field.ts';
import { declarationOf, rrTypes } from './rrtype.ts';

/**
 * The one way to write a type that came from a caller: `mx` and `TYPE15` are MX.
 *
 * @throws {InvalidRdataError} when there is none
 */
export function normalType(type: string): string {
  if (declarationOf(type) !== undefined) return type;
  const normal = typeof type === 'string' ? rrTypes.normalise(type) : undefined;
  if (normal === undefined) {
    const isWord = typeof type === 'string' && /^[\w-]{1,40}$/.test(type);
    const rule = 'no such record type; unknown ones are written TYPEn';
    throw new InvalidRdataError(isWord ? type : quote(type), type, rule);
  }
  return normal;
}

/** Runs a piece of reading or checking; what it refuses becomes an error that names the type. */
export function refused<Value>(type: string, given: unknown, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof FieldError) throw new InvalidRdataError(type, given, error.message);
    if (error instanceof TextSyntaxError) throw new InvalidRdataError(type, given, error.rule);
    if (error instanceof WireError) throw new InvalidRdataError(type, given, error.rule);
    if (error instanceof InvalidNameError) {
      throw new InvalidRdataError(type, given, `name ${quote(error.value)}: ${error.rule}`);
    }
    throw error;
  }
}
