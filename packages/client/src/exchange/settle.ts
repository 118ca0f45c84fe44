/**
 * What the outcome of an attempt means to the caller: an answer, or the error for it, with whether
 * the zone may have changed.
 */

import {
  type Applied,
  type DnsError,
  type DnsErrorContext,
  type Message,
  type PrerequisiteDescription,
  rcodeError,
  verdictToError,
} from '@zonewright/wire';
import { UnknownOutcomeError } from '../errors/outcome-error.ts';
import { ConnectError, ConnectionLostError, TimeoutError } from '../errors/transport-error.ts';
import type { SentOutcome } from './attempt.ts';
import type { Interruption } from './call.ts';
import type { Answer } from './judge-reply.ts';
import { NoSignature } from './no-signature.ts';

/** What was attempted and where, as far as an error tells it. */
export interface AttemptContext extends DnsErrorContext {
  readonly zone: string;
  readonly server: string;
  readonly attempts: number;
  /** What was sent, for a sentence: `the update of example.com.`. */
  readonly subject: string;
  /** What to do when it cannot be said what became of it. */
  readonly advice: string;
  readonly prerequisites: readonly PrerequisiteDescription[];
  /**
   * What is known of the zone but for this attempt: `may-have-changed` where an earlier copy went out
   * of which nothing is known, `unchanged` where none did, `unaffected` by what changes nothing.
   */
  readonly before: 'may-have-changed' | 'unchanged' | 'unaffected';
}

/** A reply that can be believed. */
export interface Accepted {
  readonly message: Message;
  readonly authenticated: boolean;
}

/** The success that an outcome is; undefined for one that is none, see {@link rejectionBy}. */
export function acceptedBy(outcome: SentOutcome): Accepted | undefined {
  if (outcome.status !== 'answered' || outcome.answer.kind !== 'verdict') return undefined;
  const { message, authenticated } = outcome.answer;
  return isAnswer(message) ? { message, authenticated } : undefined;
}

/** The success or the error that the outcome of a sent request is. */
export function settle(outcome: SentOutcome, context: AttemptContext): Accepted | DnsError {
  return acceptedBy(outcome) ?? rejectionBy(outcome, context);
}

/** The error that an outcome is which is no success. */
export function rejectionBy(outcome: SentOutcome, context: AttemptContext): DnsError {
  switch (outcome.status) {
    case 'answered':
      return settleAnswer(outcome.answer, outcome, context);
    case 'timeout': {
      const claim = outcome.untrusted.find(
        ({ kind }) => kind === 'unsigned-rcode' || kind === 'signature-rejected',
      );
      if (claim !== undefined) return settleAnswer(claim, outcome, context);
      const [first] = outcome.ignored;
      const ignored =
        first === undefined
          ? ''
          : `; ${outcome.ignored.length} replies were ignored, the first because ${first.reason}`;
      return new TimeoutError(
        `${context.server} did not answer ${context.subject} in time${ignored}: ${context.advice}. ${raiseTimeout}`,
        outcome.ignored,
        { ...context, applied: afterSending(context) },
      );
    }
    case 'lost':
      return new ConnectionLostError(
        `The connection to ${context.server} ended before it answered ${context.subject} (${outcome.cause.message}): ${context.advice}.`,
        { ...context, applied: afterSending(context), cause: outcome.cause },
      );
    case 'unsent':
      return unconnected(outcome.cause, context);
    case 'interrupted-after-sending':
      return new UnknownOutcomeError(
        `${sentenceCase(context.subject)} was sent to ${context.server} and not answered.`,
        { ...context, applied: afterSending(context) },
      );
  }
}

/** A sentence more of advice, where there was no answer: PowerDNS needs its time for large RRsets. */
export function orLonger(cause: unknown): string {
  return cause instanceof TimeoutError ? ` ${raiseTimeout}` : '';
}

const raiseTimeout = 'If the server may need longer than timeoutMs, raise that.';

/** This copy was not sent, for want of a connection or a signature: nothing was, unless an earlier one was. */
export function unconnected(
  cause: Error,
  context: AttemptContext,
): ConnectError | UnknownOutcomeError {
  const what = cause instanceof NoSignature ? 'signature for' : 'connection to';
  if (context.before === 'may-have-changed') {
    return new UnknownOutcomeError(
      `${sentenceCase(context.subject)} was sent and not settled, and then there was no ${what} ${context.server} (${reasonOf(cause)}): ${context.advice}.`,
      { ...context, cause },
    );
  }
  return new ConnectError(
    `No ${what} ${context.server} (${reasonOf(cause)}): ${context.subject} was not sent.`,
    { ...context, cause },
  );
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether the zone may have changed once a copy went out of which nothing is known. */
function afterSending({ before }: AttemptContext): Applied {
  return before === 'unaffected' ? 'no' : 'unknown';
}

/** An error of several addresses has no message of its own, only those of its parts. */
function reasonOf(cause: Error): string {
  if (cause.message !== '' || !(cause instanceof AggregateError)) return cause.message;
  return cause.errors
    .map((part) => (part instanceof Error ? part.message : String(part)))
    .join('; ');
}

/** Why a call was cut short, for a sentence. */
export function interruptionReason(
  interruption: Interruption | undefined,
  deadlineMs: number,
): string {
  switch (interruption?.kind) {
    case 'aborted':
      return 'the call was aborted';
    case 'closed':
      return 'the client was closed';
    default:
      return `the deadline of ${deadlineMs} ms passed`;
  }
}

/** The error that an answer is which is no success. */
function settleAnswer(answer: Answer, outcome: SentOutcome, context: AttemptContext): DnsError {
  const { transport, isSigned, signedAt } = outcome;
  const isConnection = transport !== 'udp';
  const isRepeated = 'copies' in outcome && outcome.copies > 1;
  switch (answer.kind) {
    case 'verdict': {
      const { message, authenticated } = answer;
      const isKnown = authenticated || !isSigned || isConnection;
      return rcodeError(message, {
        ...context,
        authenticated,
        applied: appliedBy(message.rcode, context, isKnown, isRepeated),
      });
    }
    case 'unsigned-rcode':
      return rcodeError(answer.message, {
        ...context,
        authenticated: false,
        applied: appliedBy(answer.message.rcode, context, isConnection, isRepeated),
      });
    case 'signature-rejected': {
      const isKnown = answer.verdict.authenticated || isConnection;
      const isUnchanged = isKnown && !isRepeated && context.before === 'unchanged';
      return verdictToError(answer.verdict, {
        ...context,
        applied: isUnchanged ? 'no' : afterSending(context),
        now: signedAt,
      });
    }
    case 'invalid':
      return verdictToError(answer.verdict, {
        ...context,
        applied: afterSending(context),
        now: signedAt,
      });
  }
}

/** To a query NXDOMAIN is an answer; to an update it says that a prerequisite failed. */
function isAnswer({ rcode, opcode }: Message): boolean {
  return rcode === 'NOERROR' || (opcode === 'QUERY' && rcode === 'NXDOMAIN');
}

function appliedBy(
  rcode: string,
  context: AttemptContext,
  isKnown: boolean,
  isRepeated: boolean,
): Applied {
  if (!isKnown || context.before !== 'unchanged') return afterSending(context);
  // A forwarder says SERVFAIL also when it lost its primary after it had passed the update on.
  if (rcode === 'SERVFAIL') return 'unknown';
  // Which of several datagrams it answers cannot be told, nor what the others did.
  return isRepeated ? 'unknown' : 'no';
}
