/**
 * NOTIFY (RFC 1996): a primary says that its zone has changed. It is believed from anybody, since it
 * only makes the server ask its primaries, one request at a time.
 */

import type { QueryMessage } from '@zonewright/wire';
import { type QueryAnswer, withoutRecords } from './answer-query.ts';
import type { ServedZones } from './served-zones.ts';

/** @param onNotify is told of a zone that is to be asked for, by its canonical name */
export function answerNotify(
  { questions }: QueryMessage,
  zones: ServedZones,
  onNotify: (zone: string) => void,
): QueryAnswer {
  const [question, ...others] = questions;
  if (question?.type !== 'SOA' || others.length > 0) return withoutRecords('FORMERR');
  const served = zones.exactly(question.name, question.class);
  if (served === undefined) return withoutRecords('NOTAUTH');
  if (!served.isSecondary) return withoutRecords('REFUSED');
  onNotify(served.name);
  return { ...withoutRecords('NOERROR'), isAuthoritative: true };
}
