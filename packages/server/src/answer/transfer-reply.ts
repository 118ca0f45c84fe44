/**
 * The messages of a transfer over a connection (RFC 5936 section 2.2), made one at a time when they
 * are wanted: what a slow reader has not asked for takes no more than the list of records.
 */

import type { QueryMessage, ResourceRecord } from '@zonewright/wire';
import type { QueryAnswer } from './answer-query.ts';
import { recordBytes } from './journal.ts';
import { queryMessage, signed } from './reply.ts';
import type { Request } from './request.ts';

/**
 * Most octets of the records of one message, their names whole. What is left of 65,535 is enough for
 * header, question, OPT and TSIG; compression makes it about half, so that pointers reach most names.
 */
const mostRecordBytes = 63_000;

/** Messages that are sent one after the other. */
export type Messages = Iterator<Uint8Array, void, undefined>;

/** @param clock the time of each message but the first, in Unix seconds; its TSIG says it */
export function* transferReply(
  request: Request<QueryMessage>,
  answer: QueryAnswer,
  clock: () => number,
): Generator<Uint8Array, void, undefined> {
  let isFirst = true;
  for (const answers of recordBatches(answer.answers)) {
    const message = queryMessage(request, { ...answer, answers });
    if (isFirst) yield signed(request, message);
    else {
      // Question and OPT are needed in the first message alone (RFC 5936 sections 2.2.1 and 2.2.5).
      const later = { ...message, questions: [], edns: undefined };
      yield signed({ ...request, now: Math.floor(clock()) }, later);
    }
    isFirst = false;
  }
}

/** Cuts records into the shares of messages; at least one, which may be empty. */
export function* recordBatches(
  records: readonly ResourceRecord[],
  mostBytes: number = mostRecordBytes,
): Generator<readonly ResourceRecord[], void, undefined> {
  let start = 0;
  let octets = 0;
  for (const [at, record] of records.entries()) {
    const more = recordBytes(record);
    if (octets + more > mostBytes && at > start) {
      yield records.slice(start, at);
      start = at;
      octets = 0;
    }
    octets += more;
  }
  yield records.slice(start);
}
