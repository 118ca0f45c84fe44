/**
 * What signs requests. TSIG with a shared secret is one; SIG(0) and GSS-TSIG have the same shape:
 * a signed request is an object that holds what verifies its reply, so that it cannot be mislaid.
 */

import type { Message } from '../message/message.ts';
import type { ReplyVerdict } from './reply-verdict.ts';

export interface SignOptions {
  /** The time of signing, in Unix seconds. */
  readonly now: number;
  /** Seconds that the clocks may differ. @default 300 */
  readonly fudge?: number | undefined;
}

/** A request as it goes out, with the means to verify its reply. */
export interface SignedRequest {
  readonly bytes: Uint8Array;
  /** The MAC as sent: the reply's covers it. */
  readonly mac: Uint8Array;
  /**
   * Verifies a reply and decodes it.
   *
   * @throws {MalformedResponseError | UnsignedResponseError | ResponseSignatureError} for a reply
   *   that cannot be trusted
   * @throws {TsigError} where the server rejected the request's signature
   */
  verify(reply: Uint8Array, options: { readonly now: number }): Message;
  /** As `verify`, with the verdict as a value. */
  judge(reply: Uint8Array, options: { readonly now: number }): ReplyVerdict;
}

/** Signs requests. */
export interface Signer {
  /** The key's name, absolute, in lower case. */
  readonly name: string;
  /** Octets that signing adds to a message. */
  readonly overheadBytes: number;
  /** Signs an encoded request that has no signature yet. */
  sign(request: Uint8Array, options: SignOptions): SignedRequest | Promise<SignedRequest>;
}
