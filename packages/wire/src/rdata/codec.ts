/**
 * The table's declarations made ready for use: the fields of a type in a row, so that reading and
 * writing a record looks nothing up by name.
 */

import type { Field } from './fields/field.ts';
import * as fieldKinds from './fields/index.ts';
import { type Declaration, declarationOf, type FieldKind, type KnownType } from './rrtype.ts';
import * as rules from './rules.ts';

/** A named field of a type. */
export interface NamedField {
  readonly name: string;
  readonly field: Field<unknown>;
}

interface CodecBase {
  readonly type: KnownType;
  /** The rule of the type that this data breaks; undefined where it keeps them. */
  readonly broken: (data: unknown) => string | undefined;
}

/** A type whose data is one value. */
export interface ValueCodec extends CodecBase {
  readonly value: Field<unknown>;
  readonly fields?: undefined;
  /** Whether a string is the value itself, and no presentation text. */
  readonly stringIsValue: boolean;
}

/** A type whose data is an object. */
export interface FieldsCodec extends CodecBase {
  readonly value?: undefined;
  readonly fields: readonly NamedField[];
  readonly names: ReadonlySet<string>;
}

export type Codec = ValueCodec | FieldsCodec;

/** The field of a kind; what its values are is known to the table's types alone. */
function fieldOf(kind: FieldKind): Field<unknown> {
  return fieldKinds[kind] as Field<unknown>;
}

function makeCodec(type: KnownType, declaration: Declaration): Codec {
  const { rule } = declaration;
  // A rule is named by the types whose data it is about; the compiler knows each by itself alone.
  const broken = rule === undefined ? () => undefined : (rules[rule] as CodecBase['broken']);
  if (declaration.fields === undefined) {
    const stringIsValue = declaration.data === 'characterStrings';
    return { type, broken, value: fieldOf(declaration.data), stringIsValue };
  }
  const fields = Object.entries(declaration.fields).map(([name, kind]) => ({
    name,
    field: fieldOf(kind),
  }));
  return { type, broken, fields, names: new Set(fields.map(({ name }) => name)) };
}

/** Each made for the first record of its type: all of them take the start of a program 0.5 ms. */
const codecs = new Map<string, Codec>();

/** What was looked up last: the records of a message are mostly alike. */
let last: Codec | undefined;

function addCodec(type: string): Codec | undefined {
  const declaration = declarationOf(type);
  if (declaration === undefined) return undefined;
  // Only known types are declared.
  const codec = makeCodec(type as KnownType, declaration);
  codecs.set(type, codec);
  return codec;
}

/** The codec of a type by its mnemonic; undefined for one whose data is octets. */
export function codecOf(type: string): Codec | undefined {
  if (type === last?.type) return last;
  const codec = codecs.get(type) ?? addCodec(type);
  if (codec !== undefined) last = codec;
  return codec;
}
