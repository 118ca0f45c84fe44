/** Queries (RFC 1034 section 4.3.2): the zone that a name belongs to, and what it says of the name. */

import {
  canonicalName,
  isMetaType,
  parentName,
  type QueryMessage,
  type Question,
  type Rcode,
  type ResourceRecord,
  type RRType,
} from '@zonewright/wire';
import { type LookupResult, lookup, type Zone } from '@zonewright/zone';
import type { ServedZone, ServedZones } from './served-zones.ts';

/** What a query is answered with. */
export interface QueryAnswer {
  readonly rcode: Rcode;
  /** Whether it is this server's own to say. */
  readonly isAuthoritative: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additionals: readonly ResourceRecord[];
}

const rcodes: Readonly<Record<LookupResult['status'], Rcode>> = {
  answer: 'NOERROR',
  nodata: 'NOERROR',
  referral: 'NOERROR',
  nxdomain: 'NXDOMAIN',
  yxdomain: 'YXDOMAIN',
};

/**
 * Answers a query.
 *
 * @param permits whether a question may be asked of a zone
 */
export function answerQuery(
  message: QueryMessage,
  zones: ServedZones,
  permits: (zone: Zone, question: Question) => boolean,
): QueryAnswer {
  const [question, ...others] = message.questions;
  if (question === undefined || others.length > 0) return withoutRecords('FORMERR');
  const refusal = refusalOf(question.type);
  if (refusal !== undefined) return withoutRecords(refusal);
  const served = responsibleZone(question, zones);
  if (served === undefined || !permits(served.zone, question)) return withoutRecords('REFUSED');
  if (served.isUnavailable) return withoutRecords('SERVFAIL');
  const { status, answers, authorities, additionals } = lookup(
    served.zone,
    question.name,
    question.type,
  );
  const rcode = rcodes[status];
  return { rcode, isAuthoritative: status !== 'referral', answers, authorities, additionals };
}

/**
 * The zone that has the say: the nearest, but about the DS of its apex the one above it, where that one
 * is here too (RFC 4035 section 3.1.4.1) and the delegation is its own.
 */
function responsibleZone(
  { name, type, class: rrClass }: Question,
  zones: ServedZones,
): ServedZone | undefined {
  const nearest = zones.nearest(name, rrClass);
  const parent = parentName(name);
  if (type !== 'DS' || parent === undefined || nearest?.name !== canonicalName(name)) {
    return nearest;
  }
  const above = zones.nearest(parent, rrClass);
  if (above === undefined || lookup(above.zone, name, type).status === 'referral') return nearest;
  return above;
}

/** An answer that is an RCODE alone. */
export function withoutRecords(rcode: Rcode): QueryAnswer {
  return { rcode, isAuthoritative: false, answers: [], authorities: [], additionals: [] };
}

/** The RCODE for the types that are not looked up: those that no zone holds. */
function refusalOf(type: RRType): Rcode | undefined {
  switch (type) {
    case 'AXFR':
    case 'IXFR':
      return 'REFUSED';
    case 'MAILA':
    case 'MAILB':
      return 'NOTIMP';
    case 'ANY':
      return undefined;
    default:
      return isMetaType(type) ? 'FORMERR' : undefined;
  }
}
