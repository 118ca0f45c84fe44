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
  isAttemptTraced,
  isTraced,
  type RequestOpcode,
  type RequestTrace,
  traceAttempt,
  traceExchange,
  traceIgnoredReply,
} from '../tracing/trace.ts';
import type { Channel, ExchangeOutcome, Judgement, Transport } from '../transport/channel.ts';
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
  { message, question }: Request,
  call: Call,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const { connector, key, clock, needsTcp = false, retransmits, prefer } = options;
  const { signal } = call;
  const { opcode } = message;
  const turns = opcode === 'UPDATE' ? connector.turns : undefined;
  // Waiting may take as long as connecting; the time for the exchange is not lessened by it.
  const turn = await turns?.take(options.timeoutMs, signal);
  if (turn?.status === 'failed') return { status: 'unconnected', cause: turn.cause };
  if (turn?.status === 'aborted') return { status: 'interrupted' };
  try {
    if (signal.aborted) return { status: 'interrupted' };
    // The call's own deadline comes by its signal.
    const deadline = performance.now() + options.timeoutMs;
    const unsigned = encodeMessage(message);
    const number = call.attempts;
    if (isAttemptTraced()) {
      traceAttempt({ server: connector.label, opcode, question, attempt: number });
    }
    const opened = await connector.open({
      messageBytes: unsigned.length + (key?.overheadBytes ?? 0),
      isSigned: key !== undefined,
      needsTcp,
      timeoutMs: msFrom(performance.now(), deadline),
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
    const bytes = signed?.bytes ?? unsigned;
    const sent: SentRequest = { id, opcode, question, signed, now: clock };
    const judge = new Judge(sent, bytes, connector.label, number, channel);
    const startedAt = performance.now();
    const outcome = await channel.exchange<Answer>({
      id,
      bytes,
      judge: (reply) => judge.judge(reply),
      timeoutMs: msFrom(startedAt, deadline),
      retransmits,
      signal,
    });
    const exchangeMs = performance.now() - startedAt;
    if (isTraced()) judge.trace(outcome, startedAt, exchangeMs);
    const isSigned = signed !== undefined;
    const { transport } = channel;
    const facts = { id, transport, isSigned, signedAt, exchangeMs, channel };
    if (outcome.status !== 'aborted') return Object.assign(facts, outcome);
    return outcome.sent
      ? { ...facts, status: 'interrupted-after-sending', copies: outcome.copies }
      : { status: 'interrupted' };
  } finally {
    turns?.end();
  }
}

/** Whole milliseconds, at least one. */
function msFrom(now: number, deadline: number): number {
  return Math.max(1, Math.ceil(deadline - now));
}

/** Judges what comes back, and tells of it. */
class Judge {
  readonly #sent: SentRequest;
  readonly #bytes: Uint8Array;
  readonly #server: string;
  readonly #attempt: number;
  readonly #channel: Channel;
  /** The octets of the answer. */
  #reply: Uint8Array | undefined;

  constructor(
    sent: SentRequest,
    bytes: Uint8Array,
    server: string,
    attempt: number,
    channel: Channel,
  ) {
    this.#sent = sent;
    this.#bytes = bytes;
    this.#server = server;
    this.#attempt = attempt;
    this.#channel = channel;
  }

  judge(reply: Uint8Array): Judgement<Answer> {
    const judgement = judgeReply(reply, this.#sent);
    if (judgement.kind === 'answer') this.#reply = reply;
    else traceIgnoredReply({ ...this.#about(), reply, ...judgement.ignored });
    return judgement;
  }

  trace(outcome: ExchangeOutcome<Answer>, startedAt: number, durationMs: number): void {
    const { status } = outcome;
    const reply = this.#reply;
    const rcode =
      status === 'answered' && reply !== undefined ? rcodeOf(outcome.answer) : undefined;
    traceExchange({ ...this.#about(), reply, rcode, status, startedAt, durationMs });
  }

  #about(): RequestTrace {
    const { id, opcode, question } = this.#sent;
    const { transport, peer } = this.#channel;
    const tried = { server: this.#server, opcode, question, attempt: this.#attempt };
    return { ...tried, transport, peer, id, request: this.#bytes };
  }
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
