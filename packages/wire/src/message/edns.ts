/** EDNS: the OPT record (RFC 6891 section 6.1) and Extended DNS Errors in it (RFC 8914). */

import { WireError } from '../errors/wire-error.ts';
import type { Reader } from '../octets/reader.ts';
import { decodeUtf8 } from '../octets/utf8.ts';
import type { Writer } from '../octets/writer.ts';
import { metaTypes } from '../rdata/table.ts';
import { edeName } from '../registry/ede.ts';
import { checkInteger, checkOctets } from './check-field.ts';

/** An EDNS option: IANA's code and its octets. */
export interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** What an OPT record says, but for the upper bits of the RCODE, which are in the message's. */
export interface Edns {
  /** Largest UDP payload that the sender takes, in octets; less than 512 means 512. */
  readonly udpPayloadBytes: number;
  readonly version: number;
  /** The DO bit (RFC 3225). */
  readonly dnssecOk: boolean;
  readonly options: readonly EdnsOption[];
}

/** An Extended DNS Error (RFC 8914 section 2). */
export interface ExtendedError {
  readonly infoCode: number;
  /** IANA's name of the info code, or `EDEn`. */
  readonly name: string;
  /** What the server adds, control characters escaped; it may be empty. */
  readonly text: string;
}

const edeOption = 15;

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
    options.push({ code, data: rdata.octets(length) });
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

/** @throws {InvalidMessageError} for a number that its field cannot hold */
export function checkEdns(edns: Edns): Edns {
  checkInteger('UDP payload size', edns.udpPayloadBytes, 0xffff);
  checkInteger('EDNS version', edns.version, 0xff);
  for (const { code, data } of edns.options) {
    checkInteger('EDNS option code', code, 0xffff);
    checkOctets('EDNS option', data);
  }
  return edns;
}

/** Writes an OPT record (RFC 6891 section 6.1.2). */
export function writeOpt(writer: Writer, edns: Edns, rcode: number): void {
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

/** The Extended DNS Errors of a message; options too short for an info code are left out. */
export function extendedErrors(edns: Edns | undefined): ExtendedError[] {
  const errors: ExtendedError[] = [];
  for (const { code, data } of edns?.options ?? []) {
    if (code !== edeOption || data.length < 2) continue;
    const infoCode = ((data[0] as number) << 8) | (data[1] as number);
    errors.push({ infoCode, name: edeName(infoCode), text: printableText(data.subarray(2)) });
  }
  return errors;
}

/** Server text for a terminal or a log: final NULs dropped, control characters escaped. */
function printableText(octets: Uint8Array): string {
  let end = octets.length;
  // By hand: `/\0+$/` takes seconds over 60,000 NULs that do not stand at the end.
  while (end > 0 && octets[end - 1] === 0) end--;
  const given = octets.subarray(0, end);
  const text = decodeUtf8(given) ?? String.fromCharCode(...given.subarray(0, 1024));
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );
}
