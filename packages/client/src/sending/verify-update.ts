/**
 * Reads back what an accepted update touched, from the server that accepted it and on the same
 * connection: NOERROR is not "applied", since servers skip operations (RFC 2136 section 3.4.2). Where
 * the zone does not show it, it is read again for a while: a secondary that forwards lags behind.
 */

import type { LintFinding } from '@zonewright/zone';
import { NotAppliedError, type ReadBackState, type RRsetState } from '../errors/outcome-error.ts';
import { Pauses } from '../exchange/pauses.ts';
import { Interrupted } from '../exchange/retried.ts';
import { expectationOf } from '../readback/expectation.ts';
import { isHeld } from '../readback/rrset-state.ts';
import { type Finding, maxUntrustedLooks, readBack } from '../reading/read-back.ts';
import type { Sending, SentCopy } from './sending.ts';

/** Findings that another look would not change. */
const settled: ReadonlySet<Finding['kind']> = new Set(['holds', 'diverged', 'refused']);

/**
 * Verifies an update that was answered with NOERROR.
 *
 * @returns what was seen of each RRset; `unverified` where it could not be read
 * @throws {NotAppliedError} where the zone does not hold it when the time is over
 * @throws {Interrupted} where the call is aborted or its client closed
 */
export async function verifyUpdate(
  sending: Sending,
  { connector, outcome }: SentCopy,
): Promise<readonly RRsetState[]> {
  const { call, settings } = sending;
  const expectation = expectationOf(sending.message);
  const pauses = new Pauses(call);
  const until = performance.now() + settings.verifyTimeoutMs;
  let finding: Finding | undefined;
  let untrustedLooks = 0;
  do {
    const look = await readBack(expectation, call, {
      connector,
      key: settings.key,
      clock: sending.clockOf(connector),
      timeoutMs: settings.timeoutMs,
      prefer: outcome.channel,
      roundTripMs: outcome.transport === 'udp' ? undefined : outcome.exchangeMs,
    });
    // What was seen last is worth more than a look that was cut short.
    if (finding === undefined || look.kind !== 'unanswered') finding = look;
    if (settled.has(finding.kind)) break;
    if (look.kind === 'untrusted') untrustedLooks += 1;
    if (untrustedLooks === maxUntrustedLooks) break;
  } while (await pauses.next(until));
  if (call.signal.aborted && call.interruption?.kind !== 'deadline') throw new Interrupted();
  if (finding.kind !== 'missing') return finding.rrsets.filter(isHeld);
  throw new NotAppliedError(
    `${connector.label} said NOERROR to the update of ${sending.zone}, and does not show it: ${finding.finding}${foreseen(sending.lint, finding.rrsets)}.`,
    finding.rrsets,
    { ...sending.contextOf(connector), applied: finding.showsSome ? 'partly' : 'unknown' },
  );
}

/** Why, where `lint` has told it of the first that is missing; empty where it has not. */
function foreseen(lint: readonly LintFinding[], rrsets: readonly ReadBackState[]): string {
  const missing = rrsets.find(({ state }) => state === 'missing');
  const told = lint.find(({ name, type }) => name === missing?.name && type === missing.type);
  return told === undefined ? '' : ` (lint() says: ${told.reason.replace(/\.$/, '')})`;
}
