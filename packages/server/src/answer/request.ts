/** A request as it is looked at here: what it says, who signed it, how and when it came. */

import {
  decodeWithLayout,
  judgeRequest,
  type Message,
  type RequestVerdict,
  type TsigKey,
  WireError,
} from '@zonewright/wire';
import type { Transport } from './received.ts';

/** Unix seconds that fit in the 48 bits of TSIG (RFC 8945 section 4.2). */
export const largestTime = 0xffff_ffff_ffff;

/** Beyond this, of the year 5138, a clock gives milliseconds: it would find all signatures too old. */
export const latestTime = 99_999_999_999;

/** How a request came, and from whom. */
export interface RequestOrigin {
  readonly transport: Transport;
  /** The sender as `host:port`, an IPv6 address in brackets. */
  readonly from?: string;
}

/** A request that was decoded. */
export interface Request<Kind extends Message = Message> {
  readonly message: Kind;
  readonly verdict: RequestVerdict;
  readonly transport: Transport;
  /** The sender as `host:port`; empty where it is not known. */
  readonly from: string;
  /** When it came, in whole Unix seconds. */
  readonly now: number;
}

/** Decodes a request and judges its signature; undefined where it is no message. */
export function readRequest(
  bytes: Uint8Array,
  keys: readonly TsigKey[],
  { transport, from = '', now }: RequestOrigin & { readonly now: number },
): Request | undefined {
  try {
    const decoded = decodeWithLayout(bytes);
    const verdict = judgeRequest(bytes, decoded, keys, { now });
    return { message: decoded.message, verdict, transport, from, now };
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
