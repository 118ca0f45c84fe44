/**
 * One server and one update: a copy is sent there, or as many as it takes, and what follows from how it
 * came out is decided by what is known (RFC 2136 section 4): no connection, SERVFAIL and NOTIMP lead on;
 * what was sent and not answered is repeated where that is safe, and read back first where it is not;
 * every other verdict is final.
 */

import {
  type DnsError,
  NotImpError,
  PrerequisiteError,
  RcodeError,
  ServFailError,
  TsigError,
} from '@zonewright/wire';
import { type RRsetState, UnknownOutcomeError } from '../errors/outcome-error.ts';
import { type AttemptOutcome, isCut } from '../exchange/attempt.ts';
import { isChokedByEdns } from '../exchange/edns-choke.ts';
import { Interrupted } from '../exchange/retried.ts';
import {
  type Accepted,
  acceptedBy,
  orLonger,
  rejectionBy,
  unconnected,
} from '../exchange/settle.ts';
import { isHeld } from '../readback/rrset-state.ts';
import type { Connector } from '../transport/connector.ts';
import type { CopyOptions, Sending, SentCopy } from './sending.ts';
import { type Settlement, settleByReading } from './settle-by-reading.ts';
import type { UnboundResult } from './update-result.ts';
import { verifyUpdate } from './verify-update.ts';

/** How a call came out at one server, where that is no error that ends it. */
export type Step =
  | { readonly kind: 'done'; readonly result: UnboundResult }
  /** The next server may be tried, or this one again. */
  | { readonly kind: 'again'; readonly reason: DnsError };

/** A copy that was to be sent to a server, and how that came out. */
interface Tried {
  readonly connector: Connector;
  readonly outcome: AttemptOutcome;
}

/** Sends a copy to one server, or as many as it takes to get by what can be corrected. */
export async function tryServer(
  sending: Sending,
  connector: Connector,
  verify: boolean,
  options: CopyOptions = {},
): Promise<Step> {
  const outcome = await sending.sendCopy(connector, options);
  return await conclude(sending, { connector, outcome }, verify, options);
}

/** What follows from how a copy came out: at once, where nothing more has to be sent for it. */
export function conclude(
  sending: Sending,
  { connector, outcome }: Tried,
  verify: boolean,
  options: CopyOptions = {},
): Step | Promise<Step> {
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
  if (isCut(outcome)) return afterCut(sending, connector, verify, options);
  const accepted = acceptedBy(outcome);
  if (accepted !== undefined) {
    const copy = { connector, outcome };
    if (verify) return verified(sending, copy, accepted);
    return { kind: 'done', result: resultOf(sending, copy, accepted, []) };
  }
  const settlement = rejectionBy(outcome, sending.contextOf(connector));
  if (outcome.status === 'unsent') return { kind: 'again', reason: settlement };
  // Whatever another copy is answered says nothing of this one.
  if (settlement.applied !== 'no') sending.mayHaveChanged = true;
  if (sending.clocks.correct(connector, settlement)) {
    return tryServer(sending, connector, verify, options);
  }
  const hasEdns = sending.hasEdns && options.withoutEdns !== true;
  if (hasEdns && isChokedByEdns(settlement)) {
    return tryServer(sending, connector, verify, { ...options, withoutEdns: true });
  }
  if (settlement instanceof RcodeError) return afterVerdict(sending, settlement);
  return afterNoAnswer(sending, settlement);
}

/** The server said yes, and the zone is asked whether it shows it. */
async function verified(sending: Sending, copy: SentCopy, accepted: Accepted): Promise<Step> {
  sending.mayHaveChanged = true;
  const rrsets = await verifyUpdate(sending, copy);
  return { kind: 'done', result: resultOf(sending, copy, accepted, rrsets) };
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

/** Nothing settles it. */
export function unknown(
  sending: Sending,
  cause: DnsError,
  settled: Settlement,
): UnknownOutcomeError {
  const { connector } = sending.sent ?? {};
  const context = sending.contextOf((connector ?? sending.connectors[0]) as Connector);
  return new UnknownOutcomeError(
    `It is not known what became of the update of ${sending.zone} at ${context.server}: ${settled.finding}. Read the zone back before you send it again.${orLonger(cause)}`,
    { ...context, applied: 'unknown', cause },
    settled.rrsets,
  );
}

export function done(
  sending: Sending,
  settled: Extract<Settlement, { readonly kind: 'holds' }>,
): Extract<Step, { readonly kind: 'done' }> {
  // Nothing is read back before something was sent.
  const copy = sending.sent as SentCopy;
  const { authenticated, connector } = settled;
  const rrsets = settled.rrsets.filter(isHeld);
  const result = resultOf(sending, { ...copy, connector }, { authenticated }, rrsets);
  return { kind: 'done', result: { ...result, settledBy: 'read-back' } };
}

function resultOf(
  sending: Sending,
  { connector, outcome }: SentCopy,
  { authenticated }: Pick<Accepted, 'authenticated'>,
  rrsets: readonly RRsetState[],
): UnboundResult {
  const { call, zone } = sending;
  const result: UnboundResult = {
    rcode: 'NOERROR',
    zone,
    server: connector.label,
    transport: outcome.transport,
    id: outcome.id,
    attempts: call.attempts,
    durationMs: call.durationMs,
    authenticated,
    settledBy: 'response',
    rrsets,
  };
  const skewSeconds = sending.clocks.skewOf(connector);
  return skewSeconds === undefined ? result : { ...result, skewSeconds };
}
