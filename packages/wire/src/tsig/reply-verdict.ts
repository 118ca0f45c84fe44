/**
 * Verifying a reply (RFC 8945 section 5.4), with the finding as a value: what the server says of
 * our signature is told apart from what we find of its. The order is format, key, MAC, time,
 * truncation, and only then the server's error.
 */

import { WireError } from '../errors/wire-error.ts';
import { decodeWithLayout } from '../message/decode.ts';
import type { Message } from '../message/message.ts';
import type { TsigRecord } from '../message/tsig-record.ts';
import { sameName } from '../name/name.ts';
import type { Writer } from '../octets/writer.ts';
import { type TsigErrorCode, tsigErrorCodes } from '../registry/rcode.ts';
import { algorithmOf, shortestMacBytes } from './algorithm.ts';
import { coveredWriter, priorMac, writeVariables, writeWithoutTsig } from './digest.ts';
import type { TsigKey } from './key.ts';

/** What was found of a reply. */
export type ReplyVerdict =
  /** The MAC verifies, the time fits, and the server has nothing to say of our signature. */
  | { readonly status: 'verified'; readonly message: Message; readonly tsig: TsigRecord }
  /** The server rejected our signature; BADKEY and BADSIG come without a MAC. */
  | {
      readonly status: 'server-error';
      readonly error: TsigErrorCode;
      readonly authenticated: boolean;
      readonly message: Message;
      /** The server's clock in Unix seconds, with BADTIME. */
      readonly serverTime?: number;
    }
  | { readonly status: 'unsigned'; readonly message: Message }
  /** We reject its signature. */
  | {
      readonly status: 'rejected';
      readonly finding: TsigErrorCode;
      readonly rule: string;
      readonly message: Message;
    }
  | { readonly status: 'malformed'; readonly error: WireError };

/** The MAC of the request as sent, and the time of arrival in Unix seconds. */
export interface VerifyOptions {
  readonly requestMac: Uint8Array;
  readonly now: number;
}

/** Judges a reply to a request that was signed with `key`. It never throws. */
export function judgeReply(
  bytes: Uint8Array,
  key: TsigKey,
  { requestMac, now }: VerifyOptions,
): ReplyVerdict {
  return judgeMessage(bytes, key, now, {
    before: [priorMac(requestMac)],
    writeBehind: writeVariables,
  });
}

/** What a MAC covers around its message. */
export interface Covered {
  readonly before: readonly Uint8Array[];
  /** Writes what it covers of the TSIG record. */
  readonly writeBehind: (writer: Writer, tsig: TsigRecord) => void;
}

/** Judges one message. */
export function judgeMessage(
  bytes: Uint8Array,
  key: TsigKey,
  now: number,
  { before, writeBehind }: Covered,
): ReplyVerdict {
  let decoded: ReturnType<typeof decodeWithLayout>;
  try {
    decoded = decodeWithLayout(bytes);
  } catch (error) {
    if (error instanceof WireError) return { status: 'malformed', error };
    throw error;
  }
  const { message, tsigOffset } = decoded;
  const { tsig } = message;
  if (tsig === undefined || tsigOffset === undefined) return { status: 'unsigned', message };
  const malformed = (rule: string): ReplyVerdict => ({
    status: 'malformed',
    error: new WireError(tsigOffset, rule),
  });
  const rejected = (finding: TsigErrorCode, rule: string): ReplyVerdict => ({
    status: 'rejected',
    finding,
    rule,
    message,
  });
  const error = tsigErrorCodes.mnemonic(tsig.error);
  if (tsig.mac.length === 0 && (error === 'BADKEY' || error === 'BADSIG')) {
    // Unsigned by design (section 5.3.2). With NOERROR it is no answer that a server gives.
    if (message.rcode === 'NOERROR') return malformed(`NOERROR with TSIG error ${error}`);
    return { status: 'server-error', error, authenticated: false, message };
  }
  if (!sameName(tsig.name, key.name)) return rejected('BADKEY', `key ${tsig.name} signed it`);
  if (!sameName(tsig.algorithm, key.algorithmName)) {
    return rejected('BADKEY', `it is signed by ${tsig.algorithm}`);
  }
  const { macBytes } = algorithmOf(key.algorithm);
  if (tsig.mac.length > macBytes || tsig.mac.length < shortestMacBytes(key.algorithm)) {
    return malformed(`a MAC of ${tsig.mac.length} octets (RFC 8945 section 5.2.2.1)`);
  }
  const writer = coveredWriter();
  writeWithoutTsig(writer, bytes, tsigOffset, tsig.originalId);
  writeBehind(writer, tsig);
  const isGenuine = key.verifiesMac(tsig.mac, ...before, writer.written());
  writer.release();
  if (!isGenuine) return rejected('BADSIG', 'its MAC does not verify');
  if (error === 'BADTIME') {
    // Its Time Signed is ours, and so proves nothing of the server's clock (section 5.2.3).
    const serverTime = readServerTime(tsig.otherData);
    if (serverTime === undefined) return malformed('BADTIME without a server time of 6 octets');
    return { status: 'server-error', error, authenticated: true, message, serverTime };
  }
  // Said so that a clock that is no number does not pass.
  if (!(Math.abs(now - tsig.timeSigned) <= tsig.fudge)) {
    return rejected(
      'BADTIME',
      `it was signed at ${tsig.timeSigned}, our clock says ${now}, and the fudge is ${tsig.fudge} s`,
    );
  }
  if (tsig.mac.length < key.macBytes) {
    return rejected('BADTRUNC', `a MAC of ${tsig.mac.length} octets, ${key.macBytes} are demanded`);
  }
  if (tsig.error !== 0) {
    return { status: 'server-error', error, authenticated: true, message };
  }
  return { status: 'verified', message, tsig };
}

function readServerTime(otherData: Uint8Array): number | undefined {
  if (otherData.length !== 6) return undefined;
  return otherData.reduce((time, octet) => time * 256 + octet, 0);
}
