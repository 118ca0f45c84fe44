/**
 * One attempt (DESIGN: what each attempt does): a way to a server, a message encoded with an id of
 * its own and signed afresh, and what came of it, as a value.
 */

import type { MessageInput, Question, SignedRequest, Signer } from '@zonewright/wire';
import type { RequestOpcode } from '../tracing/trace.ts';
import type { Channel, ExchangeOutcome, Transport } from '../transport/channel.ts';
import type { Connector } from '../transport/connector.ts';
import { inTime } from '../transport/in-time.ts';
import type { Call } from './call.ts';
import { Copy } from './copy.ts';
import type { Answer } from './judge-reply.ts';
import { NoSignature } from './no-signature.ts';

/** What is to be sent, before it has an id and a signature. */
export interface Request {
  readonly message: MessageInput & { readonly opcode: RequestOpcode };
  /** The message's question, or the entry of its zone section. */
  readonly question: Question;
}

/** How an attempt ended. */
export type AttemptOutcome =
  /** No connection, or no signature, so that nothing was sent. */
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

/** Sends the message once; an update when it is its turn. Waits for nothing that is there already. */
export async function attempt(
  request: Request,
  call: Call,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const { connector } = options;
  const { signal } = call;
  const turns = request.message.opcode === 'UPDATE' ? connector.turns : undefined;
  // Waiting may take as long as connecting; the time for the exchange is not lessened by it.
  const turn = turns?.take(options.timeoutMs, signal);
  const taken = turn instanceof Promise ? await turn : turn;
  if (taken?.status === 'failed') return { status: 'unconnected', cause: taken.cause };
  if (taken?.status === 'aborted') return { status: 'interrupted' };
  try {
    if (signal.aborted) return { status: 'interrupted' };
    const copy = new Copy(request, call, options);
    const opening = connector.open(copy);
    const opened = opening instanceof Promise ? await opening : opening;
    if (opened.status === 'failed') return { status: 'unconnected', cause: opened.cause };
    if (opened.status === 'aborted') return { status: 'interrupted' };
    const { channel } = opened;
    try {
      const signing = copy.sign(channel);
      if (signing !== undefined) {
        const signature = await inTime(settled(signing), copy.remainingMs, signal);
        if (signature !== undefined) copy.take(signature.signed);
        else if (!signal.aborted || call.interruption?.kind === 'deadline') {
          channel.release();
          const cause = new NoSignature('what signs with the key took too long');
          return { status: 'unconnected', cause };
        }
      }
    } catch (error) {
      // A clock, a signer or the size of the message: an open socket would outlive it.
      channel.release();
      throw error;
    }
    if (signal.aborted) {
      channel.release();
      return { status: 'interrupted' };
    }
    return copy.outcomeOf(channel, await copy.exchange(channel));
  } finally {
    turns?.end();
  }
}

/** What a signer's promise comes to, told from none in time; it may be another's than Node's. */
async function settled(
  signing: Promise<SignedRequest>,
): Promise<{ readonly signed: SignedRequest }> {
  return { signed: await signing };
}

/** Whether an answer lacks its end: over UDP, by its TC bit (RFC 1035 section 4.1.1). */
export function isCut(outcome: AttemptOutcome | SentOutcome): boolean {
  if (outcome.status !== 'answered' || outcome.transport !== 'udp') return false;
  return outcome.answer.kind === 'verdict' && outcome.answer.message.flags.tc;
}
