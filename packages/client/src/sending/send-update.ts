/**
 * Sends one update until there is an outcome: over the servers in their order, and over them again
 * after a pause, for as long as it may be tried again.
 */

import { DnsError, RcodeError, type UpdateMessage } from '@zonewright/wire';
import { ClientClosedError } from '../errors/client-closed.ts';
import { UnknownOutcomeError } from '../errors/outcome-error.ts';
import { ConnectError } from '../errors/transport-error.ts';
import { Interrupted, retried, TryAgain } from '../exchange/retried.ts';
import {
  type AttemptContext,
  interruptionReason,
  orLonger,
  unconnected,
} from '../exchange/settle.ts';
import type { Connectors } from '../reading/servers.ts';
import type { Source } from '../reading/source.ts';
import type { Connector } from '../transport/connector.ts';
import { bindResult } from './bind-result.ts';
import { insertedSoa, refuseStaleSoa } from './refuse-stale-soa.ts';
import { Sending, type SendSettings } from './sending.ts';
import { settleByReading } from './settle-by-reading.ts';
import { conclude, done, tryServer, unknown } from './try-server.ts';
import type { UnboundResult, UpdateResult } from './update-result.ts';

/**
 * Sends the update to the servers that are given, or those of its zone.
 *
 * @throws {DnsError} or, where the caller aborted before anything was sent, the signal's reason
 */
export async function sendUpdate(
  source: Source,
  message: UpdateMessage,
  options: SendSettings,
  given: Connectors | undefined = source.servers.given,
): Promise<UpdateResult> {
  const { settings, servers, calls } = source;
  const call = calls.begin(settings.deadlineMs, options.signal);
  let sending: Sending | undefined;
  try {
    const connectors = given ?? (await servers.of(message.zone?.name ?? '.', call));
    sending = new Sending(message, call, connectors, settings, options);
    const { verify } = options;
    const soa = verify ? insertedSoa(message) : undefined;
    if (soa !== undefined) await refuseStaleSoa(sending, soa);
    const [connector] = connectors;
    const outcome = await sending.sendCopy(connector);
    const concluded = conclude(sending, { connector, outcome }, verify);
    const step = concluded instanceof Promise ? await concluded : concluded;
    // Most updates end here, and need nothing of what more tries take.
    const result =
      step.kind === 'done' ? step.result : await tryOthers(sending, verify, step.reason);
    return bindResult(source, message, result);
  } catch (error) {
    throw sending === undefined ? error : told(sending, error);
  } finally {
    calls.end(call);
  }
}

/** Goes on after the first server: to the others, and then over all of them again. */
async function tryOthers(
  sending: Sending,
  verify: boolean,
  first: DnsError,
): Promise<UnboundResult> {
  sending.reason = first;
  let [, ...left] = sending.connectors;
  const tryAll = async (): Promise<UnboundResult> => {
    const connectors = left;
    left = [...sending.connectors];
    for (const connector of connectors) {
      const { reason } = sending;
      const step = await tryServer(sending, connector, verify);
      if (step.kind === 'done') return step.result;
      if (reason === undefined || !saysLess(step.reason, reason)) sending.reason = step.reason;
    }
    throw new TryAgain(sending.reason as DnsError);
  };
  try {
    return await retried(tryAll, sending.call, sending.settings.retry);
  } catch (error) {
    if (error instanceof TryAgain) return await giveUp(sending, error.reason);
    throw error;
  }
}

/** All tries are used up. */
async function giveUp(sending: Sending, reason: DnsError): Promise<UnboundResult> {
  if (!sending.isUnanswered || !sending.settlesUnknown) throw reason;
  const settled = await settleByReading(sending, 'until-it-shows');
  if (settled.kind === 'holds') return done(sending, settled).result;
  throw isStillProven(reason) ? reason : unknown(sending, reason, settled);
}

/**
 * Whether one reason for another try tells less than another one: that a server is not there does,
 * unless a copy went out since and the zone may have changed by it.
 */
function saysLess(later: DnsError, earlier: DnsError): boolean {
  const isNotThere = later instanceof ConnectError || later instanceof UnknownOutcomeError;
  return isNotThere && !(earlier instanceof ConnectError) && later.applied === earlier.applied;
}

/**
 * Whether it is a verdict that is proven, which says more than that a copy was lost. One by which
 * nothing changed is of no use any more once another copy went out of which nothing is known.
 */
function isStillProven(reason: DnsError | undefined): reason is RcodeError {
  return reason instanceof RcodeError && reason.authenticated && reason.applied !== 'no';
}

/** What the caller is told of what ended the call. */
function told(sending: Sending, error: unknown): unknown {
  if (error instanceof Interrupted) return interrupted(sending);
  const mayHaveChanged = sending.mayHaveChanged && sending.message.updates.length > 0;
  const isOutcome = error instanceof DnsError && error.applied !== 'no';
  // The caller's clock or signer says nothing of what was sent before it threw.
  return isOutcome || !mayHaveChanged
    ? error
    : leftUnknown(sending, 'the clock or the signer threw', error);
}

/** The error of a call that was cut short. */
function interrupted(sending: Sending): unknown {
  const { call, settings, reason } = sending;
  const { interruption } = call;
  if (!sending.mayHaveChanged) {
    if (interruption?.kind === 'aborted') return interruption.reason;
    if (interruption?.kind === 'closed') return new ClientClosedError();
    if (reason !== undefined) return reason;
    const cause = new Error(interruptionReason(interruption, settings.deadlineMs));
    return unconnected(cause, lastContext(sending));
  }
  if (interruption?.kind === 'deadline' && isStillProven(reason)) return reason;
  const cause = interruption?.kind === 'aborted' ? interruption.reason : reason;
  return leftUnknown(sending, interruptionReason(interruption, settings.deadlineMs), cause);
}

/** The error of a call that ended after a copy was sent and before it was settled. */
function leftUnknown(sending: Sending, why: string, cause: unknown): UnknownOutcomeError {
  const context = lastContext(sending);
  return new UnknownOutcomeError(
    `The update of ${sending.zone} was sent to ${context.server}, and ${why} before it was known what became of it: read the zone back before you send it again.${orLonger(cause)}`,
    { ...context, ...(cause === undefined ? {} : { cause }) },
  );
}

/** Of the server that a copy was sent to last, or that would have been the first. */
function lastContext(sending: Sending): AttemptContext {
  return sending.contextOf(sending.sent?.connector ?? (sending.connectors[0] as Connector));
}
