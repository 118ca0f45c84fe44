/**
 * What carries a request to the server and its answer back. A channel tells what happened as a
 * value: whether anything was sent decides what a failure means, and that is for those above.
 */

import type { IgnoredReply } from '../errors/transport-error.ts';
import type { StopSignal } from './stop-signal.ts';

/** What a channel goes over; `memory` is a server in the same process. */
export type Transport = 'tcp' | 'udp' | 'tls' | 'memory';

/** The other end of a channel. */
export interface Peer {
  /** An IP address, without brackets. */
  readonly address: string;
  readonly port: number;
}

/** What a judge says of octets that came back. */
export type Judgement<Answer> =
  /** The answer: waiting ends. */
  | { readonly kind: 'answer'; readonly answer: Answer }
  /**
   * Not to be trusted. Over a connection it is what there is, and `answer` says so; on UDP anybody
   * can have sent it, and waiting goes on.
   */
  | { readonly kind: 'untrusted'; readonly answer: Answer; readonly ignored: IgnoredReply };

/** One request, encoded and signed. */
export interface ChannelRequest<Answer> {
  /** The id in its header. */
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly judge: (reply: Uint8Array) => Judgement<Answer>;
  readonly timeoutMs: number;
  readonly signal: StopSignal;
  /** UDP only: whether the same octets are sent again while no answer came. */
  readonly retransmits: boolean;
}

/**
 * How an exchange ended. `copies` counts the datagrams that were handed to the kernel; on a
 * connection it is 1.
 */
export type ExchangeOutcome<Answer> =
  | { readonly status: 'answered'; readonly answer: Answer; readonly copies: number }
  /** No answer in time; `untrusted` are the answers of untrusted replies, in their order. */
  | {
      readonly status: 'timeout';
      readonly ignored: readonly IgnoredReply[];
      readonly untrusted: readonly Answer[];
      readonly copies: number;
    }
  /**
   * The connection ended, or sent what is no DNS, after the request had gone out; or the server's
   * port was unreachable for one of several datagrams, of which another may have arrived.
   */
  | { readonly status: 'lost'; readonly cause: Error; readonly copies: number }
  /** The request did not go out, or its only datagram found nobody. */
  | { readonly status: 'unsent'; readonly cause: Error }
  /** The signal aborted, before or after the request went out. */
  | { readonly status: 'aborted'; readonly sent: false }
  | { readonly status: 'aborted'; readonly sent: true; readonly copies: number };

/** A way to the server on which requests can be sent. */
export interface Channel {
  readonly transport: Transport;
  /** Where it leads: one of the addresses of a host name; undefined without a network. */
  readonly peer: Peer | undefined;
  /** A random id that no request in flight on this channel has (RFC 5452 section 9.2). */
  newId(): number;
  /** Sends one request; each opening of a channel is for one of them. */
  exchange<Answer>(request: ChannelRequest<Answer>): Promise<ExchangeOutcome<Answer>>;
  /** Gives it up before a request was sent: frees what was for this request alone. */
  release(): void;
  /** Ends what is in flight, and frees the socket. */
  close(): void;
}

/** How connecting ended. */
export type ConnectOutcome =
  | { readonly status: 'connected'; readonly channel: Channel }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

/** Most ignored replies that are remembered of one exchange. */
export const maxIgnored = 16;
