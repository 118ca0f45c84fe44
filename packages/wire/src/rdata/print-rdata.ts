/** Rdata as presentation text. */

import { takeRdata } from './check-rdata.ts';
import { codecOf, type FieldsCodec } from './codec.ts';
import { printGeneric } from './generic.ts';
import { writeOctets } from './rdata.ts';
import { normalType } from './refused.ts';
import type { RdataInput } from './rrtype.ts';

/**
 * Prints data as presentation text that {@link parseRdata} reads back to the same. Data that has no
 * text of its type's own, or that was decoded and breaks a rule of its type, is printed as RFC 3597
 * has it.
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
): string;
export function printRdata(typeText: string, data: unknown): string {
  const type = normalType(typeText);
  const checked = takeRdata(type, data);
  const codec = codecOf(type);
  if (codec !== undefined && codec.broken(checked) === undefined) {
    const text =
      codec.fields === undefined ? codec.value.print(checked) : printFields(codec, checked);
    // No text at all would be no data where a record of an update is read.
    if (text !== undefined && text !== '') return text;
  }
  return printGeneric(writeOctets(type, checked));
}

/** The texts of the fields; undefined where one has none. */
function printFields({ fields }: FieldsCodec, data: unknown): string | undefined {
  let text = '';
  for (const { name, field } of fields) {
    const printed = field.print((data as Record<string, unknown>)[name]);
    if (printed === undefined) return undefined;
    if (printed !== '') text += text === '' ? printed : ` ${printed}`;
  }
  return text;
}
