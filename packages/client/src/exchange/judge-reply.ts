/**
 * Whether octets are the answer to a request, and what they say. An answer has QR=1, the opcode and
 * the id of the request and its question; to an update the zone section may be empty (RFC 2136
 * section 3.8); to a signed request it is signed (RFC 8945 section 5.4).
 */

import {
  decodeMessage,
  type Message,
  type Question,
  type ReplyVerdict,
  type SignedRequest,
  sameName,
  WireError,
} from '@zonewright/wire';
import type { RequestOpcode } from '../tracing/trace.ts';
import type { Judgement } from '../transport/channel.ts';

/** What belongs to a request, to know its answer by. */
export interface SentRequest {
  readonly id: number;
  readonly opcode: RequestOpcode;
  /** The question, or the entry of the zone section. */
  readonly question: Question;
  /** What verifies the answer; undefined where the request went unsigned. */
  readonly signed: SignedRequest | undefined;
  /** Unix seconds. */
  readonly now: () => number;
}

/** What an answer says, before it is decided what that means. */
export type Answer =
  /** A verdict that can be believed: signed, or to a request that was not. */
  | { readonly kind: 'verdict'; readonly message: Message; readonly authenticated: boolean }
  /** The server rejects our signature. */
  | {
      readonly kind: 'signature-rejected';
      readonly verdict: Extract<ReplyVerdict, { readonly status: 'server-error' }>;
    }
  /** An RCODE other than NOERROR without a signature, to a signed request. */
  | { readonly kind: 'unsigned-rcode'; readonly message: Message }
  /** A signature that we reject, an unsigned NOERROR, or no message. */
  | {
      readonly kind: 'invalid';
      readonly verdict: Extract<
        ReplyVerdict,
        { readonly status: 'unsigned' | 'rejected' | 'malformed' }
      >;
    };

/** Judges octets that came from the server's address. */
export function judgeReply(bytes: Uint8Array, sent: SentRequest): Judgement<Answer> {
  if (sent.signed === undefined) return judgeUnsigned(bytes, sent);
  const verdict = sent.signed.judge(bytes, { now: sent.now() });
  const mismatch =
    verdict.status === 'malformed' ? undefined : judgeMismatch(verdict.message, sent);
  return mismatch ?? judgeSignature(verdict);
}

/** The reply to a request that was not signed: nobody vouches for it. */
function judgeUnsigned(bytes: Uint8Array, sent: SentRequest): Judgement<Answer> {
  let message: Message;
  try {
    message = decodeMessage(bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return judgeSignature({ status: 'malformed', error });
  }
  const answer: Answer = { kind: 'verdict', message, authenticated: false };
  return judgeMismatch(message, sent) ?? { kind: 'answer', answer };
}

/** What a message is that is no answer to the request, whoever signed it. */
function judgeMismatch(message: Message, sent: SentRequest): Judgement<Answer> | undefined {
  const mismatch = mismatchOf(message, sent);
  if (mismatch === undefined) return undefined;
  const error = new WireError(mismatch.offset, mismatch.rule);
  const answer: Answer = { kind: 'invalid', verdict: { status: 'malformed', error } };
  return { kind: 'untrusted', answer, ignored: { reason: mismatch.rule, rcode: message.rcode } };
}

function judgeSignature(verdict: ReplyVerdict): Judgement<Answer> {
  switch (verdict.status) {
    case 'verified':
      return {
        kind: 'answer',
        answer: { kind: 'verdict', message: verdict.message, authenticated: true },
      };
    case 'server-error': {
      const answer: Answer = { kind: 'signature-rejected', verdict };
      if (verdict.authenticated) return { kind: 'answer', answer };
      const { rcode } = verdict.message;
      const ignored = { reason: `${verdict.error} without a signature`, rcode };
      return { kind: 'untrusted', answer, ignored };
    }
    case 'unsigned': {
      const { rcode } = verdict.message;
      const answer: Answer =
        rcode === 'NOERROR'
          ? { kind: 'invalid', verdict }
          : { kind: 'unsigned-rcode', message: verdict.message };
      return { kind: 'untrusted', answer, ignored: { reason: 'not signed', rcode } };
    }
    case 'rejected':
      return {
        kind: 'untrusted',
        answer: { kind: 'invalid', verdict },
        ignored: { reason: verdict.rule, rcode: verdict.message.rcode },
      };
    case 'malformed':
      return {
        kind: 'untrusted',
        answer: { kind: 'invalid', verdict },
        ignored: { reason: `malformed: ${verdict.error.rule}` },
      };
  }
}

/** Why a message is no answer to the request; undefined where it is one. Offsets are the header's. */
function mismatchOf(
  message: Message,
  { id, opcode, question }: SentRequest,
): { readonly offset: number; readonly rule: string } | undefined {
  if (message.id !== id) return { offset: 0, rule: `it has id ${message.id}, not ours` };
  if (!message.flags.qr) return { offset: 2, rule: 'it is a request' };
  if (message.opcode !== opcode) {
    return { offset: 2, rule: `it has opcode ${message.opcode}, not ${opcode}` };
  }
  const answered = message.opcode === 'UPDATE' ? message.zone : message.questions[0];
  if (answered === undefined) {
    // To a query that was understood the question is given back (RFC 5452 section 4.3).
    const isAllowed = opcode === 'UPDATE' || !answersQuestion.has(message.rcode);
    return isAllowed ? undefined : { offset: 4, rule: 'it has no question' };
  }
  if (message.opcode !== 'UPDATE' && message.questions.length > 1) {
    return { offset: 4, rule: 'it has more than one question' };
  }
  const isOurs =
    sameName(answered.name, question.name) &&
    answered.type === question.type &&
    answered.class === question.class;
  return isOurs
    ? undefined
    : { offset: 12, rule: `it is about ${answered.name} ${answered.class} ${answered.type}` };
}

/** The RCODEs that say something of the name that was asked for. */
const answersQuestion: ReadonlySet<string> = new Set(['NOERROR', 'NXDOMAIN']);
