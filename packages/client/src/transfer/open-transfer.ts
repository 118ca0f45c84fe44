/**
 * Opens a transfer: a connection of its own, the signed request, and the first message of the answer,
 * which says whether there is a transfer at all (RFC 5936 section 2.2). Up to there it is a question
 * like any other, and goes from server to server; behind it there is one stream from one server.
 */

import { randomInt } from 'node:crypto';
import {
  DnsError,
  encodeMessage,
  InvalidOptionError,
  type QueryMessage,
  rcodeError,
  type StreamVerifier,
  verifyStream,
} from '@zonewright/wire';
import type { Call } from '../exchange/call.ts';
import { judgeReply, type SentRequest } from '../exchange/judge-reply.ts';
import { Interrupted, retried, TryAgain } from '../exchange/retried.ts';
import { ServerClocks } from '../exchange/server-clocks.ts';
import { type AttemptContext, settle, unconnected } from '../exchange/settle.ts';
import { isTsigKey } from '../keys/is-tsig-key.ts';
import { leadsOn } from '../reading/ask-servers.ts';
import { interruptedReading } from '../reading/interrupted.ts';
import type { Source } from '../reading/source.ts';
import { traceAttempt } from '../tracing/trace.ts';
import type { Connector } from '../transport/connector.ts';
import type { MessageStream } from '../transport/message-stream.ts';
import { brokenOff, contextOf, streamError, type TransferRequest } from './transfer-request.ts';

/** A transfer of which the first message has come. */
export interface OpenTransfer {
  readonly stream: MessageStream;
  readonly first: QueryMessage;
  /** What has to be true of the messages behind it. */
  readonly sent: SentRequest;
  /** Without a key there is none. */
  readonly verifier: StreamVerifier | undefined;
  readonly context: AttemptContext;
}

/**
 * Opens it at the first server that transfers the zone.
 *
 * @param isFinal whether no other server is to be tried after an error
 * @throws {DnsError} or, where the caller aborted, the signal's reason
 */
export async function openTransfer(
  request: TransferRequest,
  { servers, settings }: Source,
  call: Call,
  isFinal: (error: DnsError) => boolean = () => false,
): Promise<OpenTransfer> {
  const clocks = new ServerClocks(settings);
  let reason: DnsError | undefined;
  const tryAll = async (): Promise<OpenTransfer> => {
    for (const connector of await servers.of(request.question.name, call)) {
      let opened = await openAt(request, connector, { settings, call, clocks });
      if (opened instanceof DnsError && clocks.correct(connector, opened)) {
        opened = await openAt(request, connector, { settings, call, clocks });
      }
      if (!(opened instanceof DnsError)) return opened;
      if (!leadsOn(opened) || isFinal(opened)) throw opened;
      reason = opened;
    }
    throw new TryAgain(reason as DnsError);
  };
  try {
    return await retried(tryAll, call, settings.retry);
  } catch (error) {
    if (error instanceof TryAgain) throw error.reason;
    if (!(error instanceof Interrupted)) throw error;
    const { subject, question } = request;
    const { deadlineMs } = settings;
    const where = { subject, zone: question.name, server: undefined, deadlineMs, reason };
    throw interruptedReading(call, where);
  }
}

interface Opening extends Pick<Source, 'settings'> {
  readonly call: Call;
  readonly clocks: ServerClocks;
}

/** @returns the open transfer, or why there is none at this server */
async function openAt(
  request: TransferRequest,
  connector: Connector,
  { settings, call, clocks }: Opening,
): Promise<OpenTransfer | DnsError> {
  if (call.signal.aborted) throw new Interrupted();
  call.attempts += 1;
  const context = contextOf(request, connector.label, call.attempts);
  const { question } = request;
  const server = connector.label;
  const attempt = call.attempts;
  traceAttempt({ server, opcode: 'QUERY', question, attempt });
  const { signal } = call;
  const { timeoutMs, deadlineMs } = settings;
  const opened = await connector.openStream({ timeoutMs, turnMs: deadlineMs / 2, signal });
  if (opened.status === 'aborted') throw new Interrupted();
  if (opened.status === 'failed') return unconnected(opened.cause, context);
  const { stream } = opened;
  const now = clocks.clockOf(connector);
  let result: OpenTransfer | DnsError | undefined;
  try {
    const sent = send(request, stream, settings, now);
    result = await readFirst(stream, sent, context, settings, call);
    return result;
  } finally {
    if (result === undefined || result instanceof DnsError) stream.close();
  }
}

function send(
  { question, authorities }: TransferRequest,
  stream: MessageStream,
  { key }: Source['settings'],
  now: () => number,
): SentRequest & { readonly signedAt: number; readonly verifier?: StreamVerifier } {
  const id = randomInt(65_536);
  const unsigned = encodeMessage({ id, opcode: 'QUERY', questions: [question], authorities });
  const signedAt = key === undefined ? 0 : now();
  const sent = { id, opcode: 'QUERY', question, now, signedAt } as const;
  if (key === undefined) {
    stream.send(unsigned);
    return { ...sent, signed: undefined };
  }
  if (!isTsigKey(key)) {
    const rule = 'the messages of a transfer are verified by a TsigKey alone';
    throw new InvalidOptionError('key', undefined, rule);
  }
  const signed = key.sign(unsigned, { now: signedAt });
  stream.send(signed.bytes);
  const verifier = verifyStream(key, { requestMac: signed.mac, now: signedAt });
  return { ...sent, signed, verifier };
}

async function readFirst(
  stream: MessageStream,
  sent: ReturnType<typeof send>,
  context: AttemptContext,
  { timeoutMs, deadlineMs }: Source['settings'],
  { signal }: Call,
): Promise<OpenTransfer | DnsError> {
  const event = await stream.next({ progressMs: timeoutMs, messageMs: deadlineMs, signal });
  if (event.kind === 'aborted') throw new Interrupted();
  if (event.kind !== 'message') {
    return brokenOff(streamError(event, context), context, { messages: 0, records: 0 });
  }
  const { id, signed, signedAt, verifier } = sent;
  const { answer } = judgeReply(event.bytes, sent);
  const facts = { id, transport: stream.transport, isSigned: signed !== undefined, signedAt };
  const settled = settle({ ...facts, status: 'answered', answer, copies: 1 }, context);
  if (settled instanceof DnsError) return settled;
  const { message, authenticated } = settled;
  // To a query NXDOMAIN is an answer, to this it is none.
  if (message.rcode !== 'NOERROR') {
    return rcodeError(message, { ...context, authenticated, applied: 'no' });
  }
  // It was verified as an answer; this begins the chain of the messages behind it.
  verifier?.push(event.bytes, { now: sent.now() });
  // The judge lets no answer through that has another opcode than its request.
  const first = message as QueryMessage;
  return { stream, first, sent, verifier, context };
}
