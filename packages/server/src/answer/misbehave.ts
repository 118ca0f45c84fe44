/**
 * The faults that show in the octets of a reply. Each changes what the reply is made from, or the
 * finished reply; what is answered in between does not know of them.
 */

import { InvalidOptionError, type RequestVerdict, type TsigKey } from '@zonewright/wire';
import type { Fault } from './fault.ts';
import { largestTime, type Request, readRequest } from './request.ts';
import type { Messages } from './transfer-reply.ts';

/**
 * The request as a server would see it whose clock is off.
 *
 * @throws {InvalidOptionError} where the time does not fit in a TSIG
 */
export function atSkewedTime(
  request: Request,
  octets: Uint8Array,
  keys: readonly TsigKey[],
  { clockSkewSeconds = 0 }: Fault,
): Request {
  if (clockSkewSeconds === 0) return request;
  const now = request.now + clockSkewSeconds;
  if (!(now >= 0 && now <= largestTime)) {
    const rule = `the time would be ${now}, which no TSIG can say`;
    throw new InvalidOptionError('faults.clockSkewSeconds', clockSkewSeconds, rule);
  }
  const { transport, from } = request;
  return readRequest(octets, keys, { transport, from, now }) ?? request;
}

/** What signs the reply, or spoils its signature, or leaves it out. */
export function misleadingVerdict(verdict: RequestVerdict, { mac }: Fault): RequestVerdict {
  if (mac === undefined || verdict.status === 'unsigned') return verdict;
  if (mac === 'none') return { status: 'unsigned' };
  return {
    ...verdict,
    // The MAC is that of another message, which differs in one bit: Z, which is reserved.
    sign: (reply, options) => flipReservedBit(verdict.sign(flipReservedBit(reply), options)),
  };
}

/** The reply with another id in its header, or with TC where it is a header and no more. */
export function withHeader(reply: Uint8Array, { id, cut }: Fault): Uint8Array {
  if (id === undefined && cut !== 'tc') return reply;
  const changed = reply.slice();
  if (id !== undefined) {
    changed[0] = id >>> 8;
    changed[1] = id & 0xff;
  }
  // A signed reply has it already, under its MAC.
  if (cut === 'tc') changed[2] = (changed[2] as number) | 0x02;
  return changed;
}

/** The same for the other messages of a transfer. */
export function withHeaders(messages: Messages | undefined, fault: Fault): Messages | undefined {
  if (messages === undefined || fault.id === undefined) return messages;
  return {
    next: () => {
      const { done, value } = messages.next();
      return done === true ? { done, value } : { done: false, value: withHeader(value, fault) };
    },
  };
}

function flipReservedBit(message: Uint8Array): Uint8Array {
  const flipped = message.slice();
  flipped[3] = (flipped[3] as number) ^ 0x40;
  return flipped;
}
