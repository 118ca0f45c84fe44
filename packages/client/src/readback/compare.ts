/**
 * Holds what a reply shows against what an update asked for. Not holding it is: something inserted
 * is absent or has another TTL, something removed is present. Other data beside it is another
 * writer's. What cannot be read is told apart from both.
 */

import type { QueryMessage, ResourceRecord, RRType } from '@zonewright/wire';
import { compareSoa } from './compare-soa.ts';
import { found, type RRsetComparison } from './comparison.ts';
import { dataKey, replacesAll } from './data-key.ts';
import {
  absentReason,
  besideReason,
  hiddenReason,
  nameServersStayReason,
  presentReason,
  ttlReason,
} from './describe.ts';
import { apexTypes, type NameExpectation, type RRsetExpectation } from './expectation.ts';
import { type AskedRRset, type Hidden, readReply } from './read-reply.ts';
import { wildcardAbove } from './wildcard.ts';

/** Compares an RRset with the reply to the query for its name and type. */
export function compareRRset(expected: RRsetExpectation, reply: QueryMessage): RRsetComparison {
  const reading = readReply(expected, reply);
  if (reading.kind === 'unreadable') return found('unverified', [], reading.reason);
  if (reading.kind === 'hidden') return compareHidden(expected, reading);
  const { records, alias } = reading;
  if (expected.type === 'SOA') return compareSoa(expected, records);
  const difference = differenceOf(expected, records);
  if (difference === undefined) return found('applied', records);
  if (difference.kind === 'present' && expected.present.size === 0) {
    return mayBeSynthesized(expected, records, difference.reason(alias));
  }
  if (difference.kind !== 'beside') {
    return found('missing', [...records, ...alias], difference.reason(alias));
  }
  // All servers skip the removal of the apex's NS RRset: what is beside it was there before.
  if (expected.type === 'NS' && expected.name === expected.zone) {
    return found('missing', records, nameServersStayReason(expected));
  }
  // PowerDNS puts a DNAME beside the one that is there.
  return found(replacesAll(expected) ? 'missing' : 'diverged', records, difference.reason(alias));
}

/** Compares a name whose records were removed with the reply to the query for it and ANY. */
export function compareName(expected: NameExpectation, reply: QueryMessage): RRsetComparison {
  const reading = readReply(expected, reply);
  if (reading.kind === 'unreadable') return found('unverified', [], reading.reason);
  const seen = reading.records.filter(({ type }) => !signingTypes.has(type));
  const shown = seen.filter((record) => !isMinimalAnswer(record));
  const isSigned =
    expected.name === expected.zone && reading.records.some(({ type }) => type === 'RRSIG');
  const isOwn = ({ type }: ResourceRecord): boolean => isSigned && signersTypes.has(type);
  const left = shown.find((record) => !expected.remaining.has(record.type) && !isOwn(record));
  if (left !== undefined) {
    const reason = presentReason(expected, left);
    const isAlone = shown.every(({ type }) => !expected.remaining.has(type));
    return isAlone && reading.kind === 'shown'
      ? mayBeSynthesized(expected, seen, reason)
      : found('missing', seen, reason);
  }
  if (reading.kind === 'hidden') return found('unverified', seen, hiddenReason(reading));
  const own = shown.find(isOwn);
  if (own !== undefined) {
    return found(
      'unverified',
      seen,
      `the server signs the zone, and may have made its ${own.type} records anew`,
    );
  }
  // Knot shows one RRset of a name, whatever else there is (RFC 8482 section 4.1).
  const isOne = new Set(shown.map(({ type }) => type)).size === 1;
  const isMinimal = shown.length < seen.length;
  if (!isOne && !isMinimal) return found('applied', seen);
  const comparison = found(
    'unverified',
    seen,
    'the server may show only a part of what the name has (RFC 8482)',
  );
  return isMinimal ? comparison : { ...comparison, holdsIfListed: true };
}

/**
 * Whether the reply to the query for a zone's apex and ANY shows that its server lists all that a name
 * has: the apex has an SOA and NS records at least.
 */
export function listsAll(asked: AskedRRset, reply: QueryMessage): boolean {
  const reading = readReply(asked, reply);
  return (
    reading.kind === 'shown' &&
    [...apexTypes].every((wanted) => reading.records.some(({ type }) => type === wanted))
  );
}

/** Types of the apex that a server which signs the zone keeps up, whatever an update removes. */
const signersTypes: ReadonlySet<RRType> = new Set<RRType>([
  'DNSKEY',
  'CDS',
  'CDNSKEY',
  'NSEC3PARAM',
  'TYPE65534',
]);

/** Types that a server which signs the zone makes of its own accord. */
const signingTypes: ReadonlySet<RRType> = new Set<RRType>(['RRSIG', 'NSEC', 'NSEC3']);

/** Whether a record stands for others that the server does not list (RFC 8482 section 4.2). */
function isMinimalAnswer(record: ResourceRecord): boolean {
  return record.type === 'HINFO' && record.data.cpu === 'RFC8482';
}

/** The first thing by which what is seen is not what is expected. */
interface Difference {
  readonly kind: 'absent' | 'ttl' | 'present' | 'beside';
  readonly reason: (alias: readonly ResourceRecord[], hidden?: string) => string;
}

function differenceOf(
  expected: RRsetExpectation,
  seen: readonly ResourceRecord[],
): Difference | undefined {
  const seenByKey = new Map<string, ResourceRecord>();
  for (const record of seen) seenByKey.set(dataKey(record), record);
  for (const [key, record] of expected.present) {
    if (!seenByKey.has(key)) {
      return {
        kind: 'absent',
        reason: (alias, hidden) => absentReason(expected, record, alias, hidden),
      };
    }
  }
  for (const [key, record] of expected.present) {
    const ttl = seenByKey.get(key)?.ttl;
    // What is added gives its TTL to all that the RRset has (RFC 2181 section 5.2).
    if (ttl !== undefined && ttl !== expected.ttl) {
      return { kind: 'ttl', reason: () => ttlReason(expected, record, ttl) };
    }
  }
  for (const [key, record] of seenByKey) {
    const removed = expected.absent.get(key);
    if (removed !== undefined) {
      return { kind: 'present', reason: () => presentReason(expected, record, removed) };
    }
  }
  if (!expected.isWhole) return undefined;
  for (const [key, record] of seenByKey) {
    if (expected.present.has(key)) continue;
    // Nothing of it was to be left: another writer's cannot be told from what was not removed.
    return expected.present.size === 0
      ? { kind: 'present', reason: () => presentReason(expected, record) }
      : { kind: 'beside', reason: () => besideReason(expected, record) };
  }
  return undefined;
}

/** An RRset of which only glue is ever shown. */
function compareHidden(expected: RRsetExpectation, reading: Hidden): RRsetComparison {
  const { records } = reading;
  const mayBeGlue = reading.byType === 'NS' && addressTypes.has(expected.type);
  const reason = hiddenReason(reading);
  const difference = differenceOf(expected, records);
  if (difference?.kind === 'absent') {
    // Glue may be left out of a referral for want of space.
    return mayBeGlue && reading.isNameServer
      ? found('unverified', records, reason)
      : found('missing', records, difference.reason([], reason));
  }
  if (difference?.kind === 'beside') return found('diverged', records, difference.reason([]));
  if (difference !== undefined) return found('missing', records, difference.reason([]));
  const isTold = expected.present.size > 0 || (mayBeGlue && reading.isNameServer);
  return isTold ? found('applied', records) : found('unverified', records, reason);
}

const addressTypes: ReadonlySet<RRType> = new Set<RRType>(['A', 'AAAA']);

function mayBeSynthesized(
  expected: RRsetExpectation | NameExpectation,
  seen: readonly ResourceRecord[],
  reason: string,
): RRsetComparison {
  const wildcard = wildcardAbove(expected.name, expected.zone);
  return {
    state: 'missing',
    seen,
    reason,
    mayBeWildcard: wildcard === undefined ? [] : [wildcard],
  };
}
