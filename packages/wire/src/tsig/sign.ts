/**
 * Signing (RFC 8945 section 5.1): an encoded message gets its TSIG record, the last of the
 * additional section.
 */

import { InvalidMessageError, MessageTooLargeError } from '../errors/invalid.ts';
import { decodeWithLayout } from '../message/decode.ts';
import { type TsigRecord, writeTsig } from '../message/tsig-record.ts';
import { maxMessageBytes, type Writer } from '../octets/writer.ts';
import { coveredWriter, type TsigVariables, writeVariables } from './digest.ts';
import type { TsigKey } from './key.ts';
import { judgeReply } from './reply-verdict.ts';
import type { SignedRequest, SignOptions } from './signer.ts';
import { verifyResponse } from './verify.ts';

/** Seconds that the clocks may differ, unless said otherwise (RFC 8945 section 10). */
export const defaultFudge = 300;

const headerBytes = 12;

const nothing = new Uint8Array(0);

const largestTime = 0xffff_ffff_ffff;

function checkTime(now: unknown, fudge: unknown): void {
  if (typeof now !== 'number' || !Number.isInteger(now) || now < 0 || now > largestTime) {
    throw new InvalidMessageError('time', now, 'whole Unix seconds of 48 bits are needed');
  }
  if (typeof fudge !== 'number' || !Number.isInteger(fudge) || fudge < 0 || fudge > 65_535) {
    throw new InvalidMessageError('fudge', fudge, 'an integer from 0 to 65535 is needed');
  }
}

/** Whether a request is signed already. One without additional records cannot be. */
function hasTsig(request: Uint8Array): boolean {
  const isUnsigned =
    request instanceof Uint8Array &&
    request.length >= headerBytes &&
    request[10] === 0 &&
    request[11] === 0;
  return !isUnsigned && decodeWithLayout(request).tsigOffset !== undefined;
}

/** Adds a TSIG record to the message that a writer ends with, and ends the writer. */
function endWithTsig(writer: Writer, start: number, tsig: TsigRecord): Uint8Array {
  const { buffer } = writer;
  const additional = ((buffer[start + 10] as number) << 8) | (buffer[start + 11] as number);
  writer.setU16(start + 10, additional + 1);
  writeTsig(writer, tsig);
  const sizeBytes = writer.length - start;
  if (sizeBytes > maxMessageBytes) throw new MessageTooLargeError(sizeBytes);
  return writer.finish(start);
}

/** Adds a TSIG record to a message that has none. */
export function appendTsig(message: Uint8Array, tsig: TsigRecord): Uint8Array {
  const writer = coveredWriter();
  writer.octets(message);
  return endWithTsig(writer, 0, tsig);
}

/**
 * Signs a message that has no TSIG.
 *
 * @param macBytes what the MAC is cut to
 * @param before octets that the MAC covers before the message
 * @throws {MessageTooLargeError}
 */
export function signMessage(
  message: Uint8Array,
  key: TsigKey,
  variables: TsigVariables,
  macBytes: number,
  before: Uint8Array = nothing,
): { readonly bytes: Uint8Array; readonly mac: Uint8Array } {
  // The variables are written where the record is to stand.
  const writer = coveredWriter();
  writer.octets(before);
  writer.octets(message);
  const end = writer.length;
  writeVariables(writer, variables);
  const whole = key.mac(writer.written());
  const mac = whole.length === macBytes ? whole : whole.slice(0, macBytes);
  writer.truncate(end);
  // Field by field: a spread takes as long as the MAC of a short message.
  const { name, algorithm, timeSigned, fudge, error, otherData } = variables;
  const originalId = ((message[0] as number) << 8) | (message[1] as number);
  const tsig = { name, algorithm, timeSigned, fudge, mac, originalId, error, otherData };
  return { bytes: endWithTsig(writer, before.length, tsig), mac };
}

/**
 * Signs an encoded request.
 *
 * @param request a message without TSIG; it is not changed
 * @throws {WireError} when the request is no message, as far as it is looked at: its header, and
 *   all of it where it has additional records
 * @throws {InvalidMessageError} when it is signed already: two TSIGs are FORMERR to every server
 * @throws {MessageTooLargeError} when the signed message has over 65,535 octets
 *
 * @example
 * ```ts
 * import { encodeMessage, signRequest, TsigKey } from '@zonewright/wire';
 *
 * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
 * const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
 * const request = encodeMessage({ id: 1, opcode: 'UPDATE', zone });
 * const signed = signRequest(request, key, { now: 1_700_000_000 });
 * signed.mac.length; // => 32
 * signed.bytes.length - request.length === key.overheadBytes; // => true
 * ```
 */
export function signRequest(
  request: Uint8Array,
  key: TsigKey,
  { now, fudge = defaultFudge }: SignOptions,
): SignedRequest {
  checkTime(now, fudge);
  if (hasTsig(request)) {
    throw new InvalidMessageError('request', request, 'it is signed already');
  }
  const variables = {
    name: key.name,
    algorithm: key.algorithmName,
    timeSigned: now,
    fudge,
    error: 0,
    otherData: nothing,
  };
  const { bytes, mac } = signMessage(request, key, variables, key.macBytes);
  return {
    bytes,
    mac,
    verify: (reply, options) => verifyResponse(reply, key, { requestMac: mac, now: options.now }),
    judge: (reply, options) => judgeReply(reply, key, { requestMac: mac, now: options.now }),
  };
}
