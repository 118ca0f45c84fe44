/**
 * Sends updates through a proxy that does to each what its script says, many at once, and holds what
 * the client made of each against what the zone holds when all are over.
 */

import { type Proxy, type Script, startProxy } from '@zonewright/testkit';
import { DnsClient, type DnsClientOptions, DnsError, type UpdateResult } from '../../src/index.ts';
import { type Held, type Target, zone } from './targets.ts';
import type { UpdateKind } from './update-kinds.ts';

/** One update and what happens to it. */
export interface Run {
  readonly kind: UpdateKind;
  readonly transport: 'tcp' | 'udp';
  readonly script: Script;
  /** What it was, for the message of a test that fails. */
  readonly about: string;
  /** What the outcome must be beyond being true; a sentence where it is not. */
  readonly check?: (outcome: UpdateResult | DnsError) => string | undefined;
}

export interface Verdicts {
  /** A sentence for each run with an outcome that is not true. */
  readonly wrong: readonly string[];
  /** How often there was each `settledBy`, and each code of an error with its `applied`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The owner of a run; all are of one length, and so are the messages. */
export const ownerOf = (index: number): string => `r${String(index).padStart(5, '0')}`;

/** What the zone is to hold before the runs. */
export const heldBefore = (runs: readonly Run[]): readonly Held[] =>
  runs.map(({ kind }, index) => [ownerOf(index), kind.before]);

/** Does all runs, `atOnce` of them at a time, each of these behind a proxy of its own. */
export async function judgeRuns(
  target: Target,
  runs: readonly Run[],
  options: Partial<DnsClientOptions>,
  atOnce = 16,
): Promise<Verdicts> {
  const { serial } = await target.contents();
  const outcomes: (UpdateResult | DnsError)[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    await using proxy = await startProxy({ target: target.server });
    while (next < runs.length) {
      const index = next;
      next += 1;
      outcomes[index] = await send(proxy, target, runs[index] as Run, ownerOf(index), options);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, runs.length) }, work));
  const contents = await target.contents();
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  let applied = 0;
  for (const [index, run] of runs.entries()) {
    const outcome = outcomes[index] as UpdateResult | DnsError;
    const now = contents.addresses(ownerOf(index));
    if (now === run.kind.after) applied += 1;
    const label = labelOf(outcome);
    counts[label] = (counts[label] ?? 0) + 1;
    const untruth = untruthOf(outcome, run.kind, now) ?? run.check?.(outcome);
    if (untruth !== undefined) {
      const said = outcome instanceof DnsError ? outcome.message : JSON.stringify(outcome);
      wrong.push(`${run.kind.name} over ${run.transport}, ${run.about}: ${untruth}; ${said}`);
    }
  }
  // Each change moves the serial once: one that was applied twice would move it again.
  if (contents.serial - serial !== applied) {
    wrong.push(`${applied} were applied, and the serial moved by ${contents.serial - serial}`);
  }
  return { wrong, counts };
}

async function send(
  proxy: Proxy,
  { key }: Target,
  { kind, transport, script }: Run,
  owner: string,
  options: Partial<DnsClientOptions>,
): Promise<UpdateResult | DnsError> {
  proxy.script = script;
  await using dns = new DnsClient({ server: proxy.server, key, transport, ...options });
  const update = dns.update(zone);
  kind.build(update, owner);
  const outcome = await update.trySend();
  return outcome.ok ? outcome.result : outcome.error;
}

const labelOf = (outcome: UpdateResult | DnsError): string =>
  outcome instanceof DnsError ? `${outcome.code} ${outcome.applied}` : outcome.settledBy;

/** What an outcome says that is not so. */
export function untruthOf(
  outcome: UpdateResult | DnsError,
  { before, after }: Pick<UpdateKind, 'before' | 'after'>,
  now: string,
): string | undefined {
  if (now !== before && now !== after) return `the owner has '${now}'`;
  if (!(outcome instanceof DnsError)) return now === after ? undefined : 'success, not applied';
  if (outcome.applied === 'partly') return 'partly';
  return outcome.applied === 'no' && now !== before ? `'no', and it was applied` : undefined;
}
