/**
 * Octets to messages (RFC 1035 section 4.1). Any octets give a value or a `WireError`; counts and
 * lengths are believed only as far as octets are left for them.
 */

import { WireError } from '../errors/wire-error.ts';
import { readName } from '../name/name-wire.ts';
import { NameSuffixes, Reader } from '../octets/reader.ts';
import { maxMessageBytes } from '../octets/writer.ts';
import { readRdata } from '../rdata/rdata.ts';
import { rrTypes } from '../rdata/rrtype.ts';
import { metaTypes } from '../rdata/table.ts';
import { classes } from '../registry/class.ts';
import { opcodes } from '../registry/opcode.ts';
import { rcodes } from '../registry/rcode.ts';
import { type Edns, readOpt } from './edns.ts';
import { flagBits } from './encode.ts';
import type { Message, MessageFlags } from './message.ts';
import { type Question, type ResourceRecord, trusted, type UpdateRecord } from './record.ts';
import { readTsig, type TsigRecord } from './tsig-record.ts';

/** A message, and where its TSIG record begins: what the MAC covers ends there. */
export interface DecodedMessage {
  readonly message: Message;
  readonly tsigOffset: number | undefined;
}

/** Gathers what the sections hold while they are read. */
interface Gathered {
  edns: Edns | undefined;
  rcodeBits: number;
  tsig: TsigRecord | undefined;
  tsigOffset: number | undefined;
}

const emptyClasses: ReadonlySet<string> = new Set(['ANY', 'NONE']);

/**
 * Decodes a message.
 *
 * @throws {WireError} with the offset and the rule, for whatever is not exactly one message
 *
 * @example
 * ```ts
 * import { decodeMessage, encodeMessage } from '@zonewright/wire';
 *
 * const zone = { name: 'example.com.', type: 'SOA', class: 'IN' } as const;
 * const message = decodeMessage(encodeMessage({ id: 1, opcode: 'UPDATE', zone }));
 * message.opcode === 'UPDATE' && message.zone?.name; // => 'example.com.'
 * decodeMessage(Uint8Array.of(0, 1, 2)); // => throws WireError
 * ```
 */
export function decodeMessage(bytes: Uint8Array): Message {
  return decodeWithLayout(bytes).message;
}

/** As {@link decodeMessage}, for those who verify the TSIG. */
export function decodeWithLayout(bytes: Uint8Array): DecodedMessage {
  if (!(bytes instanceof Uint8Array)) throw new WireError(0, 'a message is a Uint8Array');
  if (bytes.length > maxMessageBytes) {
    throw new WireError(maxMessageBytes, `a message has at most ${maxMessageBytes} octets`);
  }
  const reader = new Reader(bytes, 0, bytes.length, new NameSuffixes());
  const id = reader.u16();
  const bits = reader.u16();
  const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()] as const;
  const opcode = opcodes.mnemonic((bits >>> 11) & 15);
  const isUpdate = opcode === 'UPDATE';
  const gathered: Gathered = {
    edns: undefined,
    rcodeBits: 0,
    tsig: undefined,
    tsigOffset: undefined,
  };
  if (isUpdate && counts[0] > 1) {
    throw new WireError(4, 'the zone section has more than one entry (RFC 2136 section 3.1.1)');
  }
  const questions: Question[] = [];
  for (let i = 0; i < counts[0]; i++) questions.push(readQuestion(reader));
  const first = readSection(reader, counts[1], isUpdate, undefined);
  const second = readSection(reader, counts[2], isUpdate, undefined);
  const third = readSection(reader, counts[3], isUpdate, gathered);
  reader.finish('the last record');
  const flags = readFlags(bits);
  const rcode = rcodes.mnemonic((gathered.rcodeBits << 4) | (bits & 15));
  const { edns, tsig, tsigOffset } = gathered;
  // Field by field: a spread takes longer than reading a short message.
  const message: Message = isUpdate
    ? {
        id,
        flags,
        rcode,
        edns,
        tsig,
        opcode,
        zone: questions[0],
        prerequisites: first,
        updates: second,
        additional: third as ResourceRecord[],
      }
    : {
        id,
        flags,
        rcode,
        edns,
        tsig,
        opcode,
        questions,
        answers: first as ResourceRecord[],
        authorities: second as ResourceRecord[],
        additionals: third as ResourceRecord[],
      };
  return { message, tsigOffset };
}

function readFlags(bits: number): MessageFlags {
  return {
    qr: (bits & flagBits.qr) !== 0,
    aa: (bits & flagBits.aa) !== 0,
    tc: (bits & flagBits.tc) !== 0,
    rd: (bits & flagBits.rd) !== 0,
    ra: (bits & flagBits.ra) !== 0,
    ad: (bits & flagBits.ad) !== 0,
    cd: (bits & flagBits.cd) !== 0,
  };
}

function readQuestion(reader: Reader): Question {
  return {
    name: readName(reader),
    type: rrTypes.mnemonic(reader.u16()),
    class: classes.mnemonic(reader.u16()),
  };
}

/** Reads a section; `gathered` is given for the additional one, where OPT and TSIG may stand. */
function readSection(
  reader: Reader,
  count: number,
  isUpdate: boolean,
  gathered: Gathered | undefined,
): UpdateRecord[] {
  const records: UpdateRecord[] = [];
  for (let i = 0; i < count; i++) {
    const at = reader.offset;
    const name = readName(reader);
    const typeAt = reader.offset;
    const typeNumber = reader.u16();
    const classNumber = reader.u16();
    const ttl = reader.u32();
    const rdata = reader.part(reader.u16());
    if (typeNumber === metaTypes.TSIG) {
      if (gathered === undefined || i !== count - 1) {
        throw new WireError(
          typeAt,
          'a TSIG is the last record of the additional section, and alone',
        );
      }
      gathered.tsig = readTsig(name, typeAt, classNumber, ttl, rdata);
      gathered.tsigOffset = at;
    } else if (typeNumber === metaTypes.OPT) {
      if (gathered === undefined) {
        throw new WireError(
          typeAt,
          'an OPT stands in the additional section (RFC 6891 section 6.1.1)',
        );
      }
      if (gathered.edns !== undefined) throw new WireError(typeAt, 'a second OPT record');
      if (name !== '.') throw new WireError(at, 'the owner of an OPT is the root');
      const { edns, rcodeBits } = readOpt(classNumber, ttl, rdata);
      gathered.edns = edns;
      gathered.rcodeBits = rcodeBits;
    } else {
      records.push(readRecord(name, typeNumber, classNumber, ttl, rdata, isUpdate));
    }
  }
  return records;
}

function readRecord(
  name: string,
  typeNumber: number,
  classNumber: number,
  ttl: number,
  rdata: Reader,
  isUpdate: boolean,
): UpdateRecord {
  const type = rrTypes.mnemonic(typeNumber);
  const rrClass = classes.mnemonic(classNumber);
  if (isUpdate && rdata.remaining === 0 && emptyClasses.has(rrClass)) {
    return trusted({ name, type, class: rrClass, ttl });
  }
  // readRdata gives the data of this very type, which the compiler cannot see.
  const data = readRdata(type, rdata);
  return trusted({ name, type, class: rrClass, ttl, data } as ResourceRecord);
}
