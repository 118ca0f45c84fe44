/** Record types by name and number, and the TypeScript types of their data. */

import { Registry } from '../registry/registry.ts';
import type { Field } from './fields/field.ts';
import type * as fields from './fields/index.ts';
import type * as rules from './rules.ts';
import { metaTypes, otherTypes, readTypes, recordTypes } from './table.ts';

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
  [Kind in keyof FieldModule]: FieldModule[Kind] extends Field<infer _Value, infer _Input>
    ? Kind
    : never;
}[keyof FieldModule];

/** The rules that the table may name. */
export type RuleName = keyof typeof rules;

type FieldValue<Kind> = Kind extends FieldKind
  ? FieldModule[Kind] extends Field<infer Value, infer _Input>
    ? Value
    : never
  : never;

type FieldInput<Kind> = Kind extends FieldKind
  ? FieldModule[Kind] extends Field<infer _Value, infer Input>
    ? Input
    : never
  : never;

/** Properties whose value may be undefined are optional. */
type Optional<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >;
};

/** One object type of an intersection, as editors show it best. */
type Plain<Fields> = { readonly [Name in keyof Fields]: Fields[Name] };

type DataOf<Declaration> = Declaration extends { readonly data: infer Kind }
  ? FieldValue<Kind>
  : Declaration extends { readonly fields: infer Fields }
    ? Plain<Optional<{ [Name in keyof Fields]: FieldValue<Fields[Name]> }>>
    : never;

type InputOf<Declaration> = Declaration extends { readonly data: infer Kind }
  ? FieldInput<Kind>
  : Declaration extends { readonly fields: infer Fields }
    ? Plain<Optional<{ [Name in keyof Fields]: FieldInput<Fields[Name]> }>>
    : never;

/** The data of a record of a type: its fields, its one value, or octets where it has no fields. */
export type RdataOf<Type extends string> = Type extends KnownType
  ? DataOf<Declarations[Type]>
  : Uint8Array;

/**
 * What a caller may give as data of a type: the fields, or text in presentation format. For TXT and
 * the types that are like it a string is the value itself, and octets and arrays of strings are
 * taken too.
 */
export type RdataInput<Type extends string> = Type extends KnownType
  ? InputOf<Declarations[Type]> | string
  : Uint8Array | string;

/** One declaration of the table. */
export type Declaration = {
  readonly number: number;
  readonly rfc: string;
  readonly rule?: RuleName;
} & (
  | { readonly data: FieldKind; readonly fields?: undefined }
  | { readonly fields: Readonly<Record<string, FieldKind>>; readonly data?: undefined }
);

const declarations: Readonly<Record<KnownType, Declaration>> = recordTypes;

/** The declarations of all known types. */
// The table's own keys, of which Object.entries makes strings.
export const knownTypes: ReadonlyMap<KnownType, Declaration> = new Map(
  Object.entries(declarations) as [KnownType, Declaration][],
);

const declarationByType: ReadonlyMap<string, Declaration> = knownTypes;

/** The declaration of a type; undefined for one whose data is octets. */
export function declarationOf(type: string): Declaration | undefined {
  return declarationByType.get(type);
}

/** All types by name and number. */
export const rrTypes: Registry<RRType> = new Registry(
  'TYPE',
  65_535,
  {
    ...Object.fromEntries([...knownTypes].map(([type, { number }]) => [type, number])),
    ...otherTypes,
    ...metaTypes,
  },
  readTypes,
);

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
