/**
 * The SvcParams of SVCB and HTTPS (RFC 9460 section 2): an object with a property for each key, in
 * the order of the keys' numbers. Keys that are not known here are `keyN` and have octets.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../octets/reader.ts';
import { unescape } from '../../text/character-string.ts';
import { type Field, FieldError, type JsonValue } from './field.ts';
import { named } from './fields-of.ts';
import { paramKind, paramName, paramNumber, printedParamName } from './svc-param-kinds.ts';
import type { TextOctets } from './text-octets.ts';

/** What a client needs to know before it connects. */
export interface SvcParams {
  /** Keys that a client must understand, or ignore the record. */
  readonly mandatory?: readonly string[];
  /** ALPN protocol ids: `h2`, `h3`. */
  readonly alpn?: readonly TextOctets[];
  readonly 'no-default-alpn'?: true;
  readonly port?: number;
  readonly ipv4hint?: readonly string[];
  /** An ECHConfigList. */
  readonly ech?: Uint8Array;
  readonly ipv6hint?: readonly string[];
  /** Relative URI template of DNS over HTTPS: `/dns-query{?dns}` (RFC 9461). */
  readonly dohpath?: TextOctets;
  /** Whether the service answers Oblivious HTTP (RFC 9540). */
  readonly ohttp?: true;
  readonly [key: `key${number}`]: Uint8Array;
}

/** As {@link SvcParams}; `ech` may be base64, and the octets of other keys text. */
export interface SvcParamsInput extends Omit<SvcParams, 'ech' | `key${number}`> {
  readonly ech?: Uint8Array | string;
  readonly [key: `key${number}`]: Uint8Array | string;
}

/** Values by key number. */
type Params = Map<number, unknown>;

/** The object of values by key number, in the order of the numbers. */
function paramsOf(values: Params): SvcParams {
  const numbers = [...values.keys()].sort((a, b) => a - b);
  // Each value is of its key's own kind, which the compiler cannot see.
  return Object.fromEntries(
    numbers.map((number) => [paramName(number), values.get(number)]),
  ) as SvcParams;
}

function* entriesOf(params: SvcParams): Generator<readonly [number, unknown], void, undefined> {
  for (const [name, value] of Object.entries(params)) yield [paramNumber(name) as number, value];
}

/** Puts a value under its key, which must be free. @throws {FieldError} */
function put(values: Params, name: string, valueOf: (number: number) => unknown): void {
  const number = paramNumber(name);
  if (number === undefined) throw new FieldError(`${quote(name)} is no SvcParam key`);
  if (values.has(number)) throw new FieldError(`key ${paramName(number)} stands there twice`);
  values.set(
    number,
    named(paramName(number), () => valueOf(number)),
  );
}

/** The value of a known key that was given as `keyN`, as octets. */
function valueOfOctets(number: number, octets: Uint8Array): unknown {
  const reader = new Reader(octets);
  const value = paramKind(number).read(reader);
  reader.finish(`the value of ${paramName(number)}`);
  return value;
}

/** What stands behind a key, without quotes and escapes. @throws {FieldError} */
function valueOctets(text: string): Uint8Array {
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  const octets = unescape(quoted ?? text);
  if (!(octets instanceof Uint8Array)) throw new FieldError(octets.rule);
  return octets;
}

export const svcParams: Field<SvcParams, SvcParamsInput | undefined> = {
  read: (reader) => {
    const values: Params = new Map();
    let previous = -1;
    while (reader.remaining > 0) {
      const at = reader.offset;
      const number = reader.u16();
      if (number <= previous) {
        throw new WireError(at, 'SvcParam keys not in ascending order (RFC 9460 section 2.2)');
      }
      previous = number;
      const part = reader.part(reader.u16());
      values.set(number, paramKind(number).read(part));
      part.finish(`the value of ${paramName(number)}`);
    }
    return paramsOf(values);
  },
  write: (writer, value) => {
    for (const [number, param] of entriesOf(value)) {
      writer.u16(number);
      writer.lengthPrefixed(() => paramKind(number).write(writer, param));
    }
  },
  parse: (tokens) => {
    const values: Params = new Map();
    while (tokens.remaining > 0) {
      const word = tokens.word('a SvcParam');
      const [, name, text = ''] = /^([a-z\d-]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (name === undefined)
        throw new FieldError(`${quote(word)} is no SvcParam such as port=443`);
      put(values, name, (number) => {
        const octets = valueOctets(text);
        return name.startsWith('key')
          ? valueOfOctets(number, octets)
          : paramKind(number).parse(octets);
      });
    }
    return paramsOf(values);
  },
  print: (value) => {
    const words: string[] = [];
    for (const [number, param] of entriesOf(value)) {
      const text = paramKind(number).print(param);
      const name = printedParamName(number);
      words.push(text === '' ? name : `${name}=${text}`);
    }
    return words.join(' ');
  },
  check: (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new FieldError(`${quote(value)} is no object such as { port: 443 }`);
    }
    const values: Params = new Map();
    for (const [name, given] of Object.entries(value)) {
      put(values, name, (number) =>
        name.startsWith('key') && given instanceof Uint8Array
          ? valueOfOctets(number, Uint8Array.from(given))
          : paramKind(number).check(given),
      );
    }
    return paramsOf(values);
  },
  absent: () => ({}),
  toJson: (value) => {
    const json: Record<string, JsonValue> = {};
    for (const [number, param] of entriesOf(value)) {
      json[paramName(number)] = paramKind(number).toJson(param);
    }
    return json;
  },
  fromJson: (json) => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
    return Object.fromEntries(
      Object.entries(json).map(([name, value]) => {
        const number = paramNumber(name);
        const kind = number === undefined ? undefined : paramKind(number);
        return [name, kind?.fromJson?.(value) ?? value];
      }),
    );
  },
};
