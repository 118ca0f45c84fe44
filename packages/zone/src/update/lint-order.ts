/**
 * Operations on the same records in one message. RFC 2136 section 3.4.2 carries them out in order;
 * PowerDNS runs deletions first, and Knot does not change the TTL of a record that is there.
 */

import type { RRType } from '@zonewright/wire';
import type { LintStep, LintSubject, RawFinding } from './lint-step.ts';

/** Insertions and what becomes of them. */
export function* lintOrder({ isApex, steps }: LintSubject): Generator<RawFinding, void, undefined> {
  /** TTLs of what was inserted and not removed since, by type and data. */
  const present = new Map<RRType, Map<string, number>>();
  /** What was inserted, until a removal is held against it. */
  const inserted = new Map<RRType, Set<string>>();
  const removals: { readonly step: LintStep; readonly covered: readonly Datum[] }[] = [];
  const stays = (type: RRType): boolean => isApex && (type === 'SOA' || type === 'NS');
  for (const step of steps) {
    const { type, dataKey } = step;
    if (type === 'SOA') continue;
    if (step.kind === 'insert') {
      const ttls = present.get(type) ?? new Map<string, number>();
      const before = ttls.get(dataKey);
      if (before !== undefined && before !== step.ttl) {
        const reason =
          'Knot keeps the TTL of a record that is there already: remove the RRset before.';
        yield { step, reason, servers: ['Knot'] };
      }
      present.set(type, ttls.set(dataKey, step.ttl));
      inserted.set(type, (inserted.get(type) ?? new Set()).add(dataKey));
      continue;
    }
    if (step.kind === 'remove') {
      if (inserted.get(type)?.delete(dataKey))
        removals.push({ step, covered: [{ type, dataKey }] });
      present.get(type)?.delete(dataKey);
      continue;
    }
    const types = (step.kind === 'removeName' ? [...inserted.keys()] : [type]).filter(
      (gone) => !stays(gone),
    );
    const covered = types.flatMap((gone) =>
      Array.from(inserted.get(gone) ?? [], (key): Datum => ({ type: gone, dataKey: key })),
    );
    if (covered.length > 0) removals.push({ step, covered });
    for (const gone of types) {
      inserted.delete(gone);
      present.delete(gone);
    }
  }
  for (const { step, covered } of removals) {
    // What is inserted once more after its removal is there in either order.
    const wrong = covered.find(({ type, dataKey }) => present.get(type)?.has(dataKey) !== true);
    if (wrong === undefined) continue;
    const reason =
      'PowerDNS runs deletions before additions, so what this update inserts before it stays.';
    yield { step, type: wrong.type, reason, servers: ['PowerDNS'] };
  }
}

interface Datum {
  readonly type: RRType;
  readonly dataKey: string;
}
