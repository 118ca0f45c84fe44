/**
 * The server's side of TSIG (RFC 8945 sections 5.2 and 5.3): verifying a request, and signing the
 * reply to it. The verdict holds what signs, so that the request's MAC cannot be mislaid.
 */

import type { DecodedMessage } from '../message/decode.ts';
import type { TsigRecord } from '../message/tsig-record.ts';
import { sameName } from '../name/name.ts';
import { type TsigErrorCode, tsigErrorCodes } from '../registry/rcode.ts';
import { algorithmOf, shortestMacBytes } from './algorithm.ts';
import { coveredWriter, priorMac, writeVariables, writeWithoutTsig } from './digest.ts';
import type { TsigKey } from './key.ts';
import { appendTsig, defaultFudge, signMessage } from './sign.ts';

/** Signs an encoded reply that has no TSIG yet; `now` in Unix seconds. */
export type SignReply = (reply: Uint8Array, options: { readonly now: number }) => Uint8Array;

/** What was found of a request, and what signs the reply to it. */
export type RequestVerdict =
  | { readonly status: 'unsigned' }
  | { readonly status: 'verified'; readonly key: TsigKey; readonly sign: SignReply }
  /** To be answered with this RCODE and nothing else. */
  | {
      readonly status: 'rejected';
      readonly error: TsigErrorCode;
      readonly rcode: 'NOTAUTH' | 'FORMERR';
      readonly sign: SignReply;
    };

/**
 * Judges the signature of a request, in the order of RFC 8945 section 5.2: key, MAC, time,
 * truncation.
 *
 * @param bytes the request as it came
 * @param decoded the same, decoded
 * @param keys the keys that the server knows
 */
export function judgeRequest(
  bytes: Uint8Array,
  { message, tsigOffset }: DecodedMessage,
  keys: readonly TsigKey[],
  { now }: { readonly now: number },
): RequestVerdict {
  const { tsig } = message;
  if (tsig === undefined || tsigOffset === undefined) return { status: 'unsigned' };
  const rejectedUnsigned = (
    error: TsigErrorCode,
    rcode: 'NOTAUTH' | 'FORMERR' = 'NOTAUTH',
  ): RequestVerdict => ({
    status: 'rejected',
    error,
    rcode,
    sign: (reply, { now: at }) =>
      appendTsig(reply, recordFor(reply, tsig, at, error, new Uint8Array(0))),
  });
  const key = keys.find(
    (known) => sameName(known.name, tsig.name) && sameName(known.algorithmName, tsig.algorithm),
  );
  if (key === undefined) return rejectedUnsigned('BADKEY');
  const { macBytes } = algorithmOf(key.algorithm);
  if (tsig.mac.length > macBytes || tsig.mac.length < shortestMacBytes(key.algorithm)) {
    return rejectedUnsigned('BADSIG', 'FORMERR');
  }
  const writer = coveredWriter();
  writeWithoutTsig(writer, bytes, tsigOffset, tsig.originalId);
  writeVariables(writer, tsig);
  const isGenuine = key.verifiesMac(tsig.mac, writer.written());
  writer.release();
  if (!isGenuine) return rejectedUnsigned('BADSIG');
  const signed = (error: TsigErrorCode, otherData: Uint8Array = new Uint8Array(0)): SignReply => {
    return (reply, { now: at }) => {
      // With BADTIME the reply carries the client's time, so that the client can verify it.
      const timeSigned = error === 'BADTIME' ? tsig.timeSigned : at;
      const record = recordFor(reply, tsig, timeSigned, error, otherData);
      // Cut as the key says, but never shorter than the request's: who sent more may demand more.
      const length = error === 'BADTRUNC' ? macBytes : Math.max(key.macBytes, tsig.mac.length);
      return signMessage(reply, key, record, length, priorMac(tsig.mac)).bytes;
    };
  };
  // Said so that a clock that is no number does not pass.
  if (!(Math.abs(now - tsig.timeSigned) <= tsig.fudge)) {
    return {
      status: 'rejected',
      error: 'BADTIME',
      rcode: 'NOTAUTH',
      sign: signed('BADTIME', serverTime(now)),
    };
  }
  if (tsig.mac.length < key.macBytes) {
    return { status: 'rejected', error: 'BADTRUNC', rcode: 'NOTAUTH', sign: signed('BADTRUNC') };
  }
  return { status: 'verified', key, sign: signed('NOERROR') };
}

/** The TSIG of a reply, but for its MAC. */
function recordFor(
  reply: Uint8Array,
  request: TsigRecord,
  timeSigned: number,
  error: TsigErrorCode,
  otherData: Uint8Array,
): TsigRecord {
  return {
    name: request.name,
    algorithm: request.algorithm,
    timeSigned,
    // Ours, not the request's: one of 0 would be too little for two clocks of whole seconds.
    fudge: defaultFudge,
    mac: new Uint8Array(0),
    originalId: ((reply[0] as number) << 8) | (reply[1] as number),
    error: tsigErrorCodes.number(error) as number,
    otherData,
  };
}

/** The server's clock as Other Data of BADTIME: 48 bits (RFC 8945 section 5.2.3). */
function serverTime(now: number): Uint8Array {
  const octets = new Uint8Array(6);
  for (let i = 5, rest = now; i >= 0; i--, rest = Math.floor(rest / 256)) octets[i] = rest % 256;
  return octets;
}
