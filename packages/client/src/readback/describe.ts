/**
 * The words for what reading back finds: what was asked, what was seen, and what to try where the
 * cause can be told. Each is a clause, to stand behind "the server answered NOERROR, and".
 */

import { encodeRdata, equalOctets, printRdata, type ResourceRecord } from '@zonewright/wire';
import { isCharacterStrings, replacesAll } from './data-key.ts';
import type { RRsetExpectation } from './expectation.ts';
import type { AskedRRset, Hidden } from './read-reply.ts';

/** Longest text of data in a sentence. */
const longestData = 80;

/**
 * What was inserted is not there.
 *
 * @param hidden why the server would not show it, where that is so
 */
export function absentReason(
  { name, type }: RRsetExpectation,
  record: ResourceRecord,
  alias: readonly ResourceRecord[],
  hidden?: string,
): string {
  const what = `${name} ${type} ${printData(record)} was inserted and is not there`;
  if (hidden !== undefined) return `${what}: ${hidden}`;
  const [cname] = alias;
  if (cname !== undefined) {
    return `${what}: a CNAME to ${printData(cname)} stands there, beside which servers skip other data, so remove that first`;
  }
  const hint = absenceHints.get(type) ?? 'another writer may have changed it since';
  return `${what}: ${hint}`;
}

const absenceHints: ReadonlyMap<string, string> = new Map([
  [
    'CNAME',
    'servers skip a CNAME beside other data, so remove that first, with removeName where Knot signs the zone',
  ],
  ['DS', 'a DS record stands beside the NS records of a delegation, and BIND drops one without'],
]);

/** What was inserted has another TTL. */
export function ttlReason(
  { name, type, ttl: asked }: RRsetExpectation,
  record: ResourceRecord,
  ttl: number,
): string {
  const what = `${name} ${type} ${printData(record)} was inserted with TTL ${asked} and has TTL ${ttl}`;
  if (type === 'SOA') return what;
  const kept = `${what}: a server may keep the TTL of data that is there already, so remove the RRset and insert it again`;
  return asked !== undefined && ttl < asked
    ? `${kept}; or the zone allows no more (BIND: max-zone-ttl)`
    : kept;
}

/** Types of which PowerDNS 4.7 skips the removal of a record that came by an update. */
const missedByData: ReadonlySet<string> = new Set([
  ...['AFSDB', 'APL', 'CSYNC', 'EUI48', 'EUI64', 'HTTPS', 'KX', 'LP'],
  ...['MB', 'MG', 'MINFO', 'MR', 'RP', 'SVCB'],
]);

/**
 * What was removed is there.
 *
 * @param removed the record that was removed by its data; absent where all were
 */
export function presentReason(
  asked: AskedRRset,
  seen: ResourceRecord,
  removed?: ResourceRecord,
): string {
  const { zone, name, type } = asked;
  const shown = printData(seen);
  if (type === 'ANY') return `${name} was removed and still has ${seen.type} ${shown}`;
  if (name === zone && type === 'NS') return nameServersStayReason(asked);
  if (name === zone && type === 'SOA') return `${name} SOA was removed, and a zone keeps its SOA`;
  if (removed === undefined) return `${name} ${type} was removed and ${shown} is still there`;
  const what = `${name} ${type} ${printData(removed)} was removed and is still there`;
  if (hasSameOctets(seen, removed)) {
    return missedByData.has(type)
      ? `${what}: PowerDNS does not find a ${type} record by its data, so remove or replace the RRset`
      : what;
  }
  const how = isCharacterStrings(seen.data) ? 'in the character-strings' : 'in the letter case';
  return `${what} as ${shown}: remove it ${how} in which it is stored`;
}

/** Other data is there: another writer's, or of a type that servers should have replaced. */
export function besideReason({ name, type }: RRsetExpectation, seen: ResourceRecord): string {
  const what = `${name} ${type} has ${printData(seen)} beside what was inserted`;
  return replacesAll({ type }) ? `${what}, where a name has one ${type}: replace the RRset` : what;
}

/** The name servers of the zone itself were removed and stay (RFC 2136 section 3.4.2.3). */
export function nameServersStayReason({ name }: AskedRRset): string {
  return `${name} NS was removed, and servers keep the NS records of the apex: insert the new ones, then remove the old one by one, never the last`;
}

/** The zone's SOA is not the one that was inserted, or is no longer. */
export function soaReason(
  { name }: RRsetExpectation,
  wanted: ResourceRecord,
  seen: ResourceRecord,
): string {
  return `${name} SOA ${printData(wanted)} was inserted and the zone has ${printData(seen)}: servers skip an SOA whose serial is not ahead of the zone's`;
}

/** Why the zone may hold more than can be seen. */
export function hiddenReason({ by, byType }: Hidden): string {
  const where =
    byType === 'NS' ? `at or below the delegation of ${by}` : `below the DNAME of ${by}`;
  return `it is ${where}, where the server does not show it`;
}

/** Data as presentation text, cut when long. */
function printData({ type, data }: ResourceRecord): string {
  // Each record has data of its own type, which the compiler does not see for a type that varies.
  const text = printRdata<string>(type, data as never);
  return text.length > longestData ? `${text.slice(0, longestData)}…` : text;
}

/** Whether data is the same to the octet: servers may take no less for a removal. */
function hasSameOctets(a: ResourceRecord, b: ResourceRecord): boolean {
  const [own, its] = [a, b].map(({ type, data }) => encodeRdata<string>(type, data as never));
  return own !== undefined && its !== undefined && equalOctets(own, its);
}
