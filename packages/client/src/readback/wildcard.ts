/**
 * Records that a server makes from a wildcard (RFC 4592): a name that was removed is answered from
 * the wildcard above it, and looks as if it were still there. Whether it is, the wildcard's own
 * answer tells.
 */

import { parentName, type QueryMessage, type ResourceRecord, sameName } from '@zonewright/wire';
import { dataKey } from './data-key.ts';
import { type AskedRRset, isAskedFor, readReply } from './read-reply.ts';

/**
 * The wildcard whose answer tells what a name that does not exist is answered with; undefined where
 * there is none in the zone. The nearest is enough: where the name above does not exist either, the
 * server answers for that wildcard, too, from the one further up (RFC 4592 section 2.2.1), and where
 * it exists without a wildcard, nothing further up counts (section 3.3.1).
 *
 * @param name absolute, in the zone, as is `zone` in lower case
 */
export function wildcardAbove(name: string, zone: string): string | undefined {
  for (let above = name; !sameName(above, zone); ) {
    const parent = parentName(above);
    if (parent === undefined) return undefined;
    const wildcard = parent === '.' ? '*.' : `*.${parent}`;
    // A wildcard that was removed itself can be answered from one further up.
    if (!sameName(wildcard, name)) return wildcard;
    above = parent;
  }
  return undefined;
}

/**
 * The reply without the records that the server made from a wildcard: the RRsets of the name that
 * the wildcard has, too, to the datum and the TTL.
 *
 * @param wildcard the owner that was asked for
 * @param wildcardReply the answer to the query for `wildcard` and the type that was asked for
 */
export function withoutSynthesized(
  asked: AskedRRset,
  reply: QueryMessage,
  wildcard: string,
  wildcardReply: QueryMessage,
): QueryMessage {
  const reading = readReply({ ...asked, name: wildcard }, wildcardReply);
  if (reading.kind !== 'shown') return reply;
  const own = byType(reply.answers.filter((record) => isAskedFor(asked, record)));
  const its = byType(reading.records);
  const synthesized = new Set<string>();
  for (const [type, records] of own) {
    if (isSame(records, its.get(type) ?? [])) synthesized.add(type);
  }
  return {
    ...reply,
    answers: reply.answers.filter(
      (record) => !(isAskedFor(asked, record) && synthesized.has(record.type)),
    ),
  };
}

function byType(
  records: readonly ResourceRecord[],
): ReadonlyMap<string, readonly ResourceRecord[]> {
  const groups = new Map<string, ResourceRecord[]>();
  for (const record of records) {
    const group = groups.get(record.type);
    if (group === undefined) groups.set(record.type, [record]);
    else group.push(record);
  }
  return groups;
}

/** Whether two RRsets of one type have the same data and the same TTL. */
function isSame(a: readonly ResourceRecord[], b: readonly ResourceRecord[]): boolean {
  const [own, its] = [a, b].map(
    (records) => new Set(records.map((record) => `${record.ttl} ${dataKey(record)}`)),
  );
  return own?.size === its?.size && [...(own ?? [])].every((key) => its?.has(key));
}
