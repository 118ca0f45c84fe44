/** What is transferred, and what is known when it goes wrong. */

import { createRecord, type Question, type RecordOf, type RRClass } from '@zonewright/wire';
import { TransferError } from '../errors/reading-error.ts';
import { ConnectionLostError, TimeoutError } from '../errors/transport-error.ts';
import type { AttemptContext } from '../exchange/settle.ts';
import type { StreamEvent } from '../transport/message-stream.ts';

/** A request for a zone, or for what changed in it. */
export interface TransferRequest {
  readonly question: Question;
  /** For IXFR: the SOA of the version that there is (RFC 1995 section 3). */
  readonly authorities: readonly RecordOf<'SOA'>[];
  /** `the transfer of example.com.`. */
  readonly subject: string;
}

export function fullTransfer(zone: string, rrClass: RRClass): TransferRequest {
  return {
    question: { name: zone, type: 'AXFR', class: rrClass },
    authorities: [],
    subject: `the transfer of ${zone}`,
  };
}

export function incrementalTransfer(
  zone: string,
  rrClass: RRClass,
  serial: number,
): TransferRequest {
  // Servers look at the serial alone.
  const unread = { mname: '.', rname: '.', refresh: 0, retry: 0, expire: 0, minimum: 0 };
  const soa = { name: zone, type: 'SOA', class: rrClass, ttl: 0 } as const;
  return {
    question: { name: zone, type: 'IXFR', class: rrClass },
    authorities: [createRecord({ ...soa, data: { ...unread, serial } })],
    subject: `the transfer of what changed in ${zone} since serial ${serial}`,
  };
}

/** How errors tell of a request to one server. */
export function contextOf(
  { question, subject }: TransferRequest,
  server: string,
  attempts: number,
): AttemptContext {
  return {
    zone: question.name,
    server,
    attempts,
    subject,
    advice: 'transfer it again',
    prerequisites: [],
    before: 'unaffected',
  };
}

/** The error of a stream that ended, or of which nothing came any more. */
export function streamError(
  { kind, cause }: Extract<StreamEvent, { readonly cause: Error }>,
  context: AttemptContext,
): ConnectionLostError | TimeoutError {
  const { server } = context;
  return kind === 'ended'
    ? new ConnectionLostError(`The connection to ${server} ended: ${cause.message}.`, {
        ...context,
        applied: 'no',
        cause,
      })
    : new TimeoutError(`${server} fell silent: ${cause.message}.`, [], {
        ...context,
        applied: 'no',
        cause,
      });
}

/** What had come of a transfer. */
export interface Progress {
  messages: number;
  records: number;
}

/** The error of a transfer that broke off after `progress`. */
export function brokenOff(
  cause: Error,
  context: AttemptContext,
  { messages, records }: Progress,
): TransferError {
  const { subject, server } = context;
  const came = messages === 0 ? 'before its first message' : `in message ${messages + 1}`;
  return new TransferError(
    `${subject.charAt(0).toUpperCase()}${subject.slice(1)} from ${server} broke off ${came}, after ${records} records (${cause.message.replace(/\.$/, '')}): throw away what came, and transfer it again.`,
    { ...context, cause },
    { messages, records },
  );
}
