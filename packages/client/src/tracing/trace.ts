/**
 * What a client does, told to whoever listens: on channels of `node:diagnostics_channel`, and as text
 * with `NODE_DEBUG=zonewright`. Messages are told as octets; a secret is in none of them.
 */

import { type Channel, channel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import type { Question } from '@zonewright/wire';
import { hexDump } from './hex-dump.ts';

/** What a client sends (RFC 1035, RFC 1996, RFC 2136). */
export type RequestOpcode = 'QUERY' | 'NOTIFY' | 'UPDATE';

/** On `zonewright:attempt`: a server is about to be tried. */
export interface AttemptTrace {
  /** `host:port`, an IPv6 address in brackets. */
  readonly server: string;
  readonly opcode: RequestOpcode;
  /** What is asked, or the zone that is updated. */
  readonly question: Question;
  /** Messages signed or connections tried so far by the update that it is for. */
  readonly attempt: number;
}

/** What the traces of one request have in common. */
export interface RequestTrace extends AttemptTrace {
  /** The IP address and port that it went to; undefined for a server in the same process. */
  readonly peer: { readonly address: string; readonly port: number } | undefined;
  readonly transport: string;
  /** The id in its header. */
  readonly id: number;
  /**
   * The octets as sent, signature included. In all traces of one request they are the same object, by
   * which a listener can tell what belongs together: replies come in on events of a socket, which may
   * have been opened by another call.
   */
  readonly request: Uint8Array;
}

/** On `zonewright:exchange`: a request was sent, and this came of it. */
export interface ExchangeTrace extends RequestTrace {
  /** The octets of the answer, where one came that can be believed. */
  readonly reply: Uint8Array | undefined;
  /** What that answer says: its RCODE, or the TSIG error that it rejects our signature with. */
  readonly rcode: string | undefined;
  /** `answered` without a `reply`: what came over the connection cannot be believed. */
  readonly status: 'answered' | 'timeout' | 'lost' | 'unsent' | 'aborted';
  /** When it was sent, in milliseconds by `performance.now()`. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** On `zonewright:ignored-reply`: octets came that cannot be believed, or are for something else. */
export interface IgnoredReplyTrace extends RequestTrace {
  readonly reply: Uint8Array;
  readonly reason: string;
  /** The RCODE that it claims, where it could be read. */
  readonly rcode?: string;
}

const log = debuglog('zonewright');
const attempts: Channel = channel('zonewright:attempt');
const exchanges: Channel = channel('zonewright:exchange');
const ignoredReplies: Channel = channel('zonewright:ignored-reply');

/** Whether anybody listens to what becomes of exchanges: traces are made for those who do alone. */
export function isTraced(): boolean {
  return exchanges.hasSubscribers || log.enabled;
}

/** Whether anybody listens to attempts. */
export function isAttemptTraced(): boolean {
  return attempts.hasSubscribers || log.enabled;
}

export function traceAttempt(trace: AttemptTrace): void {
  attempts.publish(trace);
  if (!log.enabled) return;
  const { server, opcode, question, attempt } = trace;
  const number = attempt === 0 ? '' : `, attempt ${attempt}`;
  log('%s %s %s to %s%s', opcode, question.name, question.type, server, number);
}

export function traceExchange(trace: ExchangeTrace): void {
  exchanges.publish(trace);
  if (!log.enabled) return;
  const { request, reply, status, durationMs } = trace;
  log('%s: %s after %d ms\n%s', nameOf(trace), status, Math.round(durationMs), hexDump(request));
  if (reply !== undefined) log('%s: answer\n%s', nameOf(trace), hexDump(reply));
}

export function traceIgnoredReply(trace: IgnoredReplyTrace): void {
  ignoredReplies.publish(trace);
  if (!log.enabled) return;
  log('%s: ignored, %s\n%s', nameOf(trace), trace.reason, hexDump(trace.reply));
}

function nameOf({ opcode, id, server, transport }: RequestTrace): string {
  return `${opcode} ${id} at ${server} over ${transport}`;
}
