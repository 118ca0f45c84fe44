/**
 * Data as JSON: the fields by name, octets in the encoding of their presentation text (hexadecimal,
 * base64, base32hex), text as text, and `{ "base64": … }` for text that is not UTF-8. Data of types
 * that are not known is the text of RFC 3597.
 */

import { InvalidRdataError } from '../errors/invalid.ts';
import { checkFields, takeRdata } from './check-rdata.ts';
import { codecOf } from './codec.ts';
import type { Field, JsonValue } from './fields/field.ts';
import { named } from './fields/fields-of.ts';
import { opaque } from './fields/index.ts';
import { normalType, refused } from './refused.ts';
import { isMetaType, type RdataInput, type RdataOf } from './rrtype.ts';

function valueToJson(field: Field<unknown>, value: unknown): JsonValue {
  // A field without a form of its own for JSON has strings, numbers and arrays of them.
  return field.toJson === undefined ? (value as JsonValue) : field.toJson(value);
}

/**
 * The data as a value that JSON can hold, without loss: {@link rdataFromJson} makes the same of it.
 *
 * @throws {InvalidRdataError} when the data does not fit the type
 *
 * @example
 * ```ts
 * import { rdataToJson } from '@zonewright/wire';
 *
 * rdataToJson('SSHFP', { algorithm: 1, hash: 9, fingerprint: Uint8Array.of(1, 255) });
 * // => { algorithm: 1, hash: 9, fingerprint: '01ff' }
 * rdataToJson('TXT', 'v=spf1 -all'); // => ['v=spf1 -all']
 * ```
 */
export function rdataToJson<Type extends string>(
  type: Type,
  data: RdataInput<NoInfer<Type>>,
): JsonValue;
export function rdataToJson(typeText: string, data: unknown): JsonValue {
  const type = normalType(typeText);
  const checked = takeRdata(type, data);
  const codec = codecOf(type);
  if (codec === undefined) return valueToJson(opaque as Field<unknown>, checked);
  if (codec.fields === undefined) return valueToJson(codec.value, checked);
  const json: Record<string, JsonValue> = {};
  for (const { name, field } of codec.fields) {
    const value = (checked as Record<string, unknown>)[name];
    if (value !== undefined) json[name] = valueToJson(field, value);
  }
  return json;
}

/**
 * The data that {@link rdataToJson} made a JSON value of.
 *
 * @param json what JSON.parse gave
 * @throws {InvalidRdataError} when it does not fit the type
 *
 * @example
 * ```ts
 * import { rdataFromJson } from '@zonewright/wire';
 *
 * rdataFromJson('MX', { preference: 10, exchange: 'mail.example.net.' });
 * // => { preference: 10, exchange: 'mail.example.net.' }
 * ```
 */
export function rdataFromJson<Type extends string>(type: Type, json: unknown): RdataOf<Type>;
export function rdataFromJson(typeText: string, json: unknown): unknown {
  const type = normalType(typeText);
  if (isMetaType(type))
    throw new InvalidRdataError(type, json, 'a meta type has no data of its own');
  const codec = codecOf(type);
  return refused(type, json, () => {
    if (codec === undefined) return valueFromJson(opaque as Field<unknown>, json);
    if (codec.fields === undefined) return valueFromJson(codec.value, json);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      return checkFields(codec, json);
    }
    const given: Record<string, unknown> = { ...json };
    for (const { name, field } of codec.fields) {
      if (given[name] !== undefined && field.fromJson !== undefined) {
        given[name] = named(name, () => field.fromJson?.(given[name]));
      }
    }
    return checkFields(codec, given);
  });
}

function valueFromJson(field: Field<unknown>, json: unknown): unknown {
  return field.check(field.fromJson === undefined ? json : field.fromJson(json));
}
