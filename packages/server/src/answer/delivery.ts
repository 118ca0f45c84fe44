/**
 * A reply and how it goes back: what the core leaves to whoever has the socket. Without faults it is
 * the whole reply, at once.
 */

import { type Fault, noFault } from './fault.ts';
import type { Transport } from './received.ts';
import type { Messages } from './transfer-reply.ts';

/** What goes back for one request. */
export interface Delivery {
  /** The datagram, or the message for the connection; undefined for none. */
  readonly reply: Uint8Array | undefined;
  /** It leaves so many milliseconds later. */
  readonly delayMs: number;
  /**
   * Octets that the connection still carries, the length in front of the message counted; all where
   * it is undefined.
   */
  readonly streamBytes: number | undefined;
  /** The connection is closed behind them. */
  readonly closes: boolean;
  /** What the connection carries behind it: the other messages of a transfer, made when asked for. */
  readonly rest: Messages | undefined;
}

/** The octets of the length in front of a message on a connection (RFC 1035 section 4.2.2). */
const lengthBytes = 2;

/** A reply without a fault; undefined for none. */
export function wholeDelivery(reply: Uint8Array | undefined, rest?: Messages): Delivery {
  return { reply, delayMs: 0, streamBytes: undefined, closes: false, rest };
}

/** What becomes of a reply. */
export function deliver(
  reply: Uint8Array | undefined,
  fault: Fault,
  transport: Transport,
  rest?: Messages,
): Delivery {
  if (fault === noFault) return wholeDelivery(reply, rest);
  const { delayMs = 0, drop = false, close = false } = fault;
  const cutBytes = typeof fault.cut === 'number' ? fault.cut : undefined;
  const isDropped = drop !== false;
  const isLost = isDropped || (close && cutBytes === undefined);
  const left = isLost ? undefined : reply;
  if (transport === 'udp') return { ...wholeDelivery(left?.slice(0, cutBytes)), delayMs };
  const closes = close || (cutBytes !== undefined && !isDropped);
  const follows = left === undefined || closes ? undefined : rest;
  return { reply: left, delayMs, streamBytes: cutBytes, closes, rest: follows };
}

/** The message that arrives: none where the connection ends before it is whole. */
export function arrivingMessage({
  reply,
  streamBytes = Infinity,
}: Delivery): Uint8Array | undefined {
  return reply !== undefined && streamBytes >= lengthBytes + reply.length ? reply : undefined;
}
