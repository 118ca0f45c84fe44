/** EDNS: the OPT record (RFC 6891 section 6.1), which a message has as a value of its own. */

import { InvalidMessageError } from '../errors/invalid.ts';
import { WireError } from '../errors/wire-error.ts';
import type { Reader } from '../octets/reader.ts';
import type { Writer } from '../octets/writer.ts';
import { metaTypes } from '../rdata/table.ts';
import { checkInteger, checkObject } from './check-field.ts';
import {
  type EdnsOption,
  type EdnsOptionInput,
  ednsOptionOctets,
  type RawOption,
  readOption,
} from './edns-option.ts';

/** What an OPT record says, but for the upper bits of the RCODE, which are in the message's. */
export interface Edns {
  /** Largest UDP payload that the sender takes, in octets; less than 512 means 512. */
  readonly udpPayloadBytes: number;
  readonly version: number;
  /** The DO bit (RFC 3225). */
  readonly dnssecOk: boolean;
  readonly options: readonly EdnsOption[];
}

/** The EDNS of a message that is to be written. */
export interface EdnsInput extends Omit<Edns, 'options'> {
  readonly options: readonly EdnsOptionInput[];
}

/** EDNS that was checked, its options in octets. */
interface CheckedEdns extends Omit<Edns, 'options'> {
  readonly options: readonly Pick<RawOption, 'code' | 'data'>[];
}

/** Reads an OPT record behind its owner and type; `rcodeBits` are the upper eight of the RCODE. */
export function readOpt(
  udpPayloadBytes: number,
  ttl: number,
  rdata: Reader,
): { readonly edns: Edns; readonly rcodeBits: number } {
  const options: EdnsOption[] = [];
  while (rdata.remaining > 0) {
    const at = rdata.offset;
    const code = rdata.u16();
    const length = rdata.u16();
    if (length > rdata.remaining) throw new WireError(at, 'an EDNS option runs past its record');
    options.push(readOption(code, rdata.octets(length)));
  }
  return {
    edns: {
      udpPayloadBytes,
      version: (ttl >>> 16) & 0xff,
      dnssecOk: (ttl & 0x8000) !== 0,
      options,
    },
    rcodeBits: ttl >>> 24,
  };
}

/** @throws {InvalidMessageError} for a value that its field cannot hold */
export function checkEdns(edns: EdnsInput): CheckedEdns {
  checkObject('EDNS', edns);
  checkInteger('UDP payload size', edns.udpPayloadBytes, 0xffff);
  checkInteger('EDNS version', edns.version, 0xff);
  if (!Array.isArray(edns.options)) {
    throw new InvalidMessageError('EDNS options', edns.options, 'an array of options is needed');
  }
  return { ...edns, options: edns.options.map(ednsOptionOctets) };
}

/** Writes an OPT record (RFC 6891 section 6.1.2). */
export function writeOpt(writer: Writer, edns: CheckedEdns, rcode: number): void {
  writer.u8(0);
  writer.u16(metaTypes.OPT);
  writer.u16(edns.udpPayloadBytes);
  writer.u8(rcode >>> 4);
  writer.u8(edns.version);
  writer.u16(edns.dnssecOk ? 0x8000 : 0);
  writer.lengthPrefixed(() => {
    for (const { code, data } of edns.options) {
      writer.u16(code);
      writer.u16(data.length);
      writer.octets(data);
    }
  });
}

/**
 * The first option of a code that is well formed; undefined where there is none. Malformed ones are
 * among `options`, by their number.
 *
 * @example
 * ```ts
 * import { decodeMessage, ednsOption, encodeMessage } from '@zonewright/wire';
 *
 * const options = [{ code: 'UPDATE-LEASE', leaseSeconds: 3600 }] as const;
 * const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options };
 * const message = decodeMessage(encodeMessage({ opcode: 'QUERY', edns }));
 * ednsOption(message.edns, 'UPDATE-LEASE')?.leaseSeconds; // => 3600
 * ednsOption(message.edns, 'COOKIE') === undefined; // => true
 * ```
 */
export function ednsOption<Code extends Exclude<EdnsOption['code'], number>>(
  edns: Edns | undefined,
  code: Code,
): Extract<EdnsOption, { readonly code: Code }> | undefined {
  return edns?.options.find(
    (option): option is Extract<EdnsOption, { readonly code: Code }> => option.code === code,
  );
}
