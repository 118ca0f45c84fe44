/**
 * Verifying the messages of one TCP exchange (RFC 8945 section 5.3.1): a zone transfer may leave
 * up to 99 messages in a row unsigned; the first and the last are signed.
 */

import type { Message } from '../message/message.ts';
import { copyOctets } from '../octets/copy.ts';
import { UnsignedResponseError } from '../verdict/untrusted-error.ts';
import { priorMac, writeTimers, writeVariables } from './digest.ts';
import type { TsigKey } from './key.ts';
import { judgeMessage, type VerifyOptions } from './reply-verdict.ts';
import { verdictToError } from './verify.ts';

/** Most messages in a row that may be unsigned. */
const mostUnsigned = 99;

/** Verifies messages in the order in which they arrive. */
export interface StreamVerifier {
  /**
   * Takes the next message. One without a TSIG is decoded and vouched for only by the next one
   * that has it.
   *
   * @param options `now`: time of arrival in Unix seconds. @default that given for the stream
   * @throws as {@link verifyResponse}
   */
  push(bytes: Uint8Array, options?: { readonly now?: number }): Message;
  /** @throws {UnsignedResponseError} when the last message was not signed, or none came */
  end(): void;
}

/**
 * Begins to verify the replies to one signed request.
 *
 * @example
 * ```ts
 * import { encodeMessage, signRequest, TsigKey, verifyStream } from '@zonewright/wire';
 *
 * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
 * const zone = { name: 'example.com.', type: 'AXFR', class: 'IN' } as const;
 * const request = encodeMessage({ id: 1, opcode: 'QUERY', questions: [zone] });
 * const now = 1_700_000_000;
 * const { mac } = signRequest(request, key, { now });
 * const stream = verifyStream(key, { requestMac: mac, now });
 * stream.end(); // => throws UnsignedResponseError
 * ```
 */
export function verifyStream(key: TsigKey, options: VerifyOptions): StreamVerifier {
  let mac: Uint8Array | undefined;
  let unverified: Uint8Array[] = [];

  return {
    push: (bytes, { now = options.now } = {}) => {
      const previous = mac;
      const verdict = judgeMessage(
        bytes,
        key,
        now,
        previous === undefined
          ? { before: [priorMac(options.requestMac)], writeBehind: writeVariables }
          : { before: [priorMac(previous), ...unverified], writeBehind: writeTimers },
      );
      if (verdict.status === 'verified') {
        mac = verdict.tsig.mac;
        unverified = [];
        return verdict.message;
      }
      const mayBeUnsigned = previous !== undefined && unverified.length < mostUnsigned;
      if (verdict.status !== 'unsigned' || !mayBeUnsigned) throw verdictToError(verdict, { now });
      unverified.push(copyOctets(bytes));
      return verdict.message;
    },
    end: () => {
      if (mac === undefined || unverified.length > 0) {
        throw new UnsignedResponseError(
          'The stream of replies ended without a signature on its last message.',
          'NOERROR',
        );
      }
    },
  };
}
