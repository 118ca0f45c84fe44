/**
 * The asking side of a transfer: one TCP connection to a primary, one request, signed where there is a
 * key, and its messages verified as they come (RFC 8945 section 5.3.1).
 */

import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import {
  decodeMessage,
  encodeMessage,
  FrameReader,
  frame,
  type Message,
  type ResourceRecord,
  type TsigKey,
  verifyStream,
} from '@zonewright/wire';
import { AxfrReader, IxfrReader, type Zone, type ZoneChange } from '@zonewright/zone';
import type { PeerAddress } from './peer-address.ts';
import { TransferError } from './peer-errors.ts';

/** How long a primary may be silent. */
const silenceMs = 10_000;

/** More octets are no zone for a server that keeps it in memory. */
const mostBytes = 1_073_741_824;

/** What a primary has sent. */
export type Transferred =
  | { readonly kind: 'whole'; readonly records: readonly ResourceRecord[] }
  /** One after the other; none where it has nothing newer. */
  | { readonly kind: 'changes'; readonly changes: readonly ZoneChange[] };

export interface TransferRequest {
  readonly zone: Zone;
  /** Whether changes since the zone's version will do (IXFR). */
  readonly isIncremental: boolean;
  readonly primary: PeerAddress;
  readonly key: TsigKey | undefined;
  /** Unix seconds. */
  readonly clock: () => number;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/**
 * Asks a primary for a zone.
 *
 * @throws {TransferError}
 */
export function requestTransfer(request: TransferRequest): Promise<Transferred> {
  const { zone, primary, signal } = request;
  const { bytes, read, end } = prepare(request);
  return new Promise((resolve, reject) => {
    const frames = new FrameReader();
    const socket = connect({ host: primary.host, port: primary.port, noDelay: true });
    let octets = 0;
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', give);
      socket.destroy();
      finish();
    };
    const fail = (what: string, cause?: unknown): void => {
      const context = cause === undefined ? {} : { cause };
      settle(() => reject(new TransferError(zone.name, primary.label, what, context)));
    };
    const give = (): void => fail('the server was closed');
    signal.addEventListener('abort', give);
    socket.setTimeout(silenceMs, () => fail(`silent for ${silenceMs} ms`));
    socket.on('error', (cause) => fail('no connection, or it broke', cause));
    socket.on('close', () => fail('the connection was closed before its end'));
    socket.on('connect', () => socket.write(frame(bytes)));
    socket.on('data', (chunk: Uint8Array) => {
      octets += chunk.length;
      if (octets > mostBytes) fail(`over ${mostBytes} octets`);
      try {
        frames.push(chunk);
        for (let next = frames.next(); next !== 'incomplete'; next = frames.next()) {
          if (next === 'broken') return fail('a message shorter than its header');
          const transferred = read(next);
          if (transferred === undefined) continue;
          end();
          return settle(() => resolve(transferred));
        }
      } catch (error) {
        fail(error instanceof Error ? error.message.replace(/\.$/, '') : 'failed', error);
      }
    });
    if (signal.aborted) give();
  });
}

/** The request as octets, and what reads the messages that come for it. */
function prepare({ zone, isIncremental, key, clock }: TransferRequest): {
  readonly bytes: Uint8Array;
  /** @returns what was transferred, when it has all come */
  readonly read: (message: Uint8Array) => Transferred | undefined;
  /** @throws where the last message was not signed */
  readonly end: () => void;
} {
  const id = randomInt(0x1_0000);
  const now = () => Math.floor(clock());
  const unsigned = encodeMessage({
    id,
    opcode: 'QUERY',
    questions: [{ name: zone.name, type: isIncremental ? 'IXFR' : 'AXFR', class: zone.class }],
    authorities: isIncremental ? [zone.soa] : [],
  });
  const signed = key?.sign(unsigned, { now: now() });
  const stream = key && signed && verifyStream(key, { requestMac: signed.mac, now: now() });
  const take = isIncremental ? takeChanges(zone) : takeZone(zone);
  return {
    bytes: signed?.bytes ?? unsigned,
    read: (octets) => {
      const message = stream?.push(octets, { now: now() }) ?? decodeMessage(octets);
      return take(recordsOf(message, id));
    },
    end: () => stream?.end(),
  };
}

/** Takes the records of each message; gives what they are when all have come. */
type Take = (records: readonly ResourceRecord[]) => Transferred | undefined;

function takeZone(zone: Zone): Take {
  const reader = new AxfrReader(zone.name, zone.class);
  const records: ResourceRecord[] = [];
  return (answers) => {
    for (const record of reader.take(answers)) records.push(record);
    return reader.isDone ? { kind: 'whole', records } : undefined;
  };
}

function takeChanges(zone: Zone): Take {
  const reader = new IxfrReader(zone.name, zone.class, zone.serial);
  const changes: ZoneChange[] = [];
  return (answers) => {
    for (const item of reader.take(answers)) {
      if ('full' in item) return { kind: 'whole', records: item.full };
      changes.push(item);
    }
    return reader.isDone ? { kind: 'changes', changes } : undefined;
  };
}

function recordsOf(message: Message, id: number) {
  if (message.opcode !== 'QUERY' || !message.flags.qr || message.id !== id) {
    throw new Error('it sent what is no answer to the request');
  }
  if (message.rcode !== 'NOERROR') throw new Error(`it answers ${message.rcode}`);
  if (message.answers.length === 0) throw new Error('it answers without records');
  return message.answers;
}
