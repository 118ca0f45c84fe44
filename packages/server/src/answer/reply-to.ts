/**
 * What a request that was read is answered with: it is carried out, unless it is refused, and the reply
 * is made from what came of it. Faults that show in the octets of a reply are put in here.
 */

import {
  type Message,
  type QueryMessage,
  type Question,
  type RequestVerdict,
  signStream,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import type { Profile } from '../profile/profiles.ts';
import { answerNotify } from './answer-notify.ts';
import { answerQuery, type QueryAnswer, withoutRecords } from './answer-query.ts';
import { answerTransfer, asksForTransfer } from './answer-transfer.ts';
import { answerUpdate } from './answer-update.ts';
import type { Fault } from './fault.ts';
import { withHiddenVerdict } from './hidden-verdict.ts';
import type { Leases } from './leases.ts';
import { misleadingVerdict } from './misbehave.ts';
import { type CheckedPolicy, mayQuery, mayTransfer } from './policy.ts';
import { datagramTransferReply, queryReply, updateReply } from './reply.ts';
import type { Request } from './request.ts';
import type { ServedZones } from './served-zones.ts';
import { type Messages, transferReply } from './transfer-reply.ts';

/** A reply; for a transfer its first message, and what gives the others. */
export interface Reply {
  readonly first: Uint8Array;
  readonly rest?: Messages | undefined;
}

/** What the server answers from. */
export interface Served {
  readonly zones: ServedZones;
  readonly policy: CheckedPolicy;
  readonly leases: Leases | undefined;
  readonly profile: Profile;
  readonly onNotify: (zone: string) => void;
}

/** When a request came, and when later messages of its reply are made; in Unix seconds. */
export interface ReplyTimes {
  /** By a clock that no fault has set. */
  readonly now: number;
  readonly clock: () => number;
}

/** Does what is asked, unless it is refused, and makes the reply. */
export function replyTo(
  given: Request,
  fault: Fault,
  served: Served,
  { now, clock }: ReplyTimes,
): Reply {
  const { zones, profile } = served;
  const { replies } = profile;
  const request = withHiddenVerdict(given, replies);
  const { message } = request;
  const refusal = fault.rcode ?? refusalOf(request);
  const verdict = misleadingVerdict(request.verdict, fault);
  const isTruncated = fault.cut === 'tc';
  if (message.opcode === 'UPDATE') {
    const { rcode, granted } =
      refusal === undefined
        ? answerUpdate({ ...request, message }, zones, { ...served, now })
        : { rcode: refusal };
    const options = granted === undefined ? [] : [granted];
    const reply = { ...request, message, verdict };
    return { first: updateReply(reply, rcode, { isTruncated, options, rules: replies }) };
  }
  const query = { ...request, message, verdict };
  const answer =
    refusal === undefined ? answerOf({ ...request, message }, served) : withoutRecords(refusal);
  if (isTruncated || answer.rcode !== 'NOERROR' || !asksForTransfer(message)) {
    return { first: queryReply(query, answer, isTruncated) };
  }
  if (request.transport === 'udp') return { first: datagramTransferReply(query, answer) };
  const signed = misleadingVerdict(signingAll(request), fault);
  const rest = transferReply({ ...query, verdict: signed }, answer, clock);
  const { value: first } = rest.next();
  // There is always one message.
  return { first: first as Uint8Array, rest };
}

function answerOf(
  request: Request<QueryMessage>,
  { zones, policy, onNotify }: Served,
): QueryAnswer {
  const { message } = request;
  if (message.opcode === 'NOTIFY') return answerNotify(message, zones, onNotify);
  if (asksForTransfer(message)) {
    return answerTransfer(request, zones, (zone) => mayTransfer(policy, request, zone));
  }
  const permits = (zone: Zone, question: Question): boolean =>
    mayQuery(policy, request, zone, question);
  return answerQuery(message, zones, permits);
}

/** The verdict of a request whose replies are several: each is signed as the one after the other. */
function signingAll({ message, verdict }: Request): RequestVerdict {
  if (verdict.status !== 'verified' || message.tsig === undefined) return verdict;
  return { ...verdict, sign: signStream(verdict.key, message.tsig) };
}

/** Why a request is not looked into, whatever it asks for: EDNS first, then the signature. */
function refusalOf({
  message,
  verdict,
}: Request<Message>): 'BADVERS' | 'NOTAUTH' | 'FORMERR' | undefined {
  // RFC 6891 section 6.1.3: with a version that is not known, nothing else is.
  if (message.edns !== undefined && message.edns.version > 0) return 'BADVERS';
  return verdict.status === 'rejected' ? verdict.rcode : undefined;
}
