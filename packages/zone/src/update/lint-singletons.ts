/**
 * CNAME, which has its name to itself, and the types of which a name has one record: servers skip
 * what would break that (RFC 2136 section 3.4.2.2). PowerDNS refuses it aloud instead.
 */

import type { RRType } from '@zonewright/wire';
import type { LintServer } from '../errors/lint-finding.ts';
import { isOtherData, type LintStep, type LintSubject, type RawFinding } from './lint-step.ts';

const bindAndKnot: readonly LintServer[] = ['BIND', 'Knot'];

const reasons = {
  apex: 'The apex has SOA and NS records, and a CNAME beside other data is ignored.',
  cnameBesideData:
    'A CNAME is ignored beside the other data that this update puts at the name before it.',
  dataBesideCname:
    'Other data is ignored beside the CNAME that this update puts at the name before it.',
  cnameBesideKnown:
    'A CNAME is ignored beside other data, which the prerequisites say is there: remove that first.',
  dataBesideKnown:
    'Other data is ignored beside a CNAME, which the prerequisites say is there: remove that first.',
  cnameBeforeRemoval:
    'A CNAME is ignored while other data is there, which goes only later: remove that first.',
  dataBeforeRemoval:
    'Other data is ignored while the CNAME is there, which goes only later: remove that first.',
  secondCname: 'A name has one CNAME, so that the later one takes the place of this one.',
  secondDname:
    'A name has one DNAME, so that the later one takes the place of this one (Knot 3.2 stops).',
} as const;

/** What the walk over a name's operations has seen. */
class Seen {
  readonly #subject: LintSubject;
  /** Inserted and not removed since, by type and data. */
  readonly inserted = new Map<RRType, Map<string, LintStep>>();
  readonly #removed = new Set<RRType>();
  /** Of which something was removed: it may be all that there was. */
  readonly #touched = new Set<RRType>();
  #allRemoved = false;

  constructor(subject: LintSubject) {
    this.#subject = subject;
  }

  /** Whether nothing of this type can be left of what the zone had. */
  isGone(type: RRType): boolean {
    return this.#allRemoved || this.#removed.has(type) || this.#subject.hasNo(type);
  }

  /** Whether the zone still has what the prerequisites say it has of this type. */
  isThere(type: RRType): boolean {
    return this.#subject.present.has(type) && !this.#allRemoved && !this.#touched.has(type);
  }

  insert(step: LintStep): void {
    const ofType = this.inserted.get(step.type) ?? new Map<string, LintStep>();
    this.inserted.set(step.type, ofType.set(step.dataKey, step));
  }

  remove(step: LintStep): void {
    if (step.kind === 'removeName') {
      this.#allRemoved = true;
      this.inserted.clear();
      return;
    }
    this.#touched.add(step.type);
    const ofType = this.inserted.get(step.type);
    ofType?.delete(step.dataKey);
    if (step.kind === 'removeRRset' || ofType?.size === 0) this.inserted.delete(step.type);
    // One record's removal is the type's where a name has one record of it.
    if (step.kind === 'removeRRset' || step.type === 'CNAME') this.#removed.add(step.type);
  }
}

/** Insertions that a CNAME, or being one, makes vain. */
export function* lintSingletons(subject: LintSubject): Generator<RawFinding, void, undefined> {
  const seen = new Seen(subject);
  const lastRemovals = new Map<RRType, number>();
  for (const { kind, type, index } of subject.steps) {
    if (kind === 'remove' || kind === 'removeRRset') lastRemovals.set(type, index);
  }
  for (const step of subject.steps) {
    if (step.kind !== 'insert') {
      seen.remove(step);
    } else if (step.type === 'CNAME') {
      if (subject.isApex) {
        yield { step, reason: reasons.apex, servers: bindAndKnot };
      } else if ([...seen.inserted.keys()].some(isOtherData)) {
        yield { step, reason: reasons.cnameBesideData, servers: bindAndKnot };
      } else {
        const goesLater = [...lastRemovals].some(
          ([type, index]) => index > step.index && isOtherData(type) && !seen.isGone(type),
        );
        if (goesLater) {
          yield { step, reason: reasons.cnameBeforeRemoval, servers: bindAndKnot };
        } else if ([...subject.present].some((type) => isOtherData(type) && seen.isThere(type))) {
          yield { step, reason: reasons.cnameBesideKnown, servers: bindAndKnot };
          continue;
        }
        yield* replaced(seen, step, reasons.secondCname, ['BIND', 'Knot', 'PowerDNS']);
        seen.insert(step);
      }
    } else if (isOtherData(step.type)) {
      if (seen.inserted.has('CNAME')) {
        yield { step, reason: reasons.dataBesideCname, servers: bindAndKnot };
        continue;
      }
      if (step.index < (lastRemovals.get('CNAME') ?? -1) && !seen.isGone('CNAME')) {
        yield { step, reason: reasons.dataBeforeRemoval, servers: bindAndKnot };
      } else if (seen.isThere('CNAME')) {
        yield { step, reason: reasons.dataBesideKnown, servers: bindAndKnot };
        continue;
      }
      if (step.type === 'DNAME') {
        yield* replaced(seen, step, reasons.secondDname, bindAndKnot);
      }
      seen.insert(step);
    }
  }
}

/** The record of a type that this one takes the place of. */
function* replaced(
  seen: Seen,
  step: LintStep,
  reason: string,
  servers: readonly LintServer[],
): Generator<RawFinding, void, undefined> {
  const [other] = seen.inserted.get(step.type)?.values() ?? [];
  if (other === undefined || other.dataKey === step.dataKey) return;
  seen.inserted.delete(step.type);
  yield { step: other, reason, servers };
}
