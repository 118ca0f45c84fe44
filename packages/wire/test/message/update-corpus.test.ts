import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  InvalidNameError,
  InvalidRdataError,
  isDnsError,
  isMetaType,
  type MessageInput,
  parseName,
  parseRdata,
  type RRClass,
  type RRType,
  rrTypes,
  type UpdateMessage,
  type UpdateRecord,
} from '../../src/index.ts';
import { declarationOf } from '../../src/rdata/rrtype.ts';
import { type CorpusRecord, readCorpus, type UpdateVectors } from '../corpus.ts';
import { errorOf } from '../error-of.ts';
import { fromHex, toHex } from '../hex.ts';

const corpus = readCorpus('update-vectors');
type Vector = UpdateVectors['vectors'][number];

/** Class and type of the records without data (RFC 2136 sections 2.4 and 2.5). */
const emptyForms: Readonly<Record<string, readonly [RRClass, 'ANY' | undefined]>> = {
  'rrset-exists': ['ANY', undefined],
  'rrset-absent': ['NONE', undefined],
  'name-in-use': ['ANY', 'ANY'],
  'name-not-in-use': ['NONE', 'ANY'],
  'delete-rrset': ['ANY', undefined],
  'delete-name': ['ANY', 'ANY'],
};

/** The records of one prerequisite or update of a vector. */
function recordsOf(
  zoneClass: RRClass,
  form: string,
  given: { name: string; type?: string; ttl?: number; rdata?: readonly string[] },
): UpdateRecord[] {
  const empty = emptyForms[form];
  if (empty !== undefined) {
    const [rrClass, any] = empty;
    const type = (any ?? given.type) as RRType;
    return [{ name: given.name, type, class: rrClass, ttl: 0 }];
  }
  const rrClass = form === 'delete-rr' ? 'NONE' : zoneClass;
  return (given.rdata ?? []).map(
    (text) =>
      ({
        name: given.name,
        type: given.type,
        class: rrClass,
        ttl: given.ttl ?? 0,
        data: parseRdata(given.type as string, text),
      }) as UpdateRecord,
  );
}

function inputOf({ message }: Vector): MessageInput {
  const zoneClass = message.zone.class as RRClass;
  return {
    id: message.id,
    opcode: 'UPDATE',
    zone: { name: message.zone.name, type: 'SOA', class: zoneClass },
    prerequisites: message.prerequisites.flatMap((it) => recordsOf(zoneClass, it.form, it)),
    updates: message.updates.flatMap((it) => recordsOf(zoneClass, it.op, it)),
    ...(message.edns === undefined
      ? {}
      : {
          edns: {
            udpPayloadBytes: message.edns.udp_payload,
            version: message.edns.version,
            dnssecOk: message.edns.do,
            options: message.edns.options.map(({ code, data_hex }) => ({
              code,
              data: fromHex(data_hex),
            })),
          },
        }),
  };
}

/** Whether the text of each type in a vector can be read. */
function isBuildable({ id, message }: Vector): boolean {
  const texts = [...message.prerequisites, ...message.updates].flatMap(({ type, rdata }) =>
    (rdata ?? []).map((text) => ({ type: rrTypes.normalise(type as string) as string, text })),
  );
  // 148 carries glue in its additional section, which its message does not say.
  return (
    id !== 'pub-upd-148' &&
    texts.every(({ type, text }) => declarationOf(type) !== undefined || text.startsWith('\\#'))
  );
}

/** A decoded record in the form of the corpus, which dnspython made. */
function seen(record: UpdateRecord): CorpusRecord {
  const wire = encodeMessage({ opcode: 'UPDATE', updates: [record] }, { compress: false });
  const body = wire.subarray(12);
  // Behind the owner: type, class, TTL, RDLENGTH, rdata.
  let at = 0;
  while (body[at] !== 0) at += (body[at] as number) + 1;
  const view = new DataView(body.buffer, body.byteOffset + at + 1);
  return {
    name: record.name,
    type: view.getUint16(0),
    class: view.getUint16(2),
    ttl: view.getUint32(4),
    rdlength: view.getUint16(8),
    rdata_hex: toHex(body.subarray(at + 11)),
  };
}

const expected = (records: readonly CorpusRecord[]): CorpusRecord[] =>
  records.map(({ name, type, class: rrClass, ttl, rdlength, rdata_hex }) => ({
    name: parseName(name),
    type,
    class: rrClass,
    ttl,
    rdlength,
    rdata_hex,
  }));

function expectDecoded(message: UpdateMessage, { decoded }: Vector): void {
  expect(message.id).toBe(decoded.id);
  expect(message.rcode).toBe('NOERROR');
  expect(Object.values(message.flags).every((flag) => !flag)).toBe(true);
  expect(message.zone?.name).toBe(parseName(decoded.question[0]?.name as string));
  expect(message.zone?.type).toBe('SOA');
  expect(message.prerequisites.map(seen)).toEqual(expected(decoded.answer));
  expect(message.updates.map(seen)).toEqual(expected(decoded.authority));
  const additional = decoded.additional.filter(({ type }) => type !== 41);
  expect(message.additional.map(seen)).toEqual(expected(additional));
  expect(message.edns === undefined).toBe(additional.length === decoded.additional.length);
}

const decodeUpdate = (hex: string): UpdateMessage => {
  const message = decodeMessage(fromHex(hex));
  if (message.opcode !== 'UPDATE') throw new Error(`opcode ${message.opcode}`);
  return message;
};

describe('update-vectors: UPDATE messages (RFC 2136), made by dnspython and by hand', () => {
  it('is all there', () => {
    expect(corpus.vectors).toHaveLength(148);
    expect(corpus.vectors.filter(({ wire_compressed }) => wire_compressed)).toHaveLength(146);
    expect(corpus.vectors.filter(isBuildable)).toHaveLength(147);
  });

  it.each(corpus.vectors)('$id $title: decodes to the same records', (vector) => {
    expectDecoded(decodeUpdate(vector.wire_uncompressed), vector);
  });

  it.each(corpus.vectors)('$id $title: encodes to the same octets again (R-05)', (vector) => {
    const message = decodeUpdate(vector.wire_uncompressed);
    expect(toHex(encodeMessage(message, { compress: false }))).toBe(vector.wire_uncompressed);
    const compressed = encodeMessage(message);
    expect(compressed.length).toBeLessThanOrEqual(vector.wire_uncompressed.length / 2);
    expect(decodeUpdate(toHex(compressed))).toEqual(message);
  });

  it.each(corpus.vectors.filter(isBuildable))(
    '$id $title: is built to the same octets',
    (vector) => {
      const input = inputOf(vector);
      expect(toHex(encodeMessage(input, { compress: false }))).toBe(vector.wire_uncompressed);
    },
  );

  it.each(corpus.vectors.filter(({ wire_compressed }) => wire_compressed !== undefined))(
    '$id $title: names that dnspython compressed are read',
    (vector) => {
      const whole = decodeUpdate(vector.wire_uncompressed);
      const compressed = decodeUpdate(vector.wire_compressed as string);
      // dnspython points to a name in other case, and into the rdata of types that are octets here.
      const readable = ({ type }: UpdateRecord): boolean => declarationOf(type) !== undefined;
      for (const section of ['prerequisites', 'updates', 'additional'] as const) {
        expect(compressed[section].map(({ type }) => type)).toEqual(
          whole[section].map(({ type }) => type),
        );
        expect(lowered(compressed[section].filter(readable))).toEqual(
          lowered(whole[section].filter(readable)),
        );
      }
    },
  );
});

/** Records with names in lower case, as text. */
function lowered(records: readonly UpdateRecord[]): string[] {
  return records.map((record) => {
    const { name, data, ...rest } = record;
    const shown =
      data instanceof Object ? JSON.stringify(data).toLowerCase() : String(data).toLowerCase();
    return JSON.stringify([name.toLowerCase(), rest, shown]);
  });
}

describe('update-vectors: what nsupdate and knsupdate send', () => {
  const { captures } = corpus.command_line_peers;

  it('is all there', () => {
    expect(captures).toHaveLength(16);
  });

  it.each(captures)('$title: decodes, and comes back', ({ wire }) => {
    const message = decodeUpdate(wire);
    const again = encodeMessage(message);
    expect(decodeMessage(again)).toEqual(message);
    expect(message.prerequisites.length + message.updates.length).toBeGreaterThan(0);
  });
});

describe('update-vectors: what a call must refuse', () => {
  const cases = corpus.invalid_presentation;

  it('is all there', () => {
    expect(cases).toHaveLength(64);
  });

  it.each(cases)('$id $title', ({ type, rdata, name }) => {
    if (type === undefined) {
      expect(errorOf(() => parseName(name as string))).toBeInstanceOf(InvalidNameError);
      return;
    }
    const error = errorOf(() => parseRdata(type, rdata as string)) as InvalidRdataError;
    expect(error).toBeInstanceOf(InvalidRdataError);
    expect(error.type).toBe(type);
    expect(error.value).toBe(rdata);
  });

  it('meta types cannot be added (RFC 2136 section 3.4.1.2)', () => {
    for (const type of ['ANY', 'AXFR', 'IXFR', 'MAILA', 'MAILB', 'OPT', 'TSIG', 'TKEY']) {
      expect(isMetaType(type)).toBe(true);
      const updates = [{ name: 'a.', type, class: 'IN', ttl: 1, data: new Uint8Array(1) }];
      const error = errorOf(() => encodeMessage({ opcode: 'UPDATE', updates: updates as never }));
      expect(isDnsError(error)).toBe(true);
    }
  });
});
