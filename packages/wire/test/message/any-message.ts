/** Random messages that encode. */

import fc from 'fast-check';
import type {
  Edns,
  EdnsOption,
  MessageInput,
  ResourceRecord,
  UpdateRecord,
} from '../../src/index.ts';
import { anyData, anyName, knownTypes } from '../rdata/any-data.ts';

const u16 = fc.nat(0xffff);
const octets = fc.uint8Array({ maxLength: 40 }).map((given) => Uint8Array.from(given));
const noNullPrototype = { noNullPrototype: true } as const;

/** Names with ends in common, so that there is something to compress. */
const name = fc.oneof(
  anyName,
  fc
    .array(fc.constantFrom('a', 'A', 'www', '\\.', '_x'), { maxLength: 3 })
    .map((labels) => [...labels, 'example', 'com', ''].join('.')),
);

const rrClass = fc.constantFrom('IN', 'CH', 'HS', 'NONE', 'ANY', 'CLASS32', 'CLASS65535');

const known = fc
  .constantFrom(...knownTypes)
  .chain((type) => fc.tuple(fc.constant(type as string), anyData[type]));
const unknown = fc.tuple(fc.constantFrom('TYPE65280', 'A6', 'NULL'), octets);
// Rdata of no octets is data in class IN alone.
const isRecord = ([, data]: [string, unknown]): boolean =>
  !(data instanceof Uint8Array) || data.length > 0;

/** A record with data. */
export const anyRecord: fc.Arbitrary<ResourceRecord> = fc
  .tuple(name, fc.oneof(known, unknown).filter(isRecord), rrClass, fc.nat(2_147_483_647))
  .map(
    ([owner, [type, data], rr, ttl]) =>
      ({ name: owner, type, class: rr, ttl, data }) as ResourceRecord,
  );

const anyEmptyRecord: fc.Arbitrary<UpdateRecord> = fc.record(
  {
    name,
    type: fc.constantFrom('ANY', 'A', 'TXT', 'TYPE65280', 'SOA', 'AXFR'),
    class: fc.constantFrom('ANY', 'NONE'),
    ttl: fc.constant(0),
  },
  noNullPrototype,
) as fc.Arbitrary<UpdateRecord>;

const question = fc.record(
  { name, type: fc.constantFrom('SOA', 'ANY', 'A', 'AXFR', 'TYPE65280'), class: rrClass },
  noNullPrototype,
);

const u32 = fc.nat(0xffff_ffff);
const sized = (least: number, most: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((given) => Uint8Array.from(given));

/** Options in the form that decoding gives. */
const ednsOption: fc.Arbitrary<EdnsOption> = fc.oneof(
  u16
    .filter((code) => ![2, 3, 10, 12, 15].includes(code))
    .chain((code) => octets.map((data) => ({ code, data }))),
  fc
    .constantFrom('NSID' as const, 'PADDING' as const)
    .chain((code) => octets.map((data) => ({ code, data }))),
  sized(8, 8).map((client) => ({ code: 'COOKIE' as const, client })),
  fc
    .tuple(sized(8, 8), sized(8, 32))
    .map(([client, server]) => ({ code: 'COOKIE' as const, client, server })),
  u32.map((leaseSeconds) => ({ code: 'UPDATE-LEASE' as const, leaseSeconds })),
  fc.tuple(u32, u32).map(([leaseSeconds, keyLeaseSeconds]) => ({
    code: 'UPDATE-LEASE' as const,
    leaseSeconds,
    keyLeaseSeconds,
  })),
  fc
    .tuple(fc.integer({ min: 30, max: 0xffff }), fc.string({ unit: 'binary', maxLength: 20 }))
    .map(([infoCode, text]) => ({
      code: 'EDE' as const,
      infoCode,
      name: `EDE${infoCode}`,
      text,
    })),
);

const edns: fc.Arbitrary<Edns> = fc.record(
  {
    udpPayloadBytes: u16,
    version: fc.nat(255),
    dnssecOk: fc.boolean(),
    options: fc.array(ednsOption, { maxLength: 3 }),
  },
  noNullPrototype,
);

const tsig = fc.record(
  {
    name,
    algorithm: fc.constantFrom('hmac-sha256.', 'HMAC-MD5.SIG-ALG.REG.INT.', '.'),
    timeSigned: fc.nat(2 ** 31 - 1).map((time) => time * 2 ** 17),
    fudge: u16,
    mac: octets,
    originalId: u16,
    error: u16,
    otherData: octets,
  },
  noNullPrototype,
);

const flags = fc.record(
  {
    qr: fc.boolean(),
    aa: fc.boolean(),
    tc: fc.boolean(),
    rd: fc.boolean(),
    ra: fc.boolean(),
    ad: fc.boolean(),
    cd: fc.boolean(),
  },
  noNullPrototype,
);

const rcode = fc.constantFrom('NOERROR', 'REFUSED', 'NOTAUTH', 'RCODE11', 'RCODE15');
const extendedRcode = fc.constantFrom('BADVERS', 'BADCOOKIE', 'RCODE100', 'RCODE4095');

const parts = fc.oneof(
  fc.record({ id: u16, flags, rcode, tsig: fc.option(tsig, { nil: undefined }) }, noNullPrototype),
  fc.record(
    { id: u16, flags, rcode: fc.oneof(rcode, extendedRcode), edns, tsig: fc.constant(undefined) },
    noNullPrototype,
  ),
  fc.record({ id: u16, flags, rcode, edns, tsig }, noNullPrototype),
);

const records = fc.array(anyRecord, { maxLength: 4 });
const updateRecords = fc.array(fc.oneof(anyRecord, anyEmptyRecord), { maxLength: 5 });

const query = fc.record(
  {
    opcode: fc.constantFrom('QUERY', 'NOTIFY', 'STATUS', 'OPCODE15'),
    questions: fc.array(question, { maxLength: 3 }),
    answers: records,
    authorities: records,
    additionals: records,
  },
  noNullPrototype,
);

const update = fc.record(
  {
    opcode: fc.constant('UPDATE'),
    zone: fc.option(question, { nil: undefined }),
    prerequisites: updateRecords,
    updates: updateRecords,
    additional: records,
  },
  noNullPrototype,
);

/** Whole messages of both kinds, every part given. */
export const anyMessage: fc.Arbitrary<MessageInput> = fc
  .tuple(parts, fc.oneof(query, update))
  .map(([own, sections]) => ({ ...own, ...sections }) as MessageInput);
