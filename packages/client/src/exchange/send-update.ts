/**
 * Sends one update over as many attempts as it may take. What may be tried again is decided by what
 * is known: so far only what was not sent, for want of a connection (RFC 2136 section 4.6).
 */

import { BadTimeError, canonicalName, DnsError, type UpdateMessage } from '@zonewright/wire';
import { describePrerequisites } from '@zonewright/zone';
import pRetry from 'p-retry';
import { ClientClosedError } from '../errors/client-closed.ts';
import { UnknownOutcomeError } from '../errors/outcome-error.ts';
import { ConnectError } from '../errors/transport-error.ts';
import type { ClientSettings } from '../options/client-options.ts';
import type { Connector } from '../transport/connector.ts';
import { attemptUpdate } from './attempt.ts';
import type { Call } from './call.ts';
import {
  type Accepted,
  type AttemptContext,
  interruptedAfterSending,
  type SentOutcome,
  settle,
  unconnected,
} from './outcome-error.ts';
import type { UpdateResult } from './update-result.ts';

/** The call was cut short before anything was sent; it never reaches a caller. */
class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
}

/**
 * Sends the message until there is an outcome.
 *
 * @throws {DnsError} or, where the caller aborted before anything was sent, the signal's reason
 */
export async function sendUpdate(
  message: UpdateMessage,
  call: Call,
  connector: Connector,
  settings: ClientSettings,
): Promise<UpdateResult> {
  const prerequisites = describePrerequisites(message);
  const zone = canonicalName(message.zone?.name ?? '.');
  let lastConnectError: ConnectError | undefined;
  /** The server's clock less ours, once a signed BADTIME has told it. */
  let skewSeconds: number | undefined;
  /** Whether a copy went out of which nothing is known: then no later error of the call says `no`. */
  let mayBeApplied = false;
  const context = (): AttemptContext => ({
    zone,
    server: settings.server.label,
    attempts: call.attempts,
    prerequisites,
    mayBeApplied,
  });

  const noteConnectError = (error: DnsError): DnsError => {
    if (error instanceof ConnectError) lastConnectError = error;
    return error;
  };

  const attempt = async (needsTcp: boolean): Promise<UpdateResult> => {
    if (call.signal.aborted) throw new Interrupted();
    const outcome = await attemptUpdate(message, call, {
      connector,
      needsTcp,
      key: settings.key,
      clock: () => settings.clock() + (skewSeconds ?? 0),
      timeoutMs: settings.timeoutMs,
    });
    switch (outcome.status) {
      case 'interrupted':
        throw new Interrupted();
      case 'unconnected':
        throw noteConnectError(unconnected(outcome.cause, context()));
      case 'interrupted-after-sending':
        throw interruptedAfterSending(call.interruption, context(), settings.deadlineMs);
      default:
        return isCut(outcome) ? await afterCut() : await settled(outcome, needsTcp);
    }
  };

  /** An answer over UDP that was cut (TC) leads to TCP, never to success (RFC 8945 section 5.3). */
  const afterCut = async (): Promise<UpdateResult> => {
    mayBeApplied = true;
    // The first copy may have been applied: a second one is safe only without prerequisites.
    if (message.prerequisites.length === 0) return await attempt(true);
    throw new UnknownOutcomeError(
      `${settings.server.label} answered the update of ${zone} with a cut message: read the zone back, and send it by TCP.`,
      context(),
    );
  };

  const settled = async (outcome: SentOutcome, needsTcp: boolean): Promise<UpdateResult> => {
    const settlement = settle(outcome, context());
    if (!(settlement instanceof DnsError)) return result(outcome, settlement);
    noteConnectError(settlement);
    const isCorrectable = settings.correctsClock && skewSeconds === undefined;
    if (!isCorrectable || !isCorrectableSkew(settlement)) throw settlement;
    skewSeconds = settlement.skewSeconds;
    return await attempt(needsTcp);
  };

  const result = (outcome: SentOutcome, { authenticated }: Accepted): UpdateResult => ({
    rcode: 'NOERROR',
    zone,
    server: settings.server.label,
    transport: outcome.transport,
    id: outcome.id,
    attempts: call.attempts,
    durationMs: call.durationMs,
    authenticated,
    settledBy: 'response',
    ...(skewSeconds === undefined ? {} : { skewSeconds }),
    rrsets: [],
  });

  try {
    return await retried(() => attempt(false), call, settings);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const { interruption } = call;
    if (mayBeApplied) throw interruptedAfterSending(interruption, context(), settings.deadlineMs);
    if (interruption?.kind === 'aborted') throw interruption.reason;
    if (interruption?.kind === 'closed') throw new ClientClosedError();
    const cause = lastConnectError ?? new Error(`the deadline of ${settings.deadlineMs} ms passed`);
    throw unconnected(cause, context());
  }
}

/** Longest skew that is corrected for: with more, something else is wrong than a clock. */
const maxCorrectedSkewSeconds = 86_400;

/**
 * Whether the server's clock, told by a BADTIME whose MAC verifies, is to be signed by: once, and for
 * this call alone. The client's own clock is never changed (RFC 8945 section 5.2.3).
 */
function isCorrectableSkew(error: DnsError): error is BadTimeError {
  return error instanceof BadTimeError && Math.abs(error.skewSeconds) <= maxCorrectedSkewSeconds;
}

/** Whether an answer over UDP lacks its end. */
function isCut(outcome: SentOutcome): boolean {
  if (outcome.status !== 'answered' || outcome.transport !== 'udp') return false;
  return outcome.answer.kind === 'verdict' && outcome.answer.message.flags.tc;
}

/** Runs attempts until one ends in another way than without a connection. */
async function retried(
  attempt: () => Promise<UpdateResult>,
  call: Call,
  { retry }: ClientSettings,
): Promise<UpdateResult> {
  // p-retry throws away a success that comes after its signal aborts: it may do so in pauses alone.
  const pause = new AbortController();
  let isPausing = false;
  const onInterrupt = (): void => {
    if (isPausing) pause.abort(new Interrupted());
  };
  call.signal.addEventListener('abort', onInterrupt);
  try {
    return await pRetry(
      () => {
        isPausing = false;
        return attempt();
      },
      {
        retries: retry.attempts - 1,
        minTimeout: retry.minDelayMs,
        maxTimeout: retry.maxDelayMs,
        randomize: true,
        signal: pause.signal,
        shouldRetry: ({ error }) => error instanceof ConnectError && !call.signal.aborted,
        onFailedAttempt: () => {
          isPausing = true;
        },
      },
    );
  } finally {
    call.signal.removeEventListener('abort', onInterrupt);
  }
}
