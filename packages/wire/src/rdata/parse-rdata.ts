/** Rdata from presentation text: a type's own, or the generic form of RFC 3597. */

import { InvalidRdataError } from '../errors/invalid.ts';
import { Reader } from '../octets/reader.ts';
import { readEntries } from '../text/entries.ts';
import type { Token } from '../text/token.ts';
import { codecOf, type FieldsCodec } from './codec.ts';
import { FieldError } from './fields/field.ts';
import { opaque } from './fields/index.ts';
import { TokenReader } from './fields/token-reader.ts';
import { parseGeneric } from './generic.ts';
import { readRdata } from './rdata-wire.ts';
import { normalType, refused } from './refused.ts';
import { isMetaType, type RdataOf } from './rrtype.ts';

/**
 * Reads presentation text: RFC 1035 section 5.1 and the type's own RFC, or `\# length hex` of
 * RFC 3597 section 5, which every type has. The latter is held to what octets from the wire are
 * held to, and not to the rules of the type: it is the way to write a record that breaks them.
 * A comment is taken in data of several lines alone: elsewhere a `;` is data that was to be quoted.
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
  options?: { readonly origin?: string | undefined },
): RdataOf<Type>;
export function parseRdata(
  typeText: string,
  text: string,
  options: { readonly origin?: string | undefined } = {},
): unknown {
  const type = normalType(typeText);
  if (typeof text !== 'string') throw new InvalidRdataError(type, text, 'not a text');
  return refused(type, text, () => {
    const entries = [...readEntries(text, text.trim().includes('\n') ? 'apart' : 'none')];
    if (entries.length > 1) throw new FieldError('more than one line');
    return parseTokens(type, entries[0]?.tokens ?? [], options.origin ?? '.');
  });
}

/**
 * Reads data from tokens that were cut already; for readers of larger texts.
 *
 * @param options `lenient`: takes what breaks a rule of the type, as octets from the wire may: for what
 *   a server printed. @default false
 * @throws {InvalidRdataError}
 */
export function parseRdataTokens(
  typeText: string,
  tokens: readonly Token[],
  origin: string,
  options: { readonly lenient?: boolean | undefined } = {},
): unknown {
  const type = normalType(typeText);
  try {
    return parseTokens(type, tokens, origin, options.lenient);
  } catch (error) {
    const given = tokens.map((token) => token.text).join(' ');
    return refused(type, given, () => {
      throw error;
    });
  }
}

function parseTokens(
  type: string,
  tokens: readonly Token[],
  origin: string,
  lenient = false,
): unknown {
  if (isMetaType(type)) throw new FieldError('a meta type has no data of its own');
  const codec = codecOf(type);
  const reader = new TokenReader(tokens, origin);
  const first = reader.peek();
  if (first?.kind === 'word' && first.text === '\\#') {
    return readRdata(type, new Reader(parseGeneric(reader)));
  }
  if (codec === undefined) return opaque.parse(reader);
  const data = codec.fields === undefined ? codec.value.parse(reader) : parseFields(codec, reader);
  reader.finish();
  const broken = lenient ? undefined : codec.broken(data);
  if (broken !== undefined) throw new FieldError(broken);
  return data;
}

function parseFields({ fields }: FieldsCodec, reader: TokenReader): unknown {
  const data: Record<string, unknown> = {};
  for (const { name, field } of fields) {
    try {
      const value = field.parse(reader);
      if (value !== undefined) data[name] = value;
    } catch (error) {
      if (error instanceof FieldError) throw new FieldError(`${name}: ${error.message}`);
      throw error;
    }
  }
  return data;
}
