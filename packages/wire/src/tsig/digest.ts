/**
 * What a MAC covers (RFC 8945 section 4.3): the prior MAC, the message as it was before signing,
 * and the TSIG variables, or of those the timers alone inside a stream (section 5.3.1).
 */

import type { TsigRecord } from '../message/tsig-record.ts';
import { canonicalName, maxNameBytes } from '../name/name.ts';
import { writeName } from '../name/name-wire.ts';
import { maxMessageBytes, Writer } from '../octets/writer.ts';
import { classes } from '../registry/class.ts';

/** The parts of a TSIG record that its MAC covers, besides its name and algorithm. */
export type TsigVariables = Pick<
  TsigRecord,
  'name' | 'algorithm' | 'timeSigned' | 'fudge' | 'error' | 'otherData'
>;

const anyClass = classes.number('ANY') as number;

/** A MAC with its length in front, as the next one covers it. */
export function priorMac(mac: Uint8Array): Uint8Array {
  const octets = new Uint8Array(2 + mac.length);
  octets[0] = mac.length >>> 8;
  octets[1] = mac.length;
  octets.set(mac, 2);
  return octets;
}

/** Most that is written for one MAC: a message, and variables whose names may be as long again. */
const coveredBytes = maxMessageBytes + 2 * maxNameBytes + 256;

/** A writer for what a MAC covers. */
export function coveredWriter(): Writer {
  return new Writer({ limitBytes: coveredBytes });
}

/**
 * Writes the message as it was before its TSIG was added: the id that it had then, one record less
 * in ARCOUNT, and nothing from the TSIG on.
 */
export function writeWithoutTsig(
  writer: Writer,
  message: Uint8Array,
  tsigOffset: number,
  originalId: number,
): void {
  const start = writer.length;
  const additional = ((message[10] as number) << 8) | (message[11] as number);
  writer.octets(message.subarray(0, tsigOffset));
  writer.setU16(start, originalId);
  writer.setU16(start + 10, additional - 1);
}

/** Writes all TSIG variables (RFC 8945 section 4.3.3), names in lower case and whole. */
export function writeVariables(writer: Writer, variables: TsigVariables): void {
  writeName(writer, canonicalName(variables.name));
  writer.u16(anyClass);
  writer.u32(0);
  writeName(writer, canonicalName(variables.algorithm));
  writer.u48(variables.timeSigned);
  writer.u16(variables.fudge);
  writer.u16(variables.error);
  writer.u16(variables.otherData.length);
  writer.octets(variables.otherData);
}

/** Writes the timers alone: all that later messages of a stream cover (RFC 8945 section 5.3.1). */
export function writeTimers(writer: Writer, { timeSigned, fudge }: TsigVariables): void {
  writer.u48(timeSigned);
  writer.u16(fudge);
}
