/**
 * Sends one update until there is an outcome: over the servers in their order, and over them again
 * after a pause. What may be tried again is decided by what is known (RFC 2136 section 4): no
 * connection, SERVFAIL and NOTIMP lead on; what was sent and not answered is repeated where that is
 * safe, and read back first where it is not; every other verdict is final.
 */

import {
  type DnsError,
  NotImpError,
  PrerequisiteError,
  RcodeError,
  ServFailError,
  TsigError,
} from '@zonewright/wire';
import { ClientClosedError } from '../errors/client-closed.ts';
import { UnknownOutcomeError } from '../errors/outcome-error.ts';
import { ConnectError } from '../errors/transport-error.ts';
import { isCut } from '../exchange/attempt.ts';
import { isChokedByEdns } from '../exchange/edns-choke.ts';
import { Interrupted, retried, TryAgain } from '../exchange/retried.ts';
import {
  type Accepted,
  acceptedBy,
  interruptionReason,
  rejectionBy,
  unconnected,
} from '../exchange/settle.ts';
import { isHeld } from '../readback/rrset-state.ts';
import type { Connector } from '../transport/connector.ts';
import { refuseStaleSoa } from './refuse-stale-soa.ts';
import type { CopyOptions, Sending, SentCopy } from './sending.ts';
import { type Settlement, settleByReading } from './settle-by-reading.ts';
import type { UnboundResult } from './update-result.ts';
import { verifyUpdate } from './verify-update.ts';

/** How a call came out at one server, where that is no error that ends it. */
type Step =
  | { readonly kind: 'done'; readonly result: UnboundResult }
  /** The next server may be tried, or this one again. */
  | { readonly kind: 'again'; readonly reason: DnsError };

/**
 * Sends the update.
 *
 * @throws {DnsError} or, where the caller aborted before anything was sent, the signal's reason
 */
export async function sendUpdate(sending: Sending, verify: boolean): Promise<UnboundResult> {
  const reasons: Reasons = { main: undefined };
  try {
    if (verify) await refuseStaleSoa(sending);
    // Most updates end here, and need nothing of what more tries take.
    const step = await tryServer(sending, sending.connectors[0], verify);
    if (step.kind === 'done') return step.result;
    reasons.main = step.reason;
    return await tryOthers(sending, verify, reasons);
  } catch (error) {
    throw error instanceof Interrupted ? interrupted(sending, reasons.main) : error;
  }
}

/** Why another try was needed: of several reasons the one that says most. */
interface Reasons {
  main: DnsError | undefined;
}

/** Goes on after the first server: to the others, and then over all of them again. */
async function tryOthers(
  sending: Sending,
  verify: boolean,
  reasons: Reasons,
): Promise<UnboundResult> {
  let [, ...left] = sending.connectors;
  const tryAll = async (): Promise<UnboundResult> => {
    const connectors = left;
    left = [...sending.connectors];
    for (const connector of connectors) {
      const { main } = reasons;
      const step = await tryServer(sending, connector, verify);
      if (step.kind === 'done') return step.result;
      if (main === undefined || !saysLess(step.reason, main)) reasons.main = step.reason;
    }
    throw new TryAgain(reasons.main as DnsError);
  };
  try {
    return await retried(tryAll, sending.call, sending.settings.retry);
  } catch (error) {
    if (error instanceof TryAgain) return await giveUp(sending, error.reason);
    throw error;
  }
}

/** Sends a copy to one server, or as many as it takes to get by what can be corrected. */
async function tryServer(
  sending: Sending,
  connector: Connector,
  verify: boolean,
  options: CopyOptions = {},
): Promise<Step> {
  const outcome = await sending.sendCopy(connector, options);
  // Nothing went out.
  if (outcome.status === 'interrupted') throw new Interrupted();
  if (outcome.status === 'unconnected') {
    const reason = unconnected(outcome.cause, sending.contextOf(connector));
    if (sending.isUnanswered && !sending.settlesUnknown) throw reason;
    return { kind: 'again', reason };
  }
  if (outcome.status !== 'unsent') sending.sent = { connector, outcome };
  if (outcome.status === 'interrupted-after-sending') {
    sending.mayHaveChanged = true;
    throw new Interrupted();
  }
  if (isCut(outcome)) return await afterCut(sending, connector, verify, options);
  const accepted = acceptedBy(outcome);
  if (accepted !== undefined) {
    const result = resultOf(sending, { connector, outcome }, accepted);
    if (!verify) return { kind: 'done', result };
    sending.mayHaveChanged = true;
    const rrsets = await verifyUpdate(sending, { connector, outcome });
    return { kind: 'done', result: { ...result, durationMs: sending.call.durationMs, rrsets } };
  }
  const settlement = rejectionBy(outcome, sending.contextOf(connector));
  if (outcome.status === 'unsent') return { kind: 'again', reason: settlement };
  // Whatever another copy is answered says nothing of this one.
  if (settlement.applied !== 'no') sending.mayHaveChanged = true;
  if (sending.clocks.correct(connector, settlement)) {
    return await tryServer(sending, connector, verify, options);
  }
  const hasEdns = sending.hasEdns && options.withoutEdns !== true;
  if (hasEdns && isChokedByEdns(settlement)) {
    return await tryServer(sending, connector, verify, { ...options, withoutEdns: true });
  }
  if (settlement instanceof RcodeError) return await afterVerdict(sending, settlement);
  return await afterNoAnswer(sending, settlement);
}

/** The server said no. */
async function afterVerdict(sending: Sending, verdict: RcodeError): Promise<Step> {
  if (verdict instanceof NotImpError || verdict instanceof ServFailError) {
    return { kind: 'again', reason: verdict };
  }
  const isKnown = verdict.applied === 'no' || !sending.settlesUnknown;
  // Who rejects the signature of an update rejects those of questions too.
  if (isKnown || verdict instanceof TsigError) throw verdict;
  const patience = verdict instanceof PrerequisiteError ? 'until-it-shows' : 'once';
  const settled = await settleByReading(sending, patience);
  if (settled.kind === 'holds') return done(sending, settled);
  if (sending.isUnanswered && verdict instanceof PrerequisiteError) {
    throw unknown(sending, verdict, settled);
  }
  throw verdict;
}

/** A copy went out, and no answer came that can be believed. */
async function afterNoAnswer(sending: Sending, reason: DnsError): Promise<Step> {
  sending.mayHaveChanged = true;
  sending.isUnanswered = true;
  if (!sending.settlesUnknown) throw reason;
  if (sending.isSafeToRepeat) return { kind: 'again', reason };
  const settled = await settleByReading(sending, 'until-answered');
  if (settled.kind === 'holds') return done(sending, settled);
  // Its prerequisites keep another copy from being carried out where the first one was.
  if (settled.kind === 'missing') return { kind: 'again', reason };
  throw unknown(sending, reason, settled);
}

/** An answer over UDP that was cut leads to TCP, never to success (RFC 8945 section 5.3). */
async function afterCut(
  sending: Sending,
  connector: Connector,
  verify: boolean,
  options: CopyOptions,
): Promise<Step> {
  sending.mayHaveChanged = true;
  sending.isUnanswered = true;
  sending.demandTcp(connector);
  if (sending.isSafeToRepeat) return await tryServer(sending, connector, verify, options);
  const reason = new UnknownOutcomeError(
    `${connector.label} answered the update of ${sending.zone} with a cut message: read the zone back, and send it by TCP.`,
    sending.contextOf(connector),
  );
  if (!sending.settlesUnknown) throw reason;
  const settled = await settleByReading(sending, 'until-answered');
  if (settled.kind === 'holds') return done(sending, settled);
  if (settled.kind === 'missing') return await tryServer(sending, connector, verify, options);
  throw unknown(sending, reason, settled);
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

/** The error of a call that was cut short. */
function interrupted(sending: Sending, reason: DnsError | undefined): unknown {
  const { call, settings, zone } = sending;
  const { interruption } = call;
  const where = sending.sent?.connector ?? sending.connectors[0];
  const context = sending.contextOf(where as Connector);
  if (!sending.mayHaveChanged) {
    if (interruption?.kind === 'aborted') return interruption.reason;
    if (interruption?.kind === 'closed') return new ClientClosedError();
    if (reason !== undefined) return reason;
    return unconnected(new Error(interruptionReason(interruption, settings.deadlineMs)), context);
  }
  if (interruption?.kind === 'deadline' && isStillProven(reason)) return reason;
  const cause = interruption?.kind === 'aborted' ? interruption.reason : reason;
  return new UnknownOutcomeError(
    `The update of ${zone} was sent to ${context.server}, and ${interruptionReason(interruption, settings.deadlineMs)} before it was known what became of it: read the zone back before you send it again.`,
    { ...context, ...(cause === undefined ? {} : { cause }) },
  );
}

/** Nothing settles it. */
function unknown(sending: Sending, cause: DnsError, settled: Settlement): UnknownOutcomeError {
  const { connector } = sending.sent ?? {};
  const context = sending.contextOf((connector ?? sending.connectors[0]) as Connector);
  return new UnknownOutcomeError(
    `It is not known what became of the update of ${sending.zone} at ${context.server}: ${settled.finding}. Read the zone back before you send it again.`,
    { ...context, applied: 'unknown', cause },
    settled.rrsets,
  );
}

function done(
  sending: Sending,
  settled: Extract<Settlement, { readonly kind: 'holds' }>,
): Extract<Step, { readonly kind: 'done' }> {
  // Nothing is read back before something was sent.
  const copy = sending.sent as SentCopy;
  const { authenticated, connector } = settled;
  const rrsets = settled.rrsets.filter(isHeld);
  const result = resultOf(sending, { ...copy, connector }, { authenticated });
  return { kind: 'done', result: { ...result, settledBy: 'read-back', rrsets } };
}

function resultOf(
  sending: Sending,
  { connector, outcome }: SentCopy,
  { authenticated }: Pick<Accepted, 'authenticated'>,
): UnboundResult {
  const { call, zone } = sending;
  const skewSeconds = sending.clocks.skewOf(connector);
  return {
    rcode: 'NOERROR',
    zone,
    server: connector.label,
    transport: outcome.transport,
    id: outcome.id,
    attempts: call.attempts,
    durationMs: call.durationMs,
    authenticated,
    settledBy: 'response',
    ...(skewSeconds === undefined ? {} : { skewSeconds }),
    rrsets: [],
  };
}
