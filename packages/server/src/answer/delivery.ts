/**
 * A reply and how it goes back: what the core leaves to whoever has the socket. Without faults it is
 * the whole reply, at once.
 */

import { type Fault, noFault } from './fault.ts';
import type { Transport } from './received.ts';

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
}

/** The octets of the length in front of a message on a connection (RFC 1035 section 4.2.2). */
const lengthBytes = 2;

/** A reply without a fault; undefined for none. */
export function wholeDelivery(reply: Uint8Array | undefined): Delivery {
  return { reply, delayMs: 0, streamBytes: undefined, closes: false };
}

/** What becomes of a reply. */
export function deliver(
  reply: Uint8Array | undefined,
  fault: Fault,
  transport: Transport,
): Delivery {
  if (fault === noFault) return wholeDelivery(reply);
  const { delayMs = 0, drop = false, close = false } = fault;
  const cutBytes = typeof fault.cut === 'number' ? fault.cut : undefined;
  const isDropped = drop !== false;
  const isLost = isDropped || (close && cutBytes === undefined);
  const left = isLost ? undefined : reply;
  if (transport === 'udp') return { ...wholeDelivery(left?.slice(0, cutBytes)), delayMs };
  const closes = close || (cutBytes !== undefined && !isDropped);
  return { reply: left, delayMs, streamBytes: cutBytes, closes };
}

/** The message that arrives: none where the connection ends before it is whole. */
export function arrivingMessage({
  reply,
  streamBytes = Infinity,
}: Delivery): Uint8Array | undefined {
  return reply !== undefined && streamBytes >= lengthBytes + reply.length ? reply : undefined;
}
