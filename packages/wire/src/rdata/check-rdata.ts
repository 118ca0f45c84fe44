/** Data from outside: text or values, made into the one form that decoding gives too. */

import { InvalidRdataError } from '../errors/invalid.ts';
import { quote } from '../errors/quote.ts';
import { type Codec, codecOf, type FieldsCodec } from './codec.ts';
import { FieldError } from './fields/field.ts';
import { named } from './fields/fields-of.ts';
import { isMarked } from './mark.ts';
import { parseRdata } from './parse-rdata.ts';
import { normalType, refused } from './refused.ts';
import { isMetaType, type RdataInput, type RdataOf } from './rrtype.ts';

/** Largest rdata: its length has 16 bits (RFC 1035 section 3.2.1). */
export const maxRdataBytes = 65_535;

/**
 * Takes data from a caller: fields as an object or one value, or presentation text. The result is a
 * copy in the one form that {@link decodeRdata} gives too.
 *
 * @throws {InvalidRdataError} naming the type, the value and the rule
 */
export function checkRdata<Type extends string>(
  type: Type,
  data: RdataInput<NoInfer<Type>>,
): RdataOf<Type>;
export function checkRdata(typeText: string, data: unknown): unknown {
  const codec = codecOf(typeText);
  if (typeof data === 'string') {
    // Most data is one word of a type that is one value. It is looked at here, since a function that
    // holds closures, as takeRdata does, leaves something behind also where it makes none of them.
    const value = codec?.value?.parseWord?.(data);
    if (value !== undefined) return value;
  }
  const type = codec === undefined ? normalType(typeText) : typeText;
  const checked = takeRdata(type, data);
  // Text was held to the rules when it was read. The data of a record was checked, or came from the
  // wire, where there are no such rules, and a copy of the record keeps it.
  if (typeof data === 'object' && data !== null && !isMarked(data)) {
    const broken = codecOf(type)?.broken(checked);
    if (broken !== undefined) throw new InvalidRdataError(type, data, broken);
  }
  return checked;
}

/**
 * As {@link checkRdata}, and takes values that break a rule of the type, as decoded data may.
 *
 * @throws {InvalidRdataError}
 */
export function takeRdata(type: string, data: unknown): unknown {
  const codec = codecOf(type);
  if (codec === undefined) {
    if (isMetaType(type)) {
      throw new InvalidRdataError(type, data, 'a meta type has no data of its own');
    }
    if (data instanceof Uint8Array) {
      if (data.length > maxRdataBytes) {
        throw new InvalidRdataError(type, data, `over ${maxRdataBytes} octets`);
      }
      return Uint8Array.from(data);
    }
    if (typeof data === 'string') return parseRdata(type, data);
    throw new InvalidRdataError(type, data, 'the data of this type is octets or RFC 3597 text');
  }
  if (typeof data === 'string' && !stringIsValue(codec)) {
    return codec.value?.parseWord?.(data) ?? parseRdata(type, data);
  }
  return refused(type, data, () =>
    codec.fields === undefined ? codec.value.check(data) : checkFields(codec, data),
  );
}

function stringIsValue(codec: Codec): boolean {
  return codec.fields === undefined && codec.stringIsValue;
}

/** @throws {FieldError} */
export function checkFields({ fields, names }: FieldsCodec, data: unknown): unknown {
  const all = (): string => [...names].join(', ');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new FieldError(`neither text nor an object with ${all()}`);
  }
  const stray = Object.keys(data).find((name) => !names.has(name));
  if (stray !== undefined) {
    throw new FieldError(`no field ${quote(stray)}; the fields are ${all()}`);
  }
  const given = data as Readonly<Record<string, unknown>>;
  const checked: Record<string, unknown> = {};
  for (const { name, field } of fields) {
    const value = given[name] === undefined ? field.absent?.() : given[name];
    if (value !== undefined) checked[name] = named(name, () => field.check(value));
    else if (field.absent === undefined) throw new FieldError(`field ${name} is missing`);
  }
  return checked;
}
