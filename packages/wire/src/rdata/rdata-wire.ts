/** Rdata as octets: reading and writing each field of a type in turn. */

import type { Reader } from '../octets/reader.ts';
import type { Writer } from '../octets/writer.ts';
import { codecOf } from './codec.ts';
import type { WriteOptions } from './fields/field.ts';

/**
 * Reads the rdata that fills a reader, to the last octet.
 *
 * @throws {WireError}
 */
export function readRdata(type: string, reader: Reader): unknown {
  const codec = codecOf(type);
  if (codec === undefined) return reader.rest();
  let data: unknown;
  if (codec.fields === undefined) {
    data = codec.value.read(reader);
  } else {
    const fields: Record<string, unknown> = {};
    for (const { name, field } of codec.fields) {
      const value = field.read(reader);
      if (value !== undefined) fields[name] = value;
    }
    data = fields;
  }
  reader.finish(`the ${type} rdata`);
  return data;
}

const asItIs: WriteOptions = { canonical: false };

/** Writes checked data. */
export function writeRdata(
  type: string,
  data: unknown,
  writer: Writer,
  options: WriteOptions = asItIs,
): void {
  const codec = codecOf(type);
  if (codec === undefined) {
    writer.octets(data as Uint8Array);
  } else if (codec.fields === undefined) {
    codec.value.write(writer, data, options);
  } else {
    for (const { name, field } of codec.fields) {
      field.write(writer, (data as Record<string, unknown>)[name], options);
    }
  }
}
