/**
 * A message as its parts: which octets are what, and what they say (RFC 1035 section 4.1, RFC 2136
 * section 2). For tools that show a message to a person; a program reads `decodeMessage`.
 */

import { NameSuffixes, Reader } from '../octets/reader.ts';
import { rrTypes } from '../rdata/rrtype.ts';
import { classes } from '../registry/class.ts';
import { opcodes } from '../registry/opcode.ts';
import { rcodes } from '../registry/rcode.ts';
import { decodeMessage } from './decode.ts';
import { counted, printId } from './describe-own-record.ts';
import { describeRecord, type UpdateSection } from './describe-record.ts';
import { flagBits } from './encode.ts';
import { type MessagePart, PartList } from './message-part.ts';

/** A section behind the header, by the words of its kind of message. */
interface Section {
  /** The name of its count, as the RFC has it. */
  readonly count: string;
  readonly name: string;
  readonly meaning?: UpdateSection;
}

const updateSections: readonly Section[] = [
  { count: 'ZOCOUNT', name: 'zone' },
  { count: 'PRCOUNT', name: 'prerequisites', meaning: 'prerequisites' },
  { count: 'UPCOUNT', name: 'updates', meaning: 'updates' },
  { count: 'ADCOUNT', name: 'additional' },
];

const querySections: readonly Section[] = [
  { count: 'QDCOUNT', name: 'questions' },
  { count: 'ANCOUNT', name: 'answers' },
  { count: 'NSCOUNT', name: 'authorities' },
  { count: 'ARCOUNT', name: 'additionals' },
];

/**
 * Describes the octets of a message: each one is in exactly one part that is not divided further.
 * The labels and values are made for people and are no stable format.
 *
 * @returns the whole message as one part, divided into header and sections
 * @throws {WireError} for what {@link decodeMessage} refuses
 *
 * @example
 * ```ts
 * import { describeMessage, encodeMessage } from '@zonewright/wire';
 *
 * const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
 * const bytes = encodeMessage({ id: 1, opcode: 'UPDATE', zone });
 * const [header, section] = describeMessage(bytes).parts;
 * header?.value; // => 'UPDATE request, NOERROR'
 * section?.parts[0]?.parts.map(({ start, label, value }) => [start, label, value]);
 * // => [[12, 'name', 'example.com.'], [25, 'type', 'SOA'], [27, 'class', 'IN']]
 * ```
 */
export function describeMessage(bytes: Uint8Array): MessagePart {
  // What this takes has its counts and lengths right, so that they are believed below.
  const { opcode } = decodeMessage(bytes);
  const isUpdate = opcode === 'UPDATE';
  const sections = isUpdate ? updateSections : querySections;
  const list = new PartList(new Reader(bytes, 0, bytes.length, new NameSuffixes()));
  const counts: number[] = [];
  list.nest((header) => describeHeader(header, sections, counts));
  for (const [index, { name, meaning }] of sections.entries()) {
    const count = counts[index] as number;
    list.nest((section) => {
      for (let i = 0; i < count; i++) {
        if (index === 0) describeQuestion(section, isUpdate ? 'zone' : 'question');
        else describeRecord(section, isUpdate, meaning);
      }
      return {
        label: `${name} section`,
        value: index === 0 ? String(count) : counted(count, 'record'),
      };
    });
  }
  const { parts } = list;
  return { start: 0, end: bytes.length, label: 'message', value: `${bytes.length} octets`, parts };
}

function describeHeader(
  list: PartList,
  sections: readonly Section[],
  counts: number[],
): Pick<MessagePart, 'label' | 'value'> {
  let flags = '';
  list.add('id', (reader) => printId(reader.u16()));
  list.add('flags, opcode and RCODE', (reader) => {
    flags = describeFlags(reader.u16());
    return flags;
  });
  for (const { count } of sections) {
    list.add(count, (reader) => {
      const number = reader.u16();
      counts.push(number);
      return String(number);
    });
  }
  return { label: 'header', value: flags };
}

/** The header's second word: `UPDATE response, REFUSED, ra`. */
function describeFlags(bits: number): string {
  const { qr, ...others } = flagBits;
  const kind = (bits & qr) === 0 ? 'request' : 'response';
  const set = Object.entries(others).flatMap(([flag, bit]) => ((bits & bit) === 0 ? [] : [flag]));
  const opcode = opcodes.mnemonic((bits >>> 11) & 15);
  return [`${opcode} ${kind}`, rcodes.mnemonic(bits & 15), ...set].join(', ');
}

function describeQuestion(list: PartList, label: string): void {
  list.nest((question) => {
    const name = question.name('name');
    let [type, rrClass] = ['', ''];
    question.add('type', (reader) => {
      type = rrTypes.mnemonic(reader.u16());
      return type;
    });
    question.add('class', (reader) => {
      rrClass = classes.mnemonic(reader.u16());
      return rrClass;
    });
    return { label, value: `${name} ${rrClass} ${type}` };
  });
}
