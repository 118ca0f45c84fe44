/**
 * One question to one server, signed like an update and judged as strictly: what came of it, as a
 * value. An answer over UDP that was cut is asked for again over a connection.
 */

import {
  DnsError,
  type EdnsInput,
  type QueryMessage,
  type Question,
  RcodeError,
  type ResourceRecord,
  type Signer,
} from '@zonewright/wire';
import { ConnectError } from '../errors/transport-error.ts';
import { type AttemptOutcome, attempt, isCut } from '../exchange/attempt.ts';
import type { Call } from '../exchange/call.ts';
import { type AttemptContext, settle, unconnected } from '../exchange/settle.ts';
import type { Channel } from '../transport/channel.ts';
import type { Connector } from '../transport/connector.ts';

/** What a question brought. */
export type Reading =
  /** NOERROR or NXDOMAIN, by a reply that can be believed. */
  | {
      readonly status: 'answered';
      readonly message: QueryMessage;
      readonly authenticated: boolean;
    }
  /** The server says, or shows, that it will not tell; asked again, it would be the same. */
  | { readonly status: 'refused'; readonly error: DnsError }
  /** The server says that it failed. */
  | { readonly status: 'failed'; readonly error: DnsError }
  /** A reply that cannot be believed. */
  | { readonly status: 'untrusted'; readonly error: DnsError }
  /** Nothing came back. */
  | { readonly status: 'unanswered'; readonly error: DnsError }
  /** The call was cut short. */
  | { readonly status: 'interrupted' };

/** Where and how a question is asked. */
export interface AskOptions {
  readonly connector: Connector;
  readonly key: Signer | undefined;
  /** Unix seconds. */
  readonly clock: () => number;
  readonly timeoutMs: number;
  readonly prefer?: Channel | undefined;
  /** @default none */
  readonly edns?: EdnsInput | undefined;
  /** Asks a resolver to find the answer (RD). @default false */
  readonly recursionDesired?: boolean | undefined;
  /** Those of the call so far, this one included: for its error. @default 1 */
  readonly attempts?: number | undefined;
  /** The authority section, of which IXFR makes use. @default empty */
  readonly authorities?: readonly ResourceRecord[] | undefined;
  /** NOTIFY tells a server of a change, and is answered as a question is (RFC 1996). @default 'QUERY' */
  readonly opcode?: 'QUERY' | 'NOTIFY' | undefined;
  /** Does not ask for a cut answer again over a connection. @default false */
  readonly staysOnUdp?: boolean | undefined;
}

/** Asks once. */
export async function ask(question: Question, call: Call, options: AskOptions): Promise<Reading> {
  const { edns, recursionDesired = false, attempts = 1, authorities } = options;
  const { opcode = 'QUERY' } = options;
  const flags = { rd: recursionDesired, aa: opcode === 'NOTIFY' };
  const request = {
    message: { opcode, questions: [question], authorities, flags, edns },
    question,
  } as const;
  const { connector, key, clock, timeoutMs, prefer } = options;
  const ways = { connector, key, clock, timeoutMs, prefer, retransmits: true };
  let outcome = await attempt(request, call, ways);
  const wasCut = isCut(outcome) && options.staysOnUdp !== true;
  if (wasCut) outcome = await attempt(request, call, { ...ways, needsTcp: true });
  const context = contextOf(question, connector.label, attempts, opcode);
  switch (outcome.status) {
    case 'interrupted':
    case 'interrupted-after-sending':
      return { status: 'interrupted' };
    case 'unconnected':
      return wasCut
        ? cutWithoutTcp(outcome.cause, context)
        : { status: 'unanswered', error: unconnected(outcome.cause, context) };
    default: {
      const settlement = settle(outcome, context);
      if (settlement instanceof DnsError) {
        return { status: statusOf(settlement, outcome), error: settlement };
      }
      const { message, authenticated } = settlement;
      // The judge lets no answer through that has another opcode than its request.
      return { status: 'answered', message: message as QueryMessage, authenticated };
    }
  }
}

/** A server that answers by UDP and whose TCP port is closed has no TCP: it would cut it again. */
function cutWithoutTcp(cause: Error, context: AttemptContext): Reading {
  const { server, subject } = context;
  const error = new ConnectError(
    `${server} cut its answer to ${subject} over UDP, and takes no connection (${cause.message}).`,
    { ...context, cause },
  );
  const isClosed = (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  return { status: isClosed ? 'refused' : 'unanswered', error };
}

function contextOf(
  { name, type }: Question,
  server: string,
  attempts: number,
  opcode: 'QUERY' | 'NOTIFY',
): AttemptContext {
  return {
    // An error of a question has no zone: which one the name is in is not known.
    zone: name,
    server,
    attempts,
    subject: opcode === 'QUERY' ? `the query for ${name} ${type}` : `the NOTIFY of ${name}`,
    advice: 'ask again',
    prerequisites: [],
    before: 'unaffected',
  };
}

/** What a server says that will not tell, now or later. */
const refusals: ReadonlySet<string> = new Set([
  'REFUSED',
  'NOTAUTH',
  'NOTIMP',
  'FORMERR',
  'BADKEY',
  'BADSIG',
  'BADTIME',
  'BADTRUNC',
]);

function statusOf(
  error: DnsError,
  outcome: AttemptOutcome,
): 'refused' | 'failed' | 'untrusted' | 'unanswered' {
  if (refusals.has(error.code)) return 'refused';
  if (outcome.status !== 'answered') return 'unanswered';
  return error instanceof RcodeError ? 'failed' : 'untrusted';
}
