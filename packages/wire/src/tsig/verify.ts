/** Verifying replies (RFC 8945 section 5.4), with what is wrong thrown as the error for it. */

import type { DnsError, DnsErrorContext } from '../errors/dns-error.ts';
import type { Message } from '../message/message.ts';
import {
  MalformedResponseError,
  ResponseSignatureError,
  UnsignedResponseError,
} from '../verdict/untrusted-error.ts';
import { tsigVerdictError } from '../verdict/verdict-error.ts';
import type { TsigKey } from './key.ts';
import { judgeReply, type ReplyVerdict, type VerifyOptions } from './reply-verdict.ts';

/**
 * Verifies a reply for whoever kept only the request's MAC, and decodes it.
 *
 * @throws {MalformedResponseError | UnsignedResponseError | ResponseSignatureError} for a reply
 *   that cannot be trusted
 * @throws {TsigError} where the server rejected the request's signature
 */
export function verifyResponse(bytes: Uint8Array, key: TsigKey, options: VerifyOptions): Message {
  const verdict = judgeReply(bytes, key, options);
  if (verdict.status === 'verified') return verdict.message;
  throw verdictToError(verdict, { now: options.now });
}

/** What to try, by what we find of a reply's signature. */
const advice: Readonly<Record<string, string>> = {
  BADKEY: ': find out which server answers there',
  BADSIG:
    ': something on the way changes replies, or another server answers: go past it, or use TLS',
  BADTIME: ': set the clocks',
  BADTRUNC: ': write the key as the server has it',
};

/** The error that a verdict other than `verified` is, where and when given by `context`. */
export function verdictToError(
  verdict: Exclude<ReplyVerdict, { readonly status: 'verified' }>,
  context: DnsErrorContext & { readonly now: number },
): DnsError {
  const where = context.server ?? 'The server';
  switch (verdict.status) {
    case 'malformed':
      return new MalformedResponseError(
        `${where} sent a malformed reply: ${verdict.error.rule} (octet ${verdict.error.offset}).`,
        { ...context, cause: verdict.error },
      );
    case 'unsigned':
      return new UnsignedResponseError(
        `${where} answered a signed request without a signature (it says ${verdict.message.rcode}), which anybody could have sent: check that it knows the key.`,
        verdict.message.rcode,
        context,
      );
    case 'rejected':
      return new ResponseSignatureError(
        `${where} sent a reply whose signature is not valid: ${verdict.rule}${advice[verdict.finding] ?? ''}.`,
        verdict.finding,
        context,
      );
    case 'server-error':
      return tsigVerdictError(verdict, context);
  }
}
