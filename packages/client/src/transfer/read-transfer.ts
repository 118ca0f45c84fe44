/**
 * Reads a transfer to its end, message by message: each is verified and held to be part of the answer
 * (RFC 5936 section 2.2, RFC 8945 section 5.3.1) before what it brings is handed on. It ends well in
 * one way alone: with the closing SOA, in a message whose signature verified.
 */

import {
  DnsError,
  decodeMessage,
  MalformedResponseError,
  type Message,
  type QueryMessage,
  rcodeError,
  type StreamVerifier,
  sameName,
  WireError,
} from '@zonewright/wire';
import { type RecordReader, TransferFault } from '@zonewright/zone';
import type { Call } from '../exchange/call.ts';
import { Interrupted } from '../exchange/retried.ts';
import { interruptedReading } from '../reading/interrupted.ts';
import type { Source } from '../reading/source.ts';
import { type OpenTransfer, openTransfer } from './open-transfer.ts';
import type { TransferSettings } from './transfer-options.ts';
import { brokenOff, type Progress, streamError, type TransferRequest } from './transfer-request.ts';

/** More than the caller takes: transferred again it would be as much. */
export class TooManyRecords extends TransferFault {}

/**
 * What a reader makes of a transfer, in batches.
 *
 * @param call without a deadline: a consumer may take its time
 * @throws {DnsError} before the first message
 * @throws {TransferError} behind it
 * @throws the signal's reason, where the caller aborted
 */
export async function* readTransfer<Item>(
  request: TransferRequest,
  reader: RecordReader<Item>,
  source: Source,
  transfer: TransferSettings,
  call: Call,
  isFinal?: (error: DnsError) => boolean,
): AsyncGenerator<readonly Item[], undefined> {
  try {
    return yield* readMessages(request, reader, source, transfer, call, isFinal);
  } catch (error) {
    if (!call.signal.aborted) throw error;
    const { subject, question } = request;
    const { deadlineMs } = source.settings;
    const where = { subject, zone: question.name, server: undefined, deadlineMs };
    throw interruptedReading(call, { ...where, reason: undefined });
  }
}

async function* readMessages<Item>(
  request: TransferRequest,
  reader: RecordReader<Item>,
  source: Source,
  transfer: TransferSettings,
  call: Call,
  isFinal: ((error: DnsError) => boolean) | undefined,
): AsyncGenerator<readonly Item[], undefined> {
  const { settings, calls } = source;
  const open = await calls.during(settings.deadlineMs, call.signal, (opening) =>
    openTransfer(request, source, opening, isFinal),
  );
  const { stream, verifier, context } = open;
  const close = (): void => stream.close();
  // Also while nobody asks for more.
  call.signal.addEventListener('abort', close, { once: true });
  const progress: Progress = { messages: 0, records: 0 };
  try {
    let held: Item[] = [];
    for (let message = open.first; ; message = await nextMessage(open, settings, call)) {
      const items = takeAnswers(message, reader, transfer, progress);
      progress.messages += 1;
      progress.records += message.answers.length;
      if (reader.isDone) verifier?.end();
      const isVouchedFor = verifier === undefined || message.tsig !== undefined;
      const isHandedOn = reader.isDone || (isVouchedFor && !transfer.holdsAll);
      if (isHandedOn && held.length === 0) {
        if (items.length > 0) yield items;
      } else {
        for (const item of items) held.push(item);
        if (isHandedOn && held.length > 0) {
          yield held;
          held = [];
        }
      }
      if (reader.isDone) return undefined;
    }
  } catch (error) {
    throw error instanceof DnsError || error instanceof TransferFault
      ? brokenOff(error, context, progress)
      : error;
  } finally {
    call.signal.removeEventListener('abort', close);
    stream.close();
  }
}

function takeAnswers<Item>(
  { answers }: QueryMessage,
  reader: RecordReader<Item>,
  { maxRecords }: TransferSettings,
  { records }: Progress,
): readonly Item[] {
  // Messages without records could go on for ever.
  if (answers.length === 0) throw new TransferFault('a message has no records');
  if (records + answers.length > maxRecords) {
    throw new TooManyRecords(`there are more than maxRecords, ${maxRecords}`);
  }
  return reader.take(answers);
}

async function nextMessage(
  { stream, sent, verifier, context }: OpenTransfer,
  { timeoutMs, deadlineMs }: Source['settings'],
  { signal }: Call,
): Promise<QueryMessage> {
  const event = await stream.next({ progressMs: timeoutMs, messageMs: deadlineMs, signal });
  if (event.kind === 'aborted') throw new Interrupted();
  if (event.kind !== 'message') throw streamError(event, context);
  const message = verified(event.bytes, verifier, sent.now());
  if (message.id !== sent.id || !message.flags.qr || message.opcode !== 'QUERY') {
    throw new TransferFault('it is no message of the answer');
  }
  if (message.rcode !== 'NOERROR') {
    const authenticated = verifier !== undefined && message.tsig !== undefined;
    throw rcodeError(message, { ...context, authenticated, applied: 'no' });
  }
  // Only the first message has to give the question back (RFC 5936 section 2.2.1).
  const [asked, ...others] = message.questions;
  const { question } = sent;
  const isOurs =
    asked === undefined ||
    (sameName(asked.name, question.name) &&
      asked.type === question.type &&
      asked.class === question.class);
  if (!isOurs || others.length > 0) throw new TransferFault('a message has another question');
  return message;
}

/** @throws {DnsError} for what is no message, or has no signature where one is due, or a bad one */
function verified(bytes: Uint8Array, verifier: StreamVerifier | undefined, now: number): Message {
  if (verifier !== undefined) return verifier.push(bytes, { now });
  try {
    return decodeMessage(bytes);
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause;
    const { rule, offset } = cause;
    throw new MalformedResponseError(`The message is malformed: ${rule} (octet ${offset}).`, {
      cause,
    });
  }
}
