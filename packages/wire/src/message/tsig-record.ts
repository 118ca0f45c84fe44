/** The TSIG record as a value (RFC 8945 section 4.2). What its MAC covers is the tsig folder's. */

import { WireError } from '../errors/wire-error.ts';
import { parseName } from '../name/name.ts';
import { readName, writeName } from '../name/name-wire.ts';
import type { Reader } from '../octets/reader.ts';
import type { Writer } from '../octets/writer.ts';
import { metaTypes } from '../rdata/table.ts';
import { classes } from '../registry/class.ts';
import { checkInteger, checkObject, checkOctets } from './check-field.ts';

export interface TsigRecord {
  /** The key's name, absolute, in the case it came in. */
  readonly name: string;
  /** The algorithm as a domain name, for example `hmac-sha256.`, in the case it came in. */
  readonly algorithm: string;
  /** Unix seconds, 48 bits. */
  readonly timeSigned: number;
  /** Seconds that the clocks may differ. */
  readonly fudge: number;
  readonly mac: Uint8Array;
  readonly originalId: number;
  /** The TSIG error's number; 0 in requests. */
  readonly error: number;
  readonly otherData: Uint8Array;
}

/** Reads a TSIG record behind its owner and type, which begins at `typeAt`. */
export function readTsig(
  name: string,
  typeAt: number,
  rrClass: number,
  ttl: number,
  rdata: Reader,
): TsigRecord {
  if (rrClass !== classes.number('ANY')) throw new WireError(typeAt + 2, 'a TSIG has class ANY');
  if (ttl !== 0) throw new WireError(typeAt + 4, 'a TSIG has TTL 0');
  const record: TsigRecord = {
    name,
    algorithm: readName(rdata, false),
    timeSigned: rdata.u48(),
    fudge: rdata.u16(),
    mac: rdata.octets(rdata.u16()),
    originalId: rdata.u16(),
    error: rdata.u16(),
    otherData: rdata.octets(rdata.u16()),
  };
  rdata.finish('the TSIG rdata');
  return record;
}

/** @throws {InvalidMessageError | InvalidNameError} for a value that its field cannot hold */
export function checkTsig(tsig: TsigRecord): TsigRecord {
  checkObject('TSIG', tsig);
  checkInteger('Time Signed', tsig.timeSigned, 0xffff_ffff_ffff);
  checkInteger('fudge', tsig.fudge, 0xffff);
  checkInteger('original id', tsig.originalId, 0xffff);
  checkInteger('TSIG error', tsig.error, 0xffff);
  checkOctets('MAC', tsig.mac);
  checkOctets('Other Data', tsig.otherData);
  return { ...tsig, name: parseName(tsig.name), algorithm: parseName(tsig.algorithm) };
}

/** Writes a TSIG record, its names whole and as they are. */
export function writeTsig(writer: Writer, tsig: TsigRecord): void {
  writeName(writer, tsig.name);
  writer.u16(metaTypes.TSIG);
  writer.u16(classes.number('ANY') as number);
  writer.u32(0);
  const length = writer.length;
  writer.u16(0);
  writeName(writer, tsig.algorithm);
  writer.u48(tsig.timeSigned);
  writer.u16(tsig.fudge);
  writer.u16(tsig.mac.length);
  writer.octets(tsig.mac);
  writer.u16(tsig.originalId);
  writer.u16(tsig.error);
  writer.u16(tsig.otherData.length);
  writer.octets(tsig.otherData);
  writer.endLength(length);
}
