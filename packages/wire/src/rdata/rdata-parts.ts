/** Rdata field by field, each with the octets that it stands in: for those who show a message. */

import type { Reader } from '../octets/reader.ts';
import { codecOf } from './codec.ts';
import type { Field } from './fields/field.ts';
import * as fieldKinds from './fields/index.ts';
import { printGeneric } from './generic.ts';
import { printRdata } from './print-rdata.ts';
import { readRdata } from './rdata-wire.ts';

/** A field of rdata in a message. */
export interface RdataPart {
  /** The field's name; `data` where the type has one value and no names. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The value as presentation text, or as RFC 3597 has it where it has none. */
  readonly text: string;
  /** Whether it is a domain name, and so may end in a compression pointer. */
  readonly isName: boolean;
}

const nameFields: ReadonlySet<unknown> = new Set([
  fieldKinds.compressedByMistakeName,
  fieldKinds.compressedName,
  fieldKinds.readCompressedName,
  fieldKinds.signerName,
  fieldKinds.wholeName,
]);

/**
 * The rdata that fills a reader, as its fields in order; a field without octets is left out.
 *
 * @throws {WireError}
 */
export function readRdataParts(type: string, reader: Reader): readonly RdataPart[] {
  const codec = codecOf(type);
  const parts: RdataPart[] = [];
  const add = (name: string, start: number, text: string, isName: boolean): void => {
    if (reader.offset > start) parts.push({ name, start, end: reader.offset, text, isName });
  };
  const addField = (name: string, field: Field<unknown>): void => {
    const start = reader.offset;
    const text = field.print(field.read(reader));
    const octets = reader.message.subarray(start, reader.offset);
    add(name, start, text ?? printGeneric(octets), nameFields.has(field));
  };
  if (codec === undefined) {
    const start = reader.offset;
    add('data', start, printGeneric(reader.rest()), false);
  } else if (codec.fields === undefined) {
    addField('data', codec.value);
  } else {
    for (const { name, field } of codec.fields) addField(name, field);
  }
  reader.finish(`the ${type} rdata`);
  return parts;
}

/** The rdata that fills a reader as presentation text; of a meta type, which has none, in octets. */
export function readRdataText(type: string, reader: Reader): string {
  if (codecOf(type) === undefined) return printGeneric(reader.rest());
  // What was read is the data of this very type, which the compiler cannot see.
  return printRdata<string>(type, readRdata(type, reader) as never);
}
