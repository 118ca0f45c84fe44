/**
 * Zone transfers: the whole zone (AXFR, RFC 5936), or what changed since a version (IXFR, RFC 1995).
 * What is answered is all there is from the beginning, so that updates that come while it is sent
 * change nothing of it.
 */

import { type QueryMessage, type ResourceRecord, sameName } from '@zonewright/wire';
import { serialCompare, type Zone } from '@zonewright/zone';
import { type QueryAnswer, withoutRecords } from './answer-query.ts';
import type { Request } from './request.ts';
import type { ServedZone, ServedZones } from './served-zones.ts';

/** Whether a message asks for a transfer. */
export function asksForTransfer({ opcode, questions }: QueryMessage): boolean {
  const [question, ...others] = questions;
  const isTransfer = question?.type === 'AXFR' || question?.type === 'IXFR';
  return opcode === 'QUERY' && isTransfer && others.length === 0;
}

/** Answers a request for which {@link asksForTransfer} holds. RCODEs as BIND's. */
export function answerTransfer(
  request: Request<QueryMessage>,
  zones: ServedZones,
  permits: (zone: Zone) => boolean,
): QueryAnswer {
  const { message, transport } = request;
  const [question] = message.questions;
  if (question === undefined) return withoutRecords('FORMERR');
  const isIncremental = question.type === 'IXFR';
  const served = zones.exactly(question.name, question.class);
  if (served === undefined) return withoutRecords('NOTAUTH');
  if (!permits(served.zone)) return withoutRecords('REFUSED');
  // RFC 5936 section 4.2: AXFR over UDP is not defined.
  if (!isIncremental && transport === 'udp') return withoutRecords('FORMERR');
  if (served.isUnavailable) return withoutRecords('SERVFAIL');
  if (!isIncremental) return answerOf(wholeZone(served));
  const held = message.authorities.find(({ type }) => type === 'SOA');
  if (held?.type !== 'SOA' || !sameName(held.name, question.name)) return withoutRecords('FORMERR');
  return answerOf(differences(served, held.data.serial, transport === 'udp'));
}

function answerOf(answers: readonly ResourceRecord[]): QueryAnswer {
  return { rcode: 'NOERROR', isAuthoritative: true, answers, authorities: [], additionals: [] };
}

/** The SOA, all else, and the SOA again (RFC 5936 section 2.2). */
function wholeZone({ zone }: ServedZone): readonly ResourceRecord[] {
  return [...zone.records(), zone.soa];
}

/**
 * The SOA, for each change the old SOA, what went, the new SOA and what came, and the SOA again (RFC
 * 1995 section 4). The SOA alone says that there is nothing newer, and over UDP that there is too
 * much (section 2).
 */
function differences(
  served: ServedZone,
  serial: number,
  isUdp: boolean,
): readonly ResourceRecord[] {
  const { zone, journal } = served;
  const { soa } = zone;
  if (serialCompare(zone.serial, serial) !== 1) return [soa];
  const changes = journal.since(serial);
  if (changes === undefined) return isUdp ? [soa] : wholeZone(served);
  const answers: ResourceRecord[] = [soa];
  for (const { removed, added } of changes) {
    for (const record of removed) answers.push(record);
    for (const record of added) answers.push(record);
  }
  answers.push(soa);
  return answers;
}
