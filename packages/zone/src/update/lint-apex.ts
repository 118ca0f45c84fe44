/**
 * The SOA and the name servers of a zone, which no update can take away (RFC 2136 section 3.4.2.3
 * and 3.4.2.4): servers skip what tries to.
 */

import type { RdataOf, UpdateRecord } from '@zonewright/wire';
import type { LintServer } from '../errors/lint-finding.ts';
import { dataKey, type LintSubject, type RawFinding } from './lint-step.ts';

const all: readonly LintServer[] = ['BIND', 'Knot', 'PowerDNS'];

/** Removals at the apex of what stays. That `removeName` leaves it is that method's own meaning. */
export function* lintApex(subject: LintSubject): Generator<RawFinding, void, undefined> {
  if (!subject.isApex) return;
  for (const step of subject.steps) {
    if (step.kind === 'removeRRset' && step.type === 'NS') {
      const reason =
        'The NS RRset of the apex stays: insert the new name servers, then remove the old one by one.';
      yield { step, reason, servers: all };
    } else if ((step.kind === 'removeRRset' || step.kind === 'remove') && step.type === 'SOA') {
      yield {
        step,
        reason: 'A zone keeps its SOA: insert one with a higher serial.',
        servers: all,
      };
    }
  }
  yield* lintLastNameServer(subject);
}

/** The removal of the last name server, where a prerequisite says which there are. */
function* lintLastNameServer(subject: LintSubject): Generator<RawFinding, void, undefined> {
  const known = subject.dataOf('NS');
  if (known === undefined) return;
  const steps = subject.steps.filter(({ type }) => type === 'NS');
  const servers: readonly LintServer[] = steps.some(({ kind }) => kind === 'insert')
    ? ['BIND', 'Knot']
    : all;
  const present = new Set(known.map(dataKey));
  for (const step of steps) {
    if (step.kind === 'insert') present.add(step.dataKey);
    if (step.kind !== 'remove' || !present.has(step.dataKey)) continue;
    if (present.size > 1) {
      present.delete(step.dataKey);
    } else {
      const reason = 'The last NS record of the apex stays: insert another before this one goes.';
      yield { step, reason, servers };
    }
  }
}

/** SOA records that are not taken: below the apex, and those that do not move the serial on. */
export function* lintSoa(subject: LintSubject): Generator<RawFinding, void, undefined> {
  const [known] = subject.dataOf('SOA') ?? [];
  for (const step of subject.steps) {
    if (step.kind !== 'insert' || step.type !== 'SOA') continue;
    if (!subject.isApex) {
      const reason = 'A SOA belongs to the apex; Knot 3.2 can even stop over one below it.';
      yield { step, reason, servers: all };
    } else if (known !== undefined && !isLater(serialOf(step.record), serialOf(known))) {
      const reason = 'The serial does not move on from the one that the prerequisite asks for.';
      yield { step, reason, servers: all };
    }
  }
}

function serialOf(record: UpdateRecord): number {
  // Both callers chose records of type SOA with data.
  return (record.data as RdataOf<'SOA'>).serial;
}

/** Whether a serial comes after another (RFC 1982 section 3.2). */
function isLater(serial: number, other: number): boolean {
  const distance = (serial - other) >>> 0;
  return distance > 0 && distance < 0x8000_0000;
}
