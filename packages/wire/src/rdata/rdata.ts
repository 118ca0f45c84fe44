/**
 * The data of a record in all its forms: octets, value and text. Each function walks the fields of
 * the type's declaration; a type without one has the generic form of RFC 3597.
 */

import { InvalidNameError, InvalidRdataError, MessageTooLargeError } from '../errors/invalid.ts';
import { quote } from '../errors/quote.ts';
import { WireError } from '../errors/wire-error.ts';
import { compareOctets } from '../octets/compare.ts';
import { Reader } from '../octets/reader.ts';
import { Writer } from '../octets/writer.ts';
import { readEntries } from '../text/entries.ts';
import { TextSyntaxError, type Token } from '../text/token.ts';
import { type Field, FieldError, type WriteOptions } from './fields/field.ts';
import * as fieldKinds from './fields/index.ts';
import { TokenReader } from './fields/token-reader.ts';
import { parseGeneric, printGeneric } from './generic.ts';
import {
  declarationOf,
  type FieldKind,
  isMetaType,
  type RdataInput,
  type RdataOf,
  rrTypes,
} from './rrtype.ts';

/** Largest rdata: its length has 16 bits (RFC 1035 section 3.2.1). */
const maxRdataBytes = 65_535;

/** The field of a kind; what its values are is known to the table's types alone. */
function fieldOf(kind: FieldKind): Field<unknown> {
  return fieldKinds[kind] as Field<unknown>;
}

/**
 * The one way to write a type that came from a caller: `mx` and `TYPE15` are MX.
 *
 * @throws {InvalidRdataError} when there is none
 */
function normalType(type: string): string {
  if (declarationOf(type) !== undefined) return type;
  const normal = typeof type === 'string' ? rrTypes.normalise(type) : undefined;
  if (normal === undefined) {
    const rule = 'no such record type; unknown ones are written TYPEn';
    const shown = typeof type === 'string' && /^[\w-]{1,40}$/.test(type) ? type : quote(type);
    throw new InvalidRdataError(shown, type, rule);
  }
  return normal;
}

/** Reads the rdata that fills a reader, to the last octet. Used by the message decoder. */
export function readRdata(type: string, reader: Reader): unknown {
  const declaration = declarationOf(type);
  if (declaration === undefined) return reader.rest();
  let data: unknown;
  if (declaration.fields === undefined) {
    data = fieldOf(declaration.data).read(reader);
  } else {
    const fields: Record<string, unknown> = {};
    for (const [name, kind] of Object.entries(declaration.fields)) {
      fields[name] = fieldOf(kind).read(reader);
    }
    data = fields;
  }
  reader.finish(`the ${type} rdata`);
  return data;
}

/** Writes checked data. Used by the message encoder. */
export function writeRdata(
  type: string,
  data: unknown,
  writer: Writer,
  options: WriteOptions = { canonical: false },
): void {
  const declaration = declarationOf(type);
  if (declaration === undefined) {
    writer.octets(data as Uint8Array);
  } else if (declaration.fields === undefined) {
    fieldOf(declaration.data).write(writer, data, options);
  } else {
    for (const [name, kind] of Object.entries(declaration.fields)) {
      fieldOf(kind).write(writer, (data as Record<string, unknown>)[name], options);
    }
  }
}

/** Runs a piece of reading or checking; what it refuses becomes an error that names the type. */
function refused<Value>(type: string, given: unknown, run: () => Value): Value {
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
  const type = normalType(typeText);
  if (isMetaType(type))
    throw new InvalidRdataError(type, data, 'a meta type has no data of its own');
  const declaration = declarationOf(type);
  if (declaration === undefined) {
    if (data instanceof Uint8Array) {
      if (data.length > maxRdataBytes) {
        throw new InvalidRdataError(type, data, `over ${maxRdataBytes} octets`);
      }
      return Uint8Array.from(data);
    }
    if (typeof data === 'string') return parseRdata(type, data);
    throw new InvalidRdataError(type, data, 'the data of this type is octets or RFC 3597 text');
  }
  if (typeof data === 'string' && declaration.data !== 'characterStrings') {
    const word = declaration.data && fieldOf(declaration.data).parseWord?.(data);
    return word ?? parseRdata(type, data);
  }
  return refused(type, data, () => {
    if (declaration.fields === undefined) return fieldOf(declaration.data).check(data);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw new FieldError(
        `neither text nor an object with ${Object.keys(declaration.fields).join(', ')}`,
      );
    }
    return checkFields(declaration.fields, data as Readonly<Record<string, unknown>>);
  });
}

function checkFields(
  fields: Readonly<Record<string, FieldKind>>,
  data: Readonly<Record<string, unknown>>,
): unknown {
  const stray = Object.keys(data).find((name) => !Object.hasOwn(fields, name));
  if (stray !== undefined) {
    throw new FieldError(
      `no field ${quote(stray)}; the fields are ${Object.keys(fields).join(', ')}`,
    );
  }
  const checked: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(fields)) {
    const value = data[name];
    if (value === undefined) throw new FieldError(`field ${name} is missing`);
    try {
      checked[name] = fieldOf(kind).check(value);
    } catch (error) {
      if (error instanceof FieldError) throw new FieldError(`${name}: ${error.message}`);
      throw error;
    }
  }
  return checked;
}

/**
 * Reads presentation text: RFC 1035 section 5.1 and the type's own RFC, or `\# length hex` of
 * RFC 3597 section 5, which every type has.
 *
 * @param options `origin`: what relative names in it are relative to. @default the root
 * @throws {InvalidRdataError} naming the type, the text and the rule
 *
 * @example
 * ```ts
 * import { parseRdata } from '@zonewright/wire';
 *
 * parseRdata('MX', '10 mail.example.net.'); // => { preference: 10, exchange: 'mail.example.net.' }
 * parseRdata('A', '\\# 4 c0000201'); // => '192.0.2.1'
 * parseRdata('A', '256.1.1.1'); // => throws InvalidRdataError
 * ```
 */
export function parseRdata<Type extends string>(
  type: Type,
  text: string,
  options?: { readonly origin?: string },
): RdataOf<Type>;
export function parseRdata(
  typeText: string,
  text: string,
  options: { readonly origin?: string } = {},
): unknown {
  const type = normalType(typeText);
  if (typeof text !== 'string') throw new InvalidRdataError(type, text, 'not a text');
  return refused(type, text, () => {
    const entries = [...readEntries(text)];
    if (entries.length > 1) throw new FieldError('more than one line');
    return parseTokens(type, entries[0]?.tokens ?? [], options.origin ?? '.');
  });
}

/**
 * Reads data from tokens that were cut already; for readers of larger texts.
 *
 * @throws {InvalidRdataError}
 */
export function parseRdataTokens(
  typeText: string,
  tokens: readonly Token[],
  origin: string,
): unknown {
  const type = normalType(typeText);
  const given = tokens.map((token) => token.text).join(' ');
  return refused(type, given, () => parseTokens(type, tokens, origin));
}

function parseTokens(type: string, tokens: readonly Token[], origin: string): unknown {
  if (isMetaType(type)) throw new FieldError('a meta type has no data of its own');
  const declaration = declarationOf(type);
  const reader = new TokenReader(tokens, origin);
  const first = reader.peek();
  if (first?.kind === 'word' && first.text === '\\#') {
    const octets = parseGeneric(reader);
    return readRdata(type, new Reader(octets));
  }
  if (declaration === undefined) {
    throw new FieldError('this type has no text of its own; write \\# length hex (RFC 3597)');
  }
  let data: unknown;
  if (declaration.fields === undefined) {
    data = fieldOf(declaration.data).parse(reader);
  } else {
    const fields: Record<string, unknown> = {};
    for (const [name, kind] of Object.entries(declaration.fields)) {
      try {
        fields[name] = fieldOf(kind).parse(reader);
      } catch (error) {
        if (error instanceof FieldError) throw new FieldError(`${name}: ${error.message}`);
        throw error;
      }
    }
    data = fields;
  }
  reader.finish();
  return data;
}

/**
 * Prints data as presentation text that {@link parseRdata} reads back to the same.
 *
 * @throws {InvalidRdataError} when the data does not fit the type
 *
 * @example
 * ```ts
 * import { printRdata } from '@zonewright/wire';
 *
 * printRdata('MX', { preference: 10, exchange: 'mail.example.net.' }); // => '10 mail.example.net.'
 * printRdata('TYPE65280', Uint8Array.of(1, 2, 3)); // => '\\# 3 010203'
 * ```
 */
export function printRdata<Type extends string>(
  type: Type,
  data: RdataInput<NoInfer<Type>>,
): string {
  const checked: unknown = checkRdata<string>(type, data as never);
  const declaration = declarationOf(normalType(type));
  if (declaration === undefined) return printGeneric(checked as Uint8Array);
  if (declaration.fields === undefined) return fieldOf(declaration.data).print(checked);
  return Object.entries(declaration.fields)
    .map(([name, kind]) => fieldOf(kind).print((checked as Record<string, unknown>)[name]))
    .join(' ');
}

/**
 * Encodes data as octets, names whole.
 *
 * @throws {InvalidRdataError} when the data does not fit the type
 *
 * @example
 * ```ts
 * import { encodeRdata } from '@zonewright/wire';
 *
 * encodeRdata('A', '192.0.2.1'); // => Uint8Array.of(192, 0, 2, 1)
 * ```
 */
export function encodeRdata<Type extends string>(
  type: Type,
  data: RdataInput<NoInfer<Type>>,
): Uint8Array {
  return encodeChecked(type, checkRdata<string>(type, data as never), false);
}

function encodeChecked(type: string, data: unknown, canonical: boolean): Uint8Array {
  const writer = new Writer({ limitBytes: maxRdataBytes });
  try {
    writeRdata(normalType(type), data, writer, { canonical });
  } catch (error) {
    if (!(error instanceof MessageTooLargeError)) throw error;
    throw new InvalidRdataError(type, data, `over ${maxRdataBytes} octets`);
  }
  return writer.finish();
}

/**
 * Decodes octets that hold the data of one record and nothing else. Names in them are whole: a
 * compression pointer would point into a message that is not there.
 *
 * @throws {WireError} when they do not
 * @throws {InvalidRdataError} when there is no such type
 *
 * @example
 * ```ts
 * import { decodeRdata } from '@zonewright/wire';
 *
 * decodeRdata('A', Uint8Array.of(192, 0, 2, 1)); // => '192.0.2.1'
 * decodeRdata('A', Uint8Array.of(192, 0, 2)); // => throws WireError
 * ```
 */
export function decodeRdata<Type extends string>(type: Type, bytes: Uint8Array): RdataOf<Type>;
export function decodeRdata(type: string, bytes: Uint8Array): unknown {
  return readRdata(normalType(type), new Reader(bytes));
}

/**
 * The octets by which the data of two records is compared: names whole and in lower case (RFC 4034
 * section 6.2).
 *
 * @param data in the form that {@link checkRdata} and {@link decodeRdata} give
 */
export function canonicalRdata(type: string, data: unknown): Uint8Array {
  return encodeChecked(type, data, true);
}

/** Orders the data of two records of one type as RFC 4034 section 6.3 does. */
export function compareRdata(type: string, a: unknown, b: unknown): number {
  return compareOctets(canonicalRdata(type, a), canonicalRdata(type, b));
}
