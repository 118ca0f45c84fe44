/**
 * What the answer to a query says of one name and type (RFC 2308 section 2): its records, that it has
 * none, that there is no such name, or that another server is to be asked. Pure.
 */

import {
  canonicalName,
  isInZone,
  type QueryMessage,
  type Question,
  type RecordOf,
  type ResourceRecord,
  sameName,
} from '@zonewright/wire';

/** What is said of a name and type. */
export type AnswerStatus = 'NOERROR' | 'NODATA' | 'NXDOMAIN' | 'REFERRAL';

export interface AnswerReading {
  readonly status: AnswerStatus;
  /** Of the name and the type; or the CNAME that stands in their place. */
  readonly records: readonly ResourceRecord[];
  /** The CNAME that stands in the place of what was asked for. */
  readonly alias: RecordOf<'CNAME'> | undefined;
  /** With REFERRAL: the owner of the NS records that lead on. */
  readonly delegation: string | undefined;
}

/** Reads the answer to `question`, or to one on the way of its CNAMEs. */
export function readAnswer(question: Question, message: QueryMessage): AnswerReading {
  const { answers, rcode } = message;
  const own = answers.filter((record) => isOf(record, question));
  const records = own.filter(({ type }) => question.type === 'ANY' || type === question.type);
  const alias = own.find((record): record is RecordOf<'CNAME'> => record.type === 'CNAME');
  const none = { records, alias: undefined, delegation: undefined };
  if (records.length > 0) return { ...none, status: 'NOERROR' };
  // An RCODE is about the end of the chain (RFC 6604 section 3).
  if (alias !== undefined) return { ...none, status: 'NOERROR', records: [alias], alias };
  if (rcode === 'NXDOMAIN') return { ...none, status: 'NXDOMAIN' };
  const delegation = delegationOf(question, message);
  if (delegation !== undefined) return { ...none, status: 'REFERRAL', delegation };
  return { ...none, status: 'NODATA' };
}

function isOf(record: ResourceRecord, question: Question): boolean {
  return (
    sameName(record.name, question.name) &&
    (question.class === 'ANY' || record.class === question.class)
  );
}

/** A referral has no SOA, which an answer without records has (RFC 2308 section 2.2). */
function delegationOf({ name }: Question, message: QueryMessage): string | undefined {
  const { flags, answers, authorities } = message;
  if (flags.aa || answers.length > 0) return undefined;
  if (authorities.some(({ type }) => type === 'SOA')) return undefined;
  const cut = authorities.find((record) => record.type === 'NS' && isInZone(name, record.name));
  return cut === undefined ? undefined : canonicalName(cut.name);
}
