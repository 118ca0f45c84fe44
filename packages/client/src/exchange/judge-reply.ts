/**
 * Whether octets are the answer to an update, and what they say. An answer has QR=1, opcode UPDATE,
 * our id and a zone section that is empty or ours (RFC 2136 section 3.8); to a signed request it is
 * signed (RFC 8945 section 5.4).
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
import type { Judgement } from '../transport/channel.ts';

/** What belongs to a request, to know its answer by. */
export interface SentRequest {
  readonly id: number;
  readonly zone: Question;
  /** What verifies the answer; undefined where the request went unsigned. */
  readonly signed: SignedRequest | undefined;
  /** Unix seconds. */
  readonly now: () => number;
}

/** What an answer says, before it is decided what that means. */
export type UpdateAnswer =
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

type UpdateJudgement = Judgement<UpdateAnswer>;

/** Judges octets that came from the server's address. */
export function judgeReply(bytes: Uint8Array, sent: SentRequest): UpdateJudgement {
  let message: Message;
  try {
    message = decodeMessage(bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const answer: UpdateAnswer = { kind: 'invalid', verdict: { status: 'malformed', error } };
    return { kind: 'untrusted', answer, ignored: { reason: `malformed: ${error.rule}` } };
  }
  const mismatch = mismatchOf(message, sent);
  if (mismatch !== undefined) {
    const error = new WireError(mismatch.offset, mismatch.rule);
    const answer: UpdateAnswer = { kind: 'invalid', verdict: { status: 'malformed', error } };
    return { kind: 'untrusted', answer, ignored: { reason: mismatch.rule, rcode: message.rcode } };
  }
  if (sent.signed === undefined) {
    return { kind: 'answer', answer: { kind: 'verdict', message, authenticated: false } };
  }
  return judgeSignature(sent.signed.judge(bytes, { now: sent.now() }));
}

function judgeSignature(verdict: ReplyVerdict): UpdateJudgement {
  switch (verdict.status) {
    case 'verified':
      return {
        kind: 'answer',
        answer: { kind: 'verdict', message: verdict.message, authenticated: true },
      };
    case 'server-error': {
      const answer: UpdateAnswer = { kind: 'signature-rejected', verdict };
      if (verdict.authenticated) return { kind: 'answer', answer };
      const { rcode } = verdict.message;
      const ignored = { reason: `${verdict.error} without a signature`, rcode };
      return { kind: 'untrusted', answer, ignored };
    }
    case 'unsigned': {
      const { rcode } = verdict.message;
      const answer: UpdateAnswer =
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
  { id, zone }: SentRequest,
): { readonly offset: number; readonly rule: string } | undefined {
  if (message.id !== id) return { offset: 0, rule: `it has id ${message.id}, not ours` };
  if (!message.flags.qr) return { offset: 2, rule: 'it is a request' };
  if (message.opcode !== 'UPDATE') {
    return { offset: 2, rule: `it has opcode ${message.opcode}, not UPDATE` };
  }
  const answered = message.zone;
  if (answered === undefined) return undefined;
  const isOurs =
    sameName(answered.name, zone.name) &&
    answered.type === zone.type &&
    answered.class === zone.class;
  return isOurs
    ? undefined
    : { offset: 12, rule: `it is about ${answered.name} ${answered.class} ${answered.type}` };
}
