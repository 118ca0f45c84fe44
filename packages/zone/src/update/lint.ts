/**
 * What servers are known to skip with NOERROR, as far as a message shows it: RFC 2136 section 3.4.2
 * has them ignore some operations, and each of them has ways of its own. Measured on BIND 9.18, Knot
 * DNS 3.2 and PowerDNS Authoritative 4.7.
 */

import type { UpdateRecord } from '@zonewright/wire';
import type { LintFinding } from '../errors/lint-finding.ts';
import type { Change } from './change.ts';
import { lintApex, lintSoa } from './lint-apex.ts';
import { lintDelegationSigner } from './lint-ds.ts';
import { lintOrder } from './lint-order.ts';
import { lintSingletons } from './lint-singletons.ts';
import { type LintSubject, lintSubjects, type RawFinding } from './lint-step.ts';
import type { UpdateZone } from './update-zone.ts';

/** The rules; each looks at the operations on one name. */
const rules: readonly ((subject: LintSubject) => Iterable<RawFinding>)[] = [
  lintApex,
  lintSoa,
  lintSingletons,
  lintOrder,
  lintDelegationSigner,
];

/** All findings, in the order of the calls; one for each call, name, type and reason. */
export function lintUpdate(
  zone: UpdateZone,
  prerequisites: readonly UpdateRecord[],
  changes: readonly Change[],
): readonly LintFinding[] {
  const found: RawFinding[] = [];
  for (const subject of lintSubjects(zone, prerequisites, changes)) {
    for (const rule of rules) found.push(...rule(subject));
  }
  found.sort((a, b) => a.step.index - b.step.index);
  const seen = new Set<string>();
  const findings: LintFinding[] = [];
  for (const { step, type = step.type, reason, servers } of found) {
    const key = `${step.change} ${step.name} ${type} ${reason}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const { method: operation, name } = step;
    findings.push(
      Object.freeze({ operation, name, type, reason, servers: Object.freeze([...servers]) }),
    );
  }
  return Object.freeze(findings);
}

/**
 * The findings that BIND, Knot and PowerDNS share: what they name happens nowhere, so that sending
 * it can only be a slip.
 *
 * @example
 * ```ts
 * import { ignoredByAll, Update } from '@zonewright/zone';
 *
 * const update = new Update('example.com').removeRRset('@', 'NS').removeRRset('www', 'A');
 * ignoredByAll(update.lint()).map(({ operation, type }) => [operation, type]); // => [['removeRRset', 'NS']]
 * ```
 */
export function ignoredByAll(findings: readonly LintFinding[]): readonly LintFinding[] {
  return findings.filter(({ servers }) => servers.length === 3);
}
