/**
 * What a proxy does to one exchange: the words in which a test's script says it, and the check
 * that it makes sense, so that a fault which was meant but cannot be done fails the test.
 */

/** `request`: from the client to the server. `reply`: from the server to the client. */
export type Direction = 'request' | 'reply';

/** One connection (TCP), or one datagram of a client's with all that comes back for it (UDP). */
export type Exchange = (
  | { readonly transport: 'tcp' }
  | {
      readonly transport: 'udp';
      /** The client's datagram. */
      readonly datagram: Uint8Array;
    }
) & {
  /** Counts the exchanges of both transports since the script was set, from 0. */
  readonly index: number;
};

/** Datagrams that nobody asked for; a function is given the server's reply to make them from. */
export type Forgeries = readonly Uint8Array[] | ((reply: Uint8Array) => readonly Uint8Array[]);

/**
 * What happens to an exchange. The parts are applied in the order: drop, mutate, cut, duplicate,
 * delay, segment. Octets of TCP are counted from the start of the connection, which may carry
 * several messages, each with two octets of length before it (RFC 1035 section 4.2.2).
 */
export interface Plan {
  /**
   * TCP: after this many octets of the client's went on, both sides are closed; what was not yet
   * passed on, either way, never is. 0 closes when the client's first octet comes.
   * UDP: the datagram is cut to this many octets; 0 sends nothing.
   */
  readonly cutRequestAfter?: number;
  /** The same for the server's octets, or for each datagram of the server's. */
  readonly cutReplyAfter?: number;
  /** What the client sends is swallowed. A connection stays open. */
  readonly dropRequest?: boolean;
  /** What the server sends is swallowed, the end of its connection included. */
  readonly dropReply?: boolean;
  /** Passes on what the client sends this many milliseconds after it came. @default 0 */
  readonly delayRequestMs?: number;
  /** The same for what the server sends. @default 0 */
  readonly delayReplyMs?: number;
  /** UDP: this many further copies go on. @default 0 */
  readonly duplicateRequest?: number;
  /** UDP: the same for each datagram of the server's. @default 0 */
  readonly duplicateReply?: number;
  /** Changes what goes on. UDP: whole datagrams. TCP: octets as they happened to be read. */
  readonly mutateRequest?: (octets: Uint8Array) => Uint8Array;
  /** The same for what the server sends. */
  readonly mutateReply?: (octets: Uint8Array) => Uint8Array;
  /** TCP: passes octets on in pieces of at most this many, both ways. */
  readonly segment?: number;
  /** TCP: where it cuts, both connections are reset (RST) and not ended (FIN). @default false */
  readonly reset?: boolean;
  /**
   * UDP: datagrams to the client from the address that it sent to. Octets are sent when the
   * request has come and before it goes on, so also where no reply follows; what a function makes
   * of the reply is sent before the reply.
   */
  readonly injectBefore?: Forgeries;
  /** UDP: the same, but from another port of the same address. */
  readonly fromOtherPort?: Forgeries;
}

/** Decides what happens to an exchange; `undefined` passes it on as it is. */
export type Script = (exchange: Exchange) => Plan | undefined;

const counts = ['cutRequestAfter', 'cutReplyAfter', 'duplicateRequest', 'duplicateReply'] as const;
const onlyTcp = ['segment', 'reset'] as const;
const onlyUdp = ['duplicateRequest', 'duplicateReply', 'injectBefore', 'fromOtherPort'] as const;

/** @throws Error naming the part of the plan that cannot be done with this transport. */
export function checkPlan(plan: Plan, transport: 'tcp' | 'udp'): Plan {
  const refuse = (sentence: string) => {
    throw new Error(`the plan of a proxy: ${sentence}`);
  };
  for (const field of counts) {
    const value = plan[field] ?? 0;
    if (!Number.isSafeInteger(value) || value < 0) refuse(`${field} is ${value}, no count`);
  }
  for (const field of ['delayRequestMs', 'delayReplyMs'] as const) {
    const value = plan[field] ?? 0;
    if (!(value >= 0 && value <= 600_000)) refuse(`${field} is ${value}, not 0 to 600,000`);
  }
  const { segment = 1 } = plan;
  if (!Number.isSafeInteger(segment) || segment < 1) refuse(`segment is ${segment}, not 1 or more`);
  for (const field of transport === 'tcp' ? onlyUdp : onlyTcp) {
    if (plan[field] !== undefined) refuse(`${field} is not for ${transport}`);
  }
  const { cutRequestAfter, cutReplyAfter } = plan;
  if (plan.reset === true && cutRequestAfter === undefined && cutReplyAfter === undefined) {
    refuse('reset says how to cut, and nothing is cut');
  }
  if (plan.dropRequest === true && cutRequestAfter !== undefined) {
    refuse('either dropRequest or cutRequestAfter');
  }
  if (plan.dropReply === true && cutReplyAfter !== undefined) {
    refuse('either dropReply or cutReplyAfter');
  }
  return plan;
}
