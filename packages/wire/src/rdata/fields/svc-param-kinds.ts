/**
 * The kinds of SvcParam values (RFC 9460 sections 2.1, 7 and 8, RFC 9461, RFC 9540): wire form, text
 * form and checks of each. A key without a kind of its own has octets.
 */

import { quote } from '../../errors/quote.ts';
import { WireError } from '../../errors/wire-error.ts';
import { printBase64 } from '../../octets/base64.ts';
import type { Reader } from '../../octets/reader.ts';
import { decodeUtf8 } from '../../octets/utf8.ts';
import type { Writer } from '../../octets/writer.ts';
import { printQuoted } from '../../text/character-string.ts';
import { ipv4, ipv6 } from './address.ts';
import { type Field, FieldError, type JsonValue } from './field.ts';
import { u16 } from './integer.ts';
import { base64 as base64Encoding, checkOctets } from './octets.ts';
import {
  checkText,
  octetsOfText,
  type TextOctets,
  textFromJson,
  textOf,
  textToJson,
} from './text-octets.ts';

/** The value of one key. Its reader holds that value and nothing else. */
export interface ParamKind<Value> {
  read(reader: Reader): Value;
  write(writer: Writer, value: Value): void;
  /** From what stands behind the `=`, unescaped; no octets where there is nothing. */
  parse(octets: Uint8Array): Value;
  /** With quotes where they are needed; empty for none. */
  print(value: Value): string;
  check(value: unknown): Value;
  toJson(value: Value): JsonValue;
  fromJson?(json: unknown): unknown;
}

const options = { canonical: false };

/** @throws {FieldError} */
function ascii(octets: Uint8Array): string {
  const text = decodeUtf8(octets);
  if (text === undefined || text === '') throw new FieldError('a value is missing');
  return text;
}

/** @throws {FieldError} */
function checkList<Item>(value: unknown, check: (item: unknown) => Item): readonly Item[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new FieldError(`${quote(value)} is no array of one value or more`);
  }
  return Array.from(value, check);
}

function hints(address: Field<string>): ParamKind<readonly string[]> {
  const kind: ParamKind<readonly string[]> = {
    read: (reader) => {
      const list: string[] = [];
      do list.push(address.read(reader));
      while (reader.remaining > 0);
      return list;
    },
    write: (writer, value) => {
      for (const one of value) address.write(writer, one, options);
    },
    parse: (octets) => kind.check(ascii(octets).split(',')),
    print: (value) => value.join(','),
    check: (value) => checkList(value, address.check),
    toJson: (value) => value,
  };
  return kind;
}

const flag: ParamKind<true> = {
  read: () => true,
  write: () => undefined,
  parse: (octets) => {
    if (octets.length > 0) throw new FieldError('has no value');
    return true;
  },
  print: () => '',
  check: (value) => {
    if (value !== true) throw new FieldError(`${quote(value)} is not true`);
    return value;
  },
  toJson: (value) => value,
};

const port: ParamKind<number> = {
  read: u16.read,
  write: (writer, value) => writer.u16(value),
  parse: (octets) => {
    const text = ascii(octets);
    if (!/^\d{1,5}$/.test(text)) throw new FieldError(`${quote(text)} is no port`);
    return u16.check(Number(text));
  },
  print: String,
  check: u16.check,
  toJson: (value) => value,
};

/** @throws {FieldError} */
function checkProtocol(value: unknown): TextOctets {
  const text = checkText('protocol', value);
  const { length } = octetsOfText(text);
  if (length === 0 || length > 255) {
    throw new FieldError(`a protocol of ${length} octets; 1 to 255 are allowed`);
  }
  return text;
}

/** Cuts a list at its commas; a backslash makes the octet behind it stand for itself. */
function splitList(octets: Uint8Array): Uint8Array[] {
  const items: number[][] = [[]];
  for (let i = 0; i < octets.length; i++) {
    let octet = octets[i] as number;
    if (octet === 0x2c) {
      items.push([]);
      continue;
    }
    if (octet === 0x5c) {
      i++;
      const escaped = octets[i];
      if (escaped === undefined) throw new FieldError('a list ends in a backslash');
      octet = escaped;
    }
    items.at(-1)?.push(octet);
  }
  return items.map((item) => Uint8Array.from(item));
}

function joinList(items: readonly Uint8Array[]): Uint8Array {
  const octets = items.flatMap((item) => [
    0x2c,
    ...Array.from(item).flatMap((octet) =>
      octet === 0x2c || octet === 0x5c ? [0x5c, octet] : [octet],
    ),
  ]);
  return Uint8Array.from(octets.slice(1));
}

const alpn: ParamKind<readonly TextOctets[]> = {
  read: (reader) => {
    const list: TextOctets[] = [];
    do {
      const at = reader.offset;
      const length = reader.u8();
      if (length === 0) throw new WireError(at, 'an ALPN protocol of no octets (RFC 9460)');
      list.push(textOf(reader.octets(length)));
    } while (reader.remaining > 0);
    return list;
  },
  write: (writer, value) => {
    for (const one of value) {
      const octets = octetsOfText(one);
      writer.u8(octets.length);
      writer.octets(octets);
    }
  },
  parse: (octets) => alpn.check(splitList(octets)),
  print: (value) => printQuoted(joinList(value.map(octetsOfText))),
  check: (value) => checkList(value, checkProtocol),
  toJson: (value) => value.map(textToJson),
  fromJson: (json) => (Array.isArray(json) ? json.map(textFromJson) : json),
};

const ech: ParamKind<Uint8Array> = {
  read: (reader) => reader.rest(),
  write: (writer, value) => writer.octets(value),
  parse: (octets) => ech.check(ascii(octets)),
  print: printBase64,
  check: (value) => checkOctets(base64Encoding, value),
  toJson: printBase64,
};

/** A URI template with the variable `dns` (RFC 9461 section 5). */
const dohPath: ParamKind<TextOctets> = {
  read: (reader) => textOf(reader.rest()),
  write: (writer, value) => writer.octets(octetsOfText(value)),
  parse: (octets) => textOf(octets),
  print: (value) => printQuoted(octetsOfText(value)),
  check: (value) => checkText('template', value),
  toJson: textToJson,
  fromJson: textFromJson,
};

/** What a key without a kind has: octets, which text shows as a character-string. */
const paramOctets: ParamKind<Uint8Array> = {
  read: (reader) => reader.rest(),
  write: (writer, value) => writer.octets(value),
  parse: (octets) => octets,
  print: (value) => (value.length === 0 ? '' : printQuoted(value)),
  check: (value) => Uint8Array.from(octetsOfText(checkText('value', value))),
  toJson: (value) => textToJson(textOf(value)),
  fromJson: textFromJson,
};

/** Keys with a kind of their own, with their numbers (IANA, Service Parameter Keys). */
const paramNumbers: Readonly<Record<string, number>> = {
  mandatory: 0,
  alpn: 1,
  'no-default-alpn': 2,
  port: 3,
  ipv4hint: 4,
  ech: 5,
  ipv6hint: 6,
  dohpath: 7,
  ohttp: 8,
};

/** The number of dohpath: what was named after it is not known to servers that run today. */
const lastNameReadByAll = 7;

const paramNames = new Map(Object.entries(paramNumbers).map(([name, number]) => [number, name]));

/** The one name of a key. */
export function paramName(number: number): string {
  return paramNames.get(number) ?? `key${number}`;
}

/**
 * The name of a key in printed text: `keyN` for those that BIND 9.18, Knot 3.2 and others cannot read
 * by their names. All read the number (RFC 9460 section 2.1).
 */
export function printedParamName(number: number): string {
  return number > lastNameReadByAll ? `key${number}` : paramName(number);
}

/** The number of a key by its name, or as `keyN`; undefined for none. */
export function paramNumber(name: string): number | undefined {
  if (Object.hasOwn(paramNumbers, name)) return paramNumbers[name];
  const digits = /^key(0|[1-9]\d{0,4})$/.exec(name)?.[1];
  return digits === undefined || Number(digits) > 65_535 ? undefined : Number(digits);
}

/** @throws {FieldError} */
function checkKey(value: unknown): string {
  const number = typeof value === 'string' ? paramNumber(value) : undefined;
  if (number === undefined) throw new FieldError(`${quote(value)} is no SvcParam key`);
  return paramName(number);
}

/** The keys that a client has to know, by number (RFC 9460 section 8). */
const mandatory: ParamKind<readonly string[]> = {
  read: (reader) => {
    const keys: string[] = [];
    let previous = -1;
    do {
      const at = reader.offset;
      const number = reader.u16();
      if (number <= previous) throw new WireError(at, 'mandatory keys not in ascending order');
      previous = number;
      keys.push(paramName(number));
    } while (reader.remaining > 0);
    return keys;
  },
  write: (writer, value) => {
    for (const key of value) writer.u16(paramNumber(key) as number);
  },
  parse: (octets) => mandatory.check(ascii(octets).split(',')),
  print: (value) => value.map((key) => printedParamName(paramNumber(key) as number)).join(','),
  check: (value) => {
    const keys = checkList(value, checkKey);
    if (new Set(keys).size < keys.length) throw new FieldError('a key stands there twice');
    return keys.toSorted((a, b) => (paramNumber(a) as number) - (paramNumber(b) as number));
  },
  toJson: (value) => value,
};

const kinds = new Map<number, ParamKind<unknown>>();
const put = <Value>(number: number, kind: ParamKind<Value>): void => {
  // Each number has one kind: only its own values come to it.
  kinds.set(number, kind as ParamKind<unknown>);
};
put(0, mandatory);
put(1, alpn);
put(2, flag);
put(3, port);
put(4, hints(ipv4));
put(5, ech);
put(6, hints(ipv6));
put(7, dohPath);
put(8, flag);

/** The kind of a key's value. */
export function paramKind(number: number): ParamKind<unknown> {
  return kinds.get(number) ?? (paramOctets as ParamKind<unknown>);
}
