/** Record types by name and number, and the TypeScript types of their data. */

import { Registry } from '../registry/registry.ts';
import type { Field } from './fields/field.ts';
import type * as fields from './fields/index.ts';
import type { CharacterStringsInput } from './fields/index.ts';
import { metaTypes, otherTypes, recordTypes } from './table.ts';

type Declarations = typeof recordTypes;

/** A type whose data has fields here. */
export type KnownType = keyof Declarations;

/** A type that no zone holds. */
export type MetaType = keyof typeof metaTypes;

/** A record type's mnemonic, or `TYPEn` for one without (RFC 3597 section 5). */
export type RRType = KnownType | keyof typeof otherTypes | MetaType | `TYPE${number}`;

type FieldModule = typeof fields;

/** The kinds of fields that the table may name. */
export type FieldKind = {
  [Kind in keyof FieldModule]: FieldModule[Kind] extends Field<infer _Value> ? Kind : never;
}[keyof FieldModule];

type FieldValue<Kind> = Kind extends FieldKind
  ? FieldModule[Kind] extends Field<infer Value>
    ? Value
    : never
  : never;

type FieldInput<Kind> = Kind extends 'characterStrings' ? CharacterStringsInput : FieldValue<Kind>;

type DataOf<Declaration> = Declaration extends { readonly data: infer Kind }
  ? FieldValue<Kind>
  : Declaration extends { readonly fields: infer Fields }
    ? { readonly [Name in keyof Fields]: FieldValue<Fields[Name]> }
    : never;

type InputOf<Declaration> = Declaration extends { readonly data: infer Kind }
  ? FieldInput<Kind>
  : Declaration extends { readonly fields: infer Fields }
    ? { readonly [Name in keyof Fields]: FieldInput<Fields[Name]> }
    : never;

/** The data of a record of a type: its fields, its one value, or octets where it has no fields. */
export type RdataOf<Type extends string> = Type extends KnownType
  ? DataOf<Declarations[Type]>
  : Uint8Array;

/**
 * What a caller may give as data of a type: the fields, or text in presentation format. For TXT a
 * string is the value itself, and octets and arrays of strings are taken too.
 */
export type RdataInput<Type extends string> = Type extends KnownType
  ? InputOf<Declarations[Type]> | string
  : Uint8Array | string;

/** One declaration of the table. */
export type Declaration = {
  readonly number: number;
  readonly rfc: string;
} & (
  | { readonly data: FieldKind; readonly fields?: undefined }
  | { readonly fields: Readonly<Record<string, FieldKind>>; readonly data?: undefined }
);

const declarations: Readonly<Record<string, Declaration>> = recordTypes;
const declarationByType: ReadonlyMap<string, Declaration> = new Map(Object.entries(declarations));

/** The declaration of a type; undefined for one whose data is octets. */
export function declarationOf(type: string): Declaration | undefined {
  return declarationByType.get(type);
}

/** All types by name and number. */
export const rrTypes: Registry<RRType> = new Registry('TYPE', 65_535, {
  ...Object.fromEntries([...declarationByType].map(([type, { number }]) => [type, number])),
  ...otherTypes,
  ...metaTypes,
});

/**
 * Whether a type is a meta type or a question type, which no zone can hold: 0, OPT, and 128 to 255
 * (RFC 6895 section 3.1).
 */
export function isMetaType(type: string): boolean {
  const number = rrTypes.number(type);
  return number === 0 || number === metaTypes.OPT || (number !== undefined && isMetaNumber(number));
}

function isMetaNumber(number: number): boolean {
  return number >= 128 && number <= 255;
}
