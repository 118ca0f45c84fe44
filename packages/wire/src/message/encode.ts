/** Messages to octets (RFC 1035 section 4.1), checked as they are written. */

import { InvalidMessageError } from '../errors/invalid.ts';
import { parseName } from '../name/name.ts';
import { type WrittenName, writeName, writeNameBelow } from '../name/name-wire.ts';
import { Writer } from '../octets/writer.ts';
import { writeRdata } from '../rdata/rdata.ts';
import { rrTypes } from '../rdata/rrtype.ts';
import { classes } from '../registry/class.ts';
import { opcodes } from '../registry/opcode.ts';
import { rcodes } from '../registry/rcode.ts';
import { checkObject } from './check-field.ts';
import { checkEdns, writeOpt } from './edns.ts';
import type { MessageFlags, MessageInput } from './message.ts';
import { checkRecord, checkTypeAndClass, type Question, type UpdateRecord } from './record.ts';
import { isTrustedSection, ownersOf } from './trusted-section.ts';
import { checkTsig, writeTsig } from './tsig-record.ts';

/** The bits of the header's second word, but for opcode and RCODE. */
export const flagBits: Readonly<Record<keyof MessageFlags, number>> = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  ad: 0x0020,
  cd: 0x0010,
};

const flagNames = Object.keys(flagBits) as readonly (keyof MessageFlags)[];

const headerBytes = 12;

/** Type and class. */
const questionTailBytes = 4;

interface Sections {
  readonly questions: readonly Question[];
  readonly first: readonly UpdateRecord[];
  readonly second: readonly UpdateRecord[];
  readonly third: readonly UpdateRecord[];
}

function sectionsOf(message: MessageInput): Sections {
  if (message.opcode === 'UPDATE') {
    return {
      questions: message.zone === undefined ? [] : [message.zone],
      first: message.prerequisites ?? [],
      second: message.updates ?? [],
      third: message.additional ?? [],
    };
  }
  return {
    questions: message.questions ?? [],
    first: message.answers ?? [],
    second: message.authorities ?? [],
    third: message.additionals ?? [],
  };
}

/**
 * Encodes a message. Only owner names and the names of the types of RFC 1035 are ever compressed.
 *
 * @param options `compress`: whether names that were written before are pointed to. @default true
 * @throws {MessageTooLargeError} over 65,535 octets
 * @throws {InvalidMessageError | InvalidNameError | InvalidRdataError}
 *
 * @example
 * ```ts
 * import { decodeMessage, encodeMessage } from '@zonewright/wire';
 *
 * const bytes = encodeMessage({
 *   id: 7,
 *   opcode: 'QUERY',
 *   questions: [{ name: 'example.com.', type: 'SOA', class: 'IN' }],
 * });
 * bytes.length; // => 29
 * decodeMessage(bytes).id; // => 7
 * ```
 */
export function encodeMessage(
  message: MessageInput,
  options: { readonly compress?: boolean | undefined } = {},
): Uint8Array {
  checkObject('message', message);
  const id = message.id ?? 0;
  if (!Number.isInteger(id) || id < 0 || id > 65_535) {
    throw new InvalidMessageError('message id', id, 'an integer from 0 to 65535 is needed');
  }
  const opcode = opcodes.number(message.opcode);
  if (opcode === undefined) {
    throw new InvalidMessageError('opcode', message.opcode, 'no such opcode');
  }
  if (opcode === opcodes.number('UPDATE') && message.opcode !== 'UPDATE') {
    throw new InvalidMessageError(
      'opcode',
      message.opcode,
      'write UPDATE, which has its own sections',
    );
  }
  const { questions, first, second, third } = sectionsOf(message);
  const rcode = rcodes.number(message.rcode ?? 'NOERROR');
  if (rcode === undefined) throw new InvalidMessageError('RCODE', message.rcode, 'no such RCODE');
  if (rcode > 15 && message.edns === undefined) {
    throw new InvalidMessageError('RCODE', message.rcode, 'over 15 it needs EDNS (RFC 6891)');
  }
  let bits = (opcode << 11) | (rcode & 15);
  const { flags } = message;
  for (const flag of flagNames) if (flags?.[flag] === true) bits |= flagBits[flag];
  const writer = new Writer({ compress: options.compress ?? true });
  writer.u16(id);
  writer.u16(bits);
  const own = (message.edns === undefined ? 0 : 1) + (message.tsig === undefined ? 0 : 1);
  writeCount(writer, questions);
  writeCount(writer, first);
  writeCount(writer, second);
  writeCount(writer, third, own);
  for (const question of questions) writeQuestion(writer, question);
  const zone = {
    name: questions.length === 1 ? questions[0]?.name : undefined,
    start: headerBytes,
    end: writer.length - questionTailBytes,
  };
  writeSection(writer, first, zone);
  writeSection(writer, second, zone);
  writeSection(writer, third, zone);
  if (message.edns !== undefined) writeOpt(writer, checkEdns(message.edns), rcode);
  if (message.tsig !== undefined) writeTsig(writer, checkTsig(message.tsig));
  return writer.finish();
}

function writeCount(writer: Writer, section: readonly unknown[], own = 0): void {
  if (!Array.isArray(section)) {
    throw new InvalidMessageError('section', section, 'an array is needed');
  }
  const count = section.length + own;
  if (count > 65_535) {
    throw new InvalidMessageError('section', count, 'it has more than 65535 records');
  }
  writer.u16(count);
}

function writeQuestion(writer: Writer, question: Question): void {
  checkObject('question', question);
  const { type, rrClass } = checkTypeAndClass(question.type, question.class);
  writeName(writer, parseName(question.name), true);
  writer.u16(rrTypes.number(type) as number);
  writer.u16(classes.number(rrClass) as number);
}

/** The name of the one question of a message: of an UPDATE the zone's. */
interface FirstName extends WrittenName {
  /** Undefined where there is no question, or more than one. */
  readonly name: string | undefined;
}

const noLabels: readonly undefined[] = [];

function writeSection(writer: Writer, records: readonly UpdateRecord[], zone: FirstName): void {
  if (!isTrustedSection(records)) {
    for (const record of records) writeRecord(writer, checkRecord(record), undefined, zone);
    return;
  }
  const owners = ownersOf(records);
  const labels = owners !== undefined && owners.zone === zone.name ? owners.labels : noLabels;
  for (let i = 0; i < records.length; i++) {
    writeRecord(writer, records[i] as UpdateRecord, labels[i], zone);
  }
}

/** @param label what stands before the zone's name in the owner, where that is known */
function writeRecord(
  writer: Writer,
  record: UpdateRecord,
  label: string | undefined,
  zone: WrittenName,
): void {
  if (label === undefined) writeName(writer, record.name, true);
  else writeNameBelow(writer, label, zone);
  writeHead(writer, record);
  if (record.data !== undefined) {
    const length = writer.length - 2;
    writeRdata(record.type, record.data, writer);
    writer.endLength(length);
  }
}

/** Writes type, class, TTL and a length of 0, at once: most records have little else. */
function writeHead(writer: Writer, { type, class: rrClass, ttl }: UpdateRecord): void {
  const typeNumber = rrTypes.number(type) as number;
  const classNumber = classes.number(rrClass) as number;
  const at = writer.reserve(10);
  const { buffer } = writer;
  buffer[at] = typeNumber >>> 8;
  buffer[at + 1] = typeNumber;
  buffer[at + 2] = classNumber >>> 8;
  buffer[at + 3] = classNumber;
  buffer[at + 4] = ttl >>> 24;
  buffer[at + 5] = ttl >>> 16;
  buffer[at + 6] = ttl >>> 8;
  buffer[at + 7] = ttl;
  buffer[at + 8] = 0;
  buffer[at + 9] = 0;
}
