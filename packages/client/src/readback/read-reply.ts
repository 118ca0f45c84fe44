/**
 * What the reply to a query says of one RRset, or with ANY of one name: the server's own word from
 * the zone, a place in the zone that the server does not show, or nothing that can be gone by. The
 * reply is the answer to `name type` and was authenticated before.
 */

import {
  canonicalName,
  isInZone,
  type QueryMessage,
  type RecordOf,
  type ResourceRecord,
  type RRClass,
  type RRType,
  sameName,
} from '@zonewright/wire';

/** What was asked, and of which zone. Names are absolute. */
export interface AskedRRset {
  readonly zone: string;
  readonly name: string;
  readonly class: RRClass;
  /** ANY for all types of the name. */
  readonly type: RRType;
}

/** What a reply says. */
export type Reading =
  /** All that the zone has; `alias` is a CNAME in its place. */
  | {
      readonly kind: 'shown';
      readonly records: readonly ResourceRecord[];
      readonly alias: readonly ResourceRecord[];
    }
  | Hidden
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The name lies at or below a delegation, or below a DNAME: the zone may have more than is seen. */
export interface Hidden {
  readonly kind: 'hidden';
  /** What it is hidden by: the owner of the NS or DNAME records. */
  readonly by: string;
  readonly byType: 'NS' | 'DNAME';
  /** Glue, and at the delegation itself its name servers. */
  readonly records: readonly ResourceRecord[];
  /** Whether the name is one of the delegation's name servers, so that its addresses are glue. */
  readonly isNameServer: boolean;
}

/** Reads what a reply says of what was asked. */
export function readReply(asked: AskedRRset, reply: QueryMessage): Reading {
  const { rcode, flags, answers } = reply;
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') {
    return unreadable(`the server answered the query with ${rcode}`);
  }
  if (flags.tc) return unreadable('the answer was cut');
  if (!flags.aa) return readReferral(asked, reply) ?? unreadable('the answer is not authoritative');
  const other = otherZone(asked, reply);
  if (other !== undefined) {
    return unreadable(`the server answers from another zone that it has, ${other}`);
  }
  // What stands at a name below a DNAME was made from it (RFC 6672 section 3.1).
  const dname = answers.find(
    ({ type, name }) => type === 'DNAME' && isBelow(asked.name, name) && isInZone(name, asked.zone),
  );
  if (dname !== undefined) return hidden(dname, [], false);
  const records = answers.filter((record) => isAskedFor(asked, record));
  if (records.length > 0) return { kind: 'shown', records, alias: [] };
  const cname = { ...asked, type: 'CNAME' as const };
  return { kind: 'shown', records, alias: answers.filter((one) => isAskedFor(cname, one)) };
}

/** Whether a record is of the RRset, or of the name, that was asked for. */
export function isAskedFor(asked: AskedRRset, record: ResourceRecord): boolean {
  return (
    (asked.type === 'ANY' || asked.type === record.type) &&
    asked.class === record.class &&
    sameName(asked.name, record.name)
  );
}

/** A referral from the zone itself (RFC 1034 section 4.3.2 step 3b); undefined where it is none. */
function readReferral(asked: AskedRRset, reply: QueryMessage): Reading | undefined {
  if (reply.rcode !== 'NOERROR' || reply.answers.length > 0) return undefined;
  const first = reply.authorities.find((record) => isBetween(asked, record, 'NS'));
  if (first === undefined) return undefined;
  const atCut = reply.authorities.filter((record): record is RecordOf<'NS'> =>
    isAskedFor({ ...asked, name: first.name, type: 'NS' }, record),
  );
  const isCut = sameName(first.name, asked.name);
  // The NS records of a delegation are the parent's to hold, and stand whole in the referral.
  if (isCut && asked.type === 'NS') return { kind: 'shown', records: atCut, alias: [] };
  const glue = reply.additionals.filter((record) => isAskedFor(asked, record));
  return hidden(
    first,
    isCut && asked.type === 'ANY' ? [...atCut, ...glue] : glue,
    atCut.some(({ data }) => sameName(data, asked.name)),
  );
}

/**
 * The zone below ours that an authoritative answer comes from, where the server has both. A
 * delegation's own NS records are never authoritative in the zone above it.
 */
function otherZone(asked: AskedRRset, { answers, authorities }: QueryMessage): string | undefined {
  const other =
    authorities.find((record) => isBetween(asked, record, 'SOA')) ??
    authorities.find((record) => isBetween(asked, record, 'NS')) ??
    answers.find((record) => isBetween(asked, record, 'NS'));
  return other === undefined ? undefined : canonicalName(other.name);
}

/** Whether a record of a type is of the name, or one above it, and not of the zone's own apex. */
function isBetween(
  asked: AskedRRset,
  { type, name }: ResourceRecord,
  wanted: 'SOA' | 'NS',
): boolean {
  return type === wanted && isBelow(name, asked.zone) && isInZone(asked.name, name);
}

/** Whether a name lies below another and is not the same. */
function isBelow(name: string, above: string): boolean {
  return isInZone(name, above) && !sameName(name, above);
}

function hidden(
  { name, type }: ResourceRecord,
  records: readonly ResourceRecord[],
  isNameServer: boolean,
): Hidden {
  const byType = type === 'DNAME' ? type : 'NS';
  return { kind: 'hidden', by: canonicalName(name), byType, records, isNameServer };
}

function unreadable(reason: string): Reading {
  return { kind: 'unreadable', reason };
}
