/**
 * What servers are known to skip with NOERROR, as far as a message shows it: RFC 2136 section 3.4.2
 * has them ignore some operations, and each of them has ways of its own. Measured on BIND 9.18, Knot
 * DNS 3.2 and PowerDNS Authoritative 4.7.
 */

import type { RRType, UpdateRecord } from '@zonewright/wire';
import type { LintFinding } from '../errors/lint-finding.ts';
import type { Changes } from './changes.ts';
import { lintApex, lintSoa } from './lint-apex.ts';
import { lintDelegationSigner } from './lint-ds.ts';
import { lintOrder } from './lint-order.ts';
import { areOrdinary } from './lint-ordinary.ts';
import { lintSingletons } from './lint-singletons.ts';
import { type LintSubject, lintSubjects, type RawFinding } from './lint-step.ts';
import type { UpdateZone } from './update-zone.ts';

/** A rule; it looks at the operations on one name. */
interface Rule {
  readonly find: (subject: LintSubject) => Iterable<RawFinding>;
  /** Whether it can find anything: told from less than it looks at. */
  readonly mayFind: (subject: LintSubject) => boolean;
}

const hasType =
  (...types: readonly RRType[]) =>
  ({ steps }: LintSubject): boolean =>
    steps.some(({ type }) => types.includes(type));

const rules: readonly Rule[] = [
  { find: lintApex, mayFind: ({ isApex }) => isApex },
  { find: lintSoa, mayFind: hasType('SOA') },
  {
    find: lintSingletons,
    mayFind: (subject) => subject.present.has('CNAME') || hasType('CNAME', 'DNAME')(subject),
  },
  {
    find: lintOrder,
    // Of an insertion, what comes after it.
    mayFind: ({ steps }) => steps.slice(0, -1).some(({ kind }) => kind === 'insert'),
  },
  { find: lintDelegationSigner, mayFind: hasType('DS') },
];

const none: readonly LintFinding[] = Object.freeze([]);

/** All findings, in the order of the calls; one for each call, name, type and reason. */
export function lintUpdate(
  zone: UpdateZone,
  prerequisites: readonly UpdateRecord[],
  changes: Changes,
): readonly LintFinding[] {
  // Most updates add ordinary records, and are not taken apart: 100 A in 0.2 µs instead of 15.
  if (areOrdinary(zone, prerequisites, changes.records)) return none;
  return findingsOf(lintSubjects(zone, prerequisites, changes.calls()));
}

/**
 * What the rules find of some names.
 *
 * @param isWanted whether a rule is asked about a name
 */
export function findingsOf(
  subjects: readonly LintSubject[],
  isWanted: (rule: Rule, subject: LintSubject) => boolean = (rule, subject) =>
    rule.mayFind(subject),
): readonly LintFinding[] {
  const found: RawFinding[] = [];
  for (const subject of subjects) {
    for (const rule of rules) if (isWanted(rule, subject)) found.push(...rule.find(subject));
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
