/**
 * One attempt (DESIGN: what each attempt does): a way to a server, a message encoded with an id of
 * its own and signed afresh, and what came of it, as a value.
 */

import {
  encodeMessage,
  type MessageInput,
  type Question,
  type SignedRequest,
  type Signer,
} from '@zonewright/wire';
import {
  type AttemptTrace,
  type RequestOpcode,
  type RequestTrace,
  traceAttempt,
  traceExchange,
  traceIgnoredReply,
} from '../tracing/trace.ts';
import type { Channel, ExchangeOutcome, Transport } from '../transport/channel.ts';
import type { Connector } from '../transport/connector.ts';
import type { Call } from './call.ts';
import { type Answer, judgeReply, type SentRequest } from './judge-reply.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What is to be sent, before it has an id and a signature. */
export interface Request {
  readonly message: MessageInput & { readonly opcode: RequestOpcode };
  /** The message's question, or the entry of its zone section. */
  readonly question: Question;
}

/** How an attempt ended. */
export type AttemptOutcome =
  /** No connection, so that nothing was sent. */
  | { readonly status: 'unconnected'; readonly cause: Error }
  /** The call was cut short before anything was sent. */
  | { readonly status: 'interrupted' }
  | SentAttempt;

/** How an attempt ended in which something was given to a channel. */
export type SentOutcome = SentRequestFacts &
  (
    | Exclude<ExchangeOutcome<Answer>, { readonly status: 'aborted' }>
    /** The call was cut short after the message was sent. */
    | { readonly status: 'interrupted-after-sending'; readonly copies: number }
  );

/** What is known of a request that was sent, whatever came of it. */
export interface SentRequestFacts {
  readonly id: number;
  readonly transport: Transport;
  readonly isSigned: boolean;
  /** The time of signing, in Unix seconds. */
  readonly signedAt: number;
}

/** An attempt in which something was given to a channel, on which what is asked next can go too. */
export type SentAttempt = SentOutcome & {
  readonly channel: Channel;
  /** From sending it to what came of it. */
  readonly exchangeMs: number;
};

export interface AttemptOptions {
  readonly connector: Connector;
  readonly key: Signer | undefined;
  /** Unix seconds. */
  readonly clock: () => number;
  /** For all of it, connecting included. */
  readonly timeoutMs: number;
  /** Demands a connection, after an answer over UDP was cut. */
  readonly needsTcp?: boolean;
  /** Whether UDP sends the same octets again while no answer comes. */
  readonly retransmits: boolean;
  /** The channel that an earlier request of the call used. */
  readonly prefer?: Channel | undefined;
}

/** Sends the message once; an update when it is its turn. */
export async function attempt(
  request: Request,
  call: Call,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const { turns } = options.connector;
  if (turns === undefined || request.message.opcode !== 'UPDATE') {
    return await attemptNow(request, call, options);
  }
  // Waiting may take as long as connecting; the time for the exchange is not lessened by it.
  const turn = await turns.take(options.timeoutMs, call.signal);
  if (turn.status === 'failed') return { status: 'unconnected', cause: turn.cause };
  if (turn.status === 'aborted') return { status: 'interrupted' };
  try {
    return await attemptNow(request, call, options);
  } finally {
    turn.end();
  }
}

async function attemptNow(
  { message, question }: Request,
  call: Call,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const { connector, key, clock, needsTcp = false, retransmits, prefer } = options;
  const { signal } = call;
  if (signal.aborted) return { status: 'interrupted' };
  // The call's own deadline comes by its signal.
  const deadline = performance.now() + options.timeoutMs;
  const remainingMs = (): number => Math.max(1, Math.ceil(deadline - performance.now()));
  const unsigned = encodeMessage(message);
  const { opcode } = message;
  const number = call.attempts;
  const tried = (): AttemptTrace => ({
    server: connector.label,
    opcode,
    question,
    attempt: number,
  });
  traceAttempt(tried);
  const opened = await connector.open({
    messageBytes: unsigned.length + (key?.overheadBytes ?? 0),
    needsTcp,
    timeoutMs: remainingMs(),
    signal,
    prefer,
  });
  if (opened.status === 'failed') return { status: 'unconnected', cause: opened.cause };
  if (opened.status === 'aborted') return { status: 'interrupted' };
  const { channel } = opened;

  const id = channel.newId();
  unsigned[0] = id >>> 8;
  unsigned[1] = id & 0xff;
  let signedAt: number;
  let signed: SignedRequest | undefined;
  try {
    signedAt = clock();
    const signing = key?.sign(unsigned, { now: signedAt });
    signed = signing instanceof Promise ? await unlessAborted(signing, signal) : signing;
  } catch (error) {
    // A clock, a signer or the size of the message: an open socket would outlive it.
    channel.release();
    throw error;
  }
  if (signal.aborted) {
    channel.release();
    return { status: 'interrupted' };
  }
  const sent: SentRequest = { id, opcode, question, signed, now: clock };
  const bytes = signed?.bytes ?? unsigned;
  const { transport, peer } = channel;
  const about = (): RequestTrace => ({ ...tried(), transport, peer, id, request: bytes });
  const startedAt = performance.now();
  let reply: Uint8Array | undefined;
  let rcode: string | undefined;
  const outcome = await channel.exchange<Answer>({
    id,
    bytes,
    judge: (octets) => {
      const judgement = judgeReply(octets, sent);
      if (judgement.kind === 'answer') {
        reply = octets;
        rcode = rcodeOf(judgement.answer);
      } else {
        traceIgnoredReply(() => ({ ...about(), reply: octets, ...judgement.ignored }));
      }
      return judgement;
    },
    timeoutMs: remainingMs(),
    retransmits,
    signal,
  });
  const exchangeMs = performance.now() - startedAt;
  traceExchange(() => ({
    ...about(),
    reply,
    rcode,
    status: outcome.status,
    startedAt,
    durationMs: exchangeMs,
  }));
  const facts = {
    id,
    transport,
    isSigned: signed !== undefined,
    signedAt,
    exchangeMs,
    channel,
  };
  if (outcome.status !== 'aborted') return { ...facts, ...outcome };
  return outcome.sent
    ? { ...facts, status: 'interrupted-after-sending', copies: outcome.copies }
    : { status: 'interrupted' };
}

/** What a believed answer says, in one word. */
function rcodeOf(answer: Answer): string | undefined {
  if (answer.kind === 'signature-rejected') return answer.verdict.error;
  return answer.kind === 'verdict' ? answer.message.rcode : undefined;
}

/** Whether an answer lacks its end: over UDP, by its TC bit (RFC 1035 section 4.1.1). */
export function isCut(outcome: AttemptOutcome | SentOutcome): boolean {
  if (outcome.status !== 'answered' || outcome.transport !== 'udp') return false;
  return outcome.answer.kind === 'verdict' && outcome.answer.message.flags.tc;
}
