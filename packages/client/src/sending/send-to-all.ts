/**
 * Sends one update to several servers that each hold a zone of their own: all get it, whatever comes of
 * it at the others, and the outcome is told server by server.
 */

import { type Applied, canonicalName, DnsError, type UpdateMessage } from '@zonewright/wire';
import { ServersFailedError } from './servers-failed-error.ts';
import type { ServerOutcome, UnboundResult, UpdateResult } from './update-result.ts';

/**
 * Sends it to all.
 *
 * @param send sends it to one of them
 * @returns the result at the first server, with `servers`
 * @throws {ServersFailedError} where it failed at one at least
 * @throws whatever is no outcome, such as the reason of an abort before anything was sent
 */
export async function sendToAll<Server extends { readonly label: string }>(
  servers: readonly Server[],
  message: UpdateMessage,
  send: (server: Server) => Promise<UpdateResult>,
): Promise<UnboundResult> {
  const startedAt = performance.now();
  const settled = await Promise.allSettled(servers.map(send));
  const outcomes = settled.map((one, index): ServerOutcome => {
    const server = (servers[index] as Server).label;
    if (one.status === 'fulfilled') return { server, ok: true, result: one.value };
    if (one.reason instanceof DnsError) return { server, ok: false, error: one.reason };
    // It came before anything went out there; what went out elsewhere has its own outcome.
    const unsent = new DnsError(
      'ABORTED',
      `Nothing was sent to ${server}: the call was aborted, or the clock or the signer threw; see cause.`,
      { server, cause: one.reason },
    );
    return { server, ok: false, error: unsent };
  });
  const reasons = settled.flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  const isUnsent = reasons.every((reason) => !(reason instanceof DnsError));
  if (reasons.length === servers.length && isUnsent) throw reasons[0];
  const zone = canonicalName(message.zone?.name ?? '.');
  const failed = outcomes.filter(({ ok }) => !ok);
  const attempts = outcomes.reduce(
    (sum, outcome) => sum + (outcome.ok ? outcome.result.attempts : outcome.error.attempts),
    0,
  );
  const [first] = outcomes;
  if (failed.length === 0 && first?.ok === true) {
    const durationMs = performance.now() - startedAt;
    return { ...first.result, attempts, durationMs, servers: outcomes };
  }
  throw new ServersFailedError(
    `The update of ${zone} failed at ${failed.length} of ${outcomes.length} servers (${failed.map(briefly).join('; ')}): the outcomes say which have it.`,
    outcomes,
    { zone, attempts, applied: appliedOf(outcomes) },
  );
}

function briefly(outcome: ServerOutcome): string {
  return `${outcome.server} ${outcome.ok ? 'NOERROR' : outcome.error.code}`;
}

function appliedOf(outcomes: readonly ServerOutcome[]): Applied {
  if (outcomes.some((outcome) => outcome.ok || outcome.error.applied === 'partly')) return 'partly';
  const isUnknown = outcomes.some((outcome) => !outcome.ok && outcome.error.applied === 'unknown');
  return isUnknown ? 'unknown' : 'no';
}
