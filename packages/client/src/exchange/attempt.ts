/**
 * One attempt to send an update (DESIGN: what each attempt does): a way to the server, the message
 * encoded with an id of its own and signed afresh, and what came of it, as a value.
 */

import {
  encodeMessage,
  type SignedRequest,
  type Signer,
  type UpdateMessage,
} from '@zonewright/wire';
import type { Channel, ExchangeOutcome, Transport } from '../transport/channel.ts';
import type { Connector } from '../transport/connector.ts';
import type { Call } from './call.ts';
import { judgeReply, type SentRequest, type UpdateAnswer } from './judge-reply.ts';

/** How an attempt ended. */
export type AttemptOutcome =
  /** No connection, so that nothing was sent. */
  | { readonly status: 'unconnected'; readonly cause: Error }
  /** The call was cut short before anything was sent. */
  | { readonly status: 'interrupted' }
  | ({
      readonly id: number;
      readonly transport: Transport;
      readonly isSigned: boolean;
      /** The time of signing, in Unix seconds. */
      readonly signedAt: number;
    } & SentOutcome);

type SentOutcome =
  | Exclude<ExchangeOutcome<UpdateAnswer>, { readonly status: 'aborted' }>
  | {
      /** The call was cut short after the message was sent. */
      readonly status: 'interrupted-after-sending';
    };

export interface AttemptOptions {
  readonly connector: Connector;
  readonly key: Signer | undefined;
  readonly clock: () => number;
  readonly timeoutMs: number;
  readonly needsTcp: boolean;
}

/** Sends the message once. */
export async function attemptUpdate(
  message: UpdateMessage,
  call: Call,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const { connector, key, clock, needsTcp } = options;
  const { signal } = call;
  const deadline = performance.now() + Math.min(options.timeoutMs, call.remainingMs);
  const remainingMs = (): number => Math.max(1, Math.ceil(deadline - performance.now()));
  call.attempts += 1;
  const messageBytes = encodeMessage(message).length + (key?.overheadBytes ?? 0);
  const opened = await connector.open({
    messageBytes,
    needsTcp,
    timeoutMs: remainingMs(),
    signal,
  });
  if (opened.status === 'failed') return { status: 'unconnected', cause: opened.cause };
  if (opened.status === 'aborted') return { status: 'interrupted' };
  return await exchangeOn(opened.channel);

  async function exchangeOn(channel: Channel): Promise<AttemptOutcome> {
    const id = channel.newId();
    const unsigned = encodeMessage({ ...message, id });
    let signedAt: number;
    let signed: SignedRequest | undefined;
    try {
      signedAt = clock();
      signed = await key?.sign(unsigned, { now: signedAt });
    } catch (error) {
      // A clock, a signer or the size of the message: an open socket would outlive it.
      channel.release();
      throw error;
    }
    // An answer always has the zone of its request, which a message to send always has.
    const sent: SentRequest = { id, zone: message.zone as SentRequest['zone'], signed, now: clock };
    const outcome = await channel.exchange<UpdateAnswer>({
      id,
      bytes: signed?.bytes ?? unsigned,
      judge: (reply) => judgeReply(reply, sent),
      timeoutMs: remainingMs(),
      signal,
      retransmits: false,
    });
    const about = {
      id,
      transport: channel.transport,
      isSigned: signed !== undefined,
      signedAt,
    };
    if (outcome.status !== 'aborted') return { ...about, ...outcome };
    return outcome.sent
      ? { ...about, status: 'interrupted-after-sending' }
      : { status: 'interrupted' };
  }
}
