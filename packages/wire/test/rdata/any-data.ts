/** Random data of each declared type, in the form that decoding gives. */

import fc from 'fast-check';
import { type KnownType, parseName } from '../../src/index.ts';
import { anyLabels } from '../name/wire-name.ts';

/** A name of any octets, in the one form. */
export const anyName: fc.Arbitrary<string> = anyLabels.map((labels) =>
  labels.length === 0
    ? '.'
    : parseName(
        `${labels
          .map((label) =>
            Array.from(label, (octet) => `\\${String(octet).padStart(3, '0')}`).join(''),
          )
          .join('.')}.`,
      ),
);

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const ipv4 = fc.tuple(u8, u8, u8, u8).map((octets) => octets.join('.'));
const octetStrings = fc.array(
  fc.uint8Array({ maxLength: 255 }).map((octets) => Uint8Array.from(octets)),
  { minLength: 1, maxLength: 5 },
);
const word = fc
  .array(fc.constantFrom(...'abzABZ019'), { minLength: 1, maxLength: 20 })
  .map((characters) => characters.join(''));

/** An IPv6 address as Node's URL prints it, which is the form of RFC 5952 but for mapped IPv4. */
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), u16), { minLength: 8, maxLength: 8 })
  .filter((groups) => !(groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff))
  .map((groups) => groups.map((group) => group.toString(16)).join(':'))
  .map((text) => new URL(`http://[${text}]/`).hostname.slice(1, -1));

/** Text where the octets are UTF-8, octets where they are not: what CAA's value decodes to. */
const textOrOctets = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .uint8Array({ maxLength: 40 })
    .filter((octets) => Buffer.from(octets).toString('utf8').includes('\ufffd'))
    .map((octets) => Uint8Array.from(octets)),
);

/** One for each type of the table; the compiler wants a new one when a type is added. */
export const anyData: Readonly<Record<KnownType, fc.Arbitrary<unknown>>> = {
  A: ipv4,
  AAAA: ipv6,
  NS: anyName,
  CNAME: anyName,
  PTR: anyName,
  DNAME: anyName,
  MX: fc.record({ preference: u16, exchange: anyName }, { noNullPrototype: true }),
  SRV: fc.record(
    { priority: u16, weight: u16, port: u16, target: anyName },
    { noNullPrototype: true },
  ),
  SOA: fc.record(
    {
      mname: anyName,
      rname: anyName,
      serial: u32,
      refresh: u32,
      retry: u32,
      expire: u32,
      minimum: u32,
    },
    { noNullPrototype: true },
  ),
  TXT: octetStrings,
  CAA: fc.record({ flags: u8, tag: word, value: textOrOctets }, { noNullPrototype: true }),
};

/** The types of the table. */
// The keys are those of the record above.
export const knownTypes = Object.keys(anyData) as KnownType[];
