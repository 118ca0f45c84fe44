/**
 * What a MAC covers (RFC 8945 section 4.3): the prior MAC, the message as it was before signing,
 * and the TSIG variables, or of those the timers alone inside a stream (section 5.3.1).
 */

import type { TsigRecord } from '../message/tsig-record.ts';
import { canonicalName } from '../name/name.ts';
import { writeName } from '../name/name-wire.ts';
import { copyOctets } from '../octets/copy.ts';
import { Writer } from '../octets/writer.ts';
import { classes } from '../registry/class.ts';

/** The parts of a TSIG record that its MAC covers, besides its name and algorithm. */
export type TsigVariables = Pick<
  TsigRecord,
  'name' | 'algorithm' | 'timeSigned' | 'fudge' | 'error' | 'otherData'
>;

/** A MAC with its length in front, as the next one covers it. */
export function priorMac(mac: Uint8Array): Uint8Array {
  const octets = new Uint8Array(2 + mac.length);
  octets[0] = mac.length >>> 8;
  octets[1] = mac.length;
  octets.set(mac, 2);
  return octets;
}

/**
 * The message as it was before its TSIG was added: the id that it had then, one record less in
 * ARCOUNT, and nothing from the TSIG on.
 */
export function withoutTsig(
  message: Uint8Array,
  tsigOffset: number,
  originalId: number,
): Uint8Array {
  const unsigned = copyOctets(message, 0, tsigOffset);
  const additional = (((unsigned[10] as number) << 8) | (unsigned[11] as number)) - 1;
  unsigned[0] = originalId >>> 8;
  unsigned[1] = originalId;
  unsigned[10] = additional >>> 8;
  unsigned[11] = additional;
  return unsigned;
}

/** All TSIG variables (RFC 8945 section 4.3.3), names in lower case and whole. */
export function allVariables(variables: TsigVariables): Uint8Array {
  const writer = new Writer({ capacityBytes: 128 });
  writeName(writer, canonicalName(variables.name));
  writer.u16(classes.number('ANY') as number);
  writer.u32(0);
  writeName(writer, canonicalName(variables.algorithm));
  writer.u48(variables.timeSigned);
  writer.u16(variables.fudge);
  writer.u16(variables.error);
  writer.u16(variables.otherData.length);
  writer.octets(variables.otherData);
  return writer.finish();
}

/** The timers alone: all that later messages of a stream cover (RFC 8945 section 5.3.1). */
export function timers({ timeSigned, fudge }: TsigVariables): Uint8Array {
  const writer = new Writer({ capacityBytes: 8 });
  writer.u48(timeSigned);
  writer.u16(fudge);
  return writer.finish();
}
