/**
 * From what there is to say to the octets of the reply: header, the question or zone of the request,
 * EDNS where the request had it, the signature, and never more octets than the other side takes.
 */

import {
  type Edns,
  type EdnsOption,
  encodeMessage,
  type MessageFlags,
  type MessageInput,
  MessageTooLargeError,
  maxMessageBytes,
  type QueryMessage,
  type Rcode,
  rcodes,
  type UpdateMessage,
} from '@zonewright/wire';
import type { ReplyRules } from '../profile/profile.ts';
import type { QueryAnswer } from './answer-query.ts';
import type { Request } from './request.ts';

/** What a UDP reply may have without EDNS (RFC 1035 section 4.2.1). */
const plainUdpBytes = 512;

/** Most octets of a UDP reply, whatever is allowed: what passes every network in one piece. */
const mostUdpBytes = 1232;

/** What the four bits of the header hold; the other eight are in the OPT (RFC 6891 section 6.1.3). */
const largestPlainRcode = 15;

/** What the reply to an update may say besides. */
export interface UpdateReplyOptions {
  /** Sets TC. */
  readonly isTruncated?: boolean;
  /** Goes into the OPT, where the request had one. */
  readonly options?: readonly EdnsOption[];
  /** How the server that is taken after answers otherwise. */
  readonly rules?: ReplyRules;
}

/** The reply to an update: the zone section comes back, the others do not (RFC 2136 section 3.8). */
export function updateReply(
  request: Request<UpdateMessage>,
  rcode: Rcode,
  { isTruncated = false, options = [], rules = {} }: UpdateReplyOptions = {},
): Uint8Array {
  const { message } = request;
  const { id, opcode, zone } = message;
  const flags = { ...updateFlags(message, rules), qr: true, tc: isTruncated };
  const said = rules.copiesHeader && rcode === 'NOERROR' ? message.rcode : rcode;
  const edns = rules.leavesOutEdns?.(rcode) ? undefined : replyEdns(request, rcode, options);
  const verdict = { id, opcode, flags, rcode: said, edns };
  const isUnsigned =
    request.verdict.status === 'verified' && rules.leavesUnsigned?.(message, rcode);
  const signer = isUnsigned ? withoutSignature(request) : request;
  if (rules.leavesOutZone?.(message, rcode)) return signed(signer, verdict);
  // The verdict is never cut: where it does not fit, the zone section goes.
  return signedIfFits(signer, { ...verdict, zone }) ?? signed(signer, verdict);
}

function updateFlags(
  { flags }: UpdateMessage,
  { setsAa = false, copiesHeader = false }: ReplyRules,
): Partial<MessageFlags> {
  return copiesHeader ? { rd: flags.rd, cd: flags.cd } : { aa: setsAa };
}

function withoutSignature(request: Request<UpdateMessage>): Request<UpdateMessage> {
  return { ...request, verdict: { status: 'unsigned' } };
}

/**
 * The reply to a query. Where it does not fit, the question goes alone with TC set: half an RRset is
 * none, and a referral without its addresses may lead nowhere (RFC 2181 section 9, RFC 9471).
 */
export function queryReply(
  request: Request<QueryMessage>,
  answer: QueryAnswer,
  isTruncated = false,
): Uint8Array {
  const whole = isTruncated ? undefined : signedIfFits(request, queryMessage(request, answer));
  if (whole !== undefined) return whole;
  const cut = { ...answer, answers: [], authorities: [], additionals: [] };
  // On a connection there is no larger message to be asked for again.
  const last =
    isTruncated || request.transport === 'udp'
      ? queryMessage(request, cut, true)
      : queryMessage(request, { ...cut, rcode: 'SERVFAIL', isAuthoritative: false });
  return signed(request, last);
}

/** The same for a transfer over UDP: where it does not fit, the SOA goes alone (RFC 1995 section 2). */
export function datagramTransferReply(
  request: Request<QueryMessage>,
  answer: QueryAnswer,
): Uint8Array {
  const whole = signedIfFits(request, queryMessage(request, answer));
  if (whole !== undefined) return whole;
  const soaAlone = { ...answer, answers: answer.answers.slice(0, 1) };
  return signed(request, queryMessage(request, soaAlone));
}

export function queryMessage(
  request: Request<QueryMessage>,
  { rcode, isAuthoritative, answers, authorities, additionals }: QueryAnswer,
  isTruncated = false,
): MessageInput {
  const { id, opcode, flags, questions } = request.message;
  return {
    id,
    opcode,
    flags: { qr: true, aa: isAuthoritative, tc: isTruncated, rd: flags.rd, cd: flags.cd },
    rcode,
    questions: questions.length === 1 ? questions : [],
    answers,
    authorities,
    additionals,
    edns: replyEdns(request, rcode),
  };
}

/**
 * The OPT of a reply: there where the request had one (RFC 6891 section 7), DO copied (RFC 3225), or
 * where a fault wants an RCODE that cannot be said without.
 */
function replyEdns(
  { message }: Request,
  rcode: Rcode,
  options: readonly EdnsOption[] = [],
): Edns | undefined {
  const isNeeded = (rcodes.number(rcode) as number) > largestPlainRcode;
  if (message.edns === undefined && !isNeeded) return undefined;
  const dnssecOk = message.edns?.dnssecOk ?? false;
  return { udpPayloadBytes: mostUdpBytes, version: 0, dnssecOk, options };
}

/** Encodes and signs a message; undefined where it is too large for a reply to the request. */
function signedIfFits(request: Request, message: MessageInput): Uint8Array | undefined {
  try {
    const reply = signed(request, message);
    return reply.length <= replyLimit(request) ? reply : undefined;
  } catch (error) {
    if (error instanceof MessageTooLargeError) return undefined;
    throw error;
  }
}

function replyLimit({ transport, message: { edns } }: Request): number {
  if (transport !== 'udp') return maxMessageBytes;
  const allowed = Math.max(edns?.udpPayloadBytes ?? 0, plainUdpBytes);
  return Math.min(allowed, mostUdpBytes);
}

export function signed({ verdict, now }: Request, message: MessageInput): Uint8Array {
  const reply = encodeMessage(message);
  // With EDNS of another version nothing else of the request counts, as BIND, Knot and PowerDNS
  // have it: their BADVERS is unsigned.
  if (verdict.status === 'unsigned' || message.rcode === 'BADVERS') return reply;
  return verdict.sign(reply, { now });
}
