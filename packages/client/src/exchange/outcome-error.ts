/**
 * What the outcome of an attempt means to the caller: a success, or the error for it, with whether
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
import type { AttemptOutcome } from './attempt.ts';
import type { Interruption } from './call.ts';
import type { UpdateAnswer } from './judge-reply.ts';

/** The outcome of an attempt in which something was sent. */
export type SentOutcome = Extract<AttemptOutcome, { readonly id: number }>;

/** Where an attempt was made, and what of it an error tells. */
export interface AttemptContext extends DnsErrorContext {
  readonly zone: string;
  readonly server: string;
  readonly attempts: number;
  readonly prerequisites: readonly PrerequisiteDescription[];
  /** Whether an earlier copy of the call went out of which nothing is known. */
  readonly mayBeApplied: boolean;
}

/** A NOERROR that can be believed. */
export interface Accepted {
  readonly message: Message;
  readonly authenticated: boolean;
}

/** The success or the error that the outcome of a sent request is. */
export function settle(outcome: SentOutcome, context: AttemptContext): Accepted | DnsError {
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
        `${context.server} did not answer the update of ${context.zone} in time${ignored}: read the zone back before you send it again.`,
        outcome.ignored,
        context,
      );
    }
    case 'lost':
      return new ConnectionLostError(
        `The connection to ${context.server} ended before it answered the update of ${context.zone} (${outcome.cause.message}): read the zone back before you send it again.`,
        { ...context, cause: outcome.cause },
      );
    case 'unsent':
      return unconnected(outcome.cause, context);
    case 'interrupted-after-sending':
      return new UnknownOutcomeError(
        `The update of ${context.zone} was sent to ${context.server} and not answered.`,
        context,
      );
  }
}

/** This copy was not sent, for want of a connection: nothing was, unless an earlier one was. */
export function unconnected(
  cause: Error,
  context: AttemptContext,
): ConnectError | UnknownOutcomeError {
  if (context.mayBeApplied) {
    return new UnknownOutcomeError(
      `The update of ${context.zone} was sent to ${context.server} and not settled, and then there was no connection (${reasonOf(cause)}): read the zone back before you send it again.`,
      { ...context, cause },
    );
  }
  return new ConnectError(
    `No connection to ${context.server} (${reasonOf(cause)}): nothing was sent for ${context.zone}.`,
    { ...context, cause },
  );
}

/** An error of several addresses has no message of its own, only those of its parts. */
function reasonOf(cause: Error): string {
  if (cause.message !== '' || !(cause instanceof AggregateError)) return cause.message;
  return cause.errors
    .map((part) => (part instanceof Error ? part.message : String(part)))
    .join('; ');
}

/** The call was cut short after a message had gone out. */
export function interruptedAfterSending(
  interruption: Interruption | undefined,
  context: AttemptContext,
  deadlineMs: number,
): UnknownOutcomeError {
  const why =
    interruption?.kind === 'aborted'
      ? 'the call was aborted'
      : interruption?.kind === 'closed'
        ? 'the client was closed'
        : `the deadline of ${deadlineMs} ms passed`;
  return new UnknownOutcomeError(
    `The update of ${context.zone} was sent to ${context.server}, and ${why} before it was answered: read the zone back before you send it again.`,
    { ...context, ...(interruption?.kind === 'aborted' ? { cause: interruption.reason } : {}) },
  );
}

function settleAnswer(
  answer: UpdateAnswer,
  { transport, isSigned, signedAt }: SentOutcome,
  context: AttemptContext,
): Accepted | DnsError {
  switch (answer.kind) {
    case 'verdict': {
      const { message, authenticated } = answer;
      if (message.rcode === 'NOERROR') return { message, authenticated };
      return rcodeError(message, {
        ...context,
        authenticated,
        applied: appliedBy(message, context, authenticated || !isSigned || transport !== 'udp'),
      });
    }
    case 'unsigned-rcode':
      return rcodeError(answer.message, {
        ...context,
        authenticated: false,
        applied: appliedBy(answer.message, context, transport !== 'udp'),
      });
    case 'signature-rejected': {
      const isKnown = answer.verdict.authenticated || transport !== 'udp';
      return verdictToError(answer.verdict, {
        ...context,
        applied: isKnown && !context.mayBeApplied ? 'no' : 'unknown',
        now: signedAt,
      });
    }
    case 'invalid':
      return verdictToError(answer.verdict, { ...context, now: signedAt });
  }
}

/** A forwarder says SERVFAIL also when it lost its primary after it had passed the update on. */
function appliedBy(message: Message, { mayBeApplied }: AttemptContext, isKnown: boolean): Applied {
  return isKnown && !mayBeApplied && message.rcode !== 'SERVFAIL' ? 'no' : 'unknown';
}
