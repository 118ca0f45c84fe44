/**
 * Random data of each declared type, in the form that decoding gives. There is one arbitrary for
 * each kind of field, so that a new type is covered by its declaration.
 */

import fc from 'fast-check';
import { type KnownType, parseName } from '../../src/index.ts';
import { codecOf } from '../../src/rdata/codec.ts';
import { knownTypes as declared, type FieldKind } from '../../src/rdata/rrtype.ts';
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

const noNullPrototype = { noNullPrototype: true } as const;
const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const ipv4 = fc.tuple(u8, u8, u8, u8).map((octets) => octets.join('.'));
const sized = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength }).map((octets) => Uint8Array.from(octets));
const octetStrings = fc.array(sized(0, 255), { minLength: 1, maxLength: 5 });
const word = fc
  .array(fc.constantFrom(...'abzABZ019'), { minLength: 1, maxLength: 20 })
  .map((characters) => characters.join(''));

/** An IPv6 address as Node's URL prints it, which is the form of RFC 5952 but for mapped IPv4. */
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), u16), { minLength: 8, maxLength: 8 })
  .filter((groups) => !(groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff))
  .map((groups) => groups.map((group) => group.toString(16)).join(':'))
  .map((text) => new URL(`http://[${text}]/`).hostname.slice(1, -1));

/** Octets that no UTF-8 text has. */
const noText = (minLength: number): fc.Arbitrary<Uint8Array> =>
  sized(minLength, 40).filter((octets) => Buffer.from(octets).toString().includes('\ufffd'));

/** Text where the octets are UTF-8, octets where they are not. */
const textOrOctets = (minLength = 0): fc.Arbitrary<string | Uint8Array> =>
  fc.oneof(fc.string({ unit: 'grapheme', minLength, maxLength: 15 }), noText(1));

/** Types by name; numbers that have none are in it as TYPEn. */
const typesBelow = (end: number): fc.Arbitrary<readonly string[]> => {
  const named = new Map([...declared].map(([type, { number }]) => [number, type as string]));
  const unnamed = [600, 20_000, 65_280, 65_535];
  return fc
    .uniqueArray(fc.constantFrom(...named.keys(), ...unnamed), { minLength: 1, maxLength: 8 })
    .map((numbers) =>
      numbers
        .filter((number) => number < end)
        .toSorted((a, b) => a - b)
        .map((number) => named.get(number) ?? `TYPE${number}`),
    );
};

const groups = (digits: number, count: number, separator: string): fc.Arbitrary<string> =>
  sized((digits * count) / 2, (digits * count) / 2).map((octets) =>
    (
      Buffer.from(octets)
        .toString('hex')
        .match(new RegExp(`.{${digits}}`, 'g')) ?? []
    ).join(separator),
  );

/** Centimetres that a digit and a power of ten can say, in metres. */
const metres = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
  .map(([digit, exponent]) => (digit * 10 ** exponent) / 100);

const angle = (largest: number): fc.Arbitrary<number> =>
  fc
    .integer({ min: -largest * 3_600_000, max: largest * 3_600_000 })
    .map((arcs) => arcs / 3_600_000);

const prefix = fc.oneof(
  fc.record(
    {
      family: fc.constant(1),
      prefix: fc.integer({ min: 0, max: 32 }),
      negate: fc.boolean(),
      address: ipv4,
    },
    noNullPrototype,
  ),
  fc.record(
    {
      family: fc.constant(2),
      prefix: fc.integer({ min: 0, max: 128 }),
      negate: fc.boolean(),
      address: ipv6,
    },
    noNullPrototype,
  ),
);

const gateway = fc.constantFrom(0, 1, 2, 3).chain((gatewayType) =>
  fc.record(
    {
      precedence: u8,
      gatewayType: fc.constant(gatewayType),
      algorithm: u8,
      gateway: [fc.constant('.'), ipv4, ipv6, anyName][gatewayType] as fc.Arbitrary<string>,
      publicKey: sized(0, 40),
    },
    noNullPrototype,
  ),
);

/** In the order of the keys' numbers, which is the order in which decoding gives them. */
const params = fc.record(
  {
    mandatory: fc.constant(['alpn']),
    alpn: fc.array(fc.oneof(fc.constantFrom('h2', 'h3', 'a,b\\c'), textOrOctets(1)), {
      minLength: 1,
      maxLength: 3,
    }),
    'no-default-alpn': fc.constant(true),
    port: u16,
    ipv4hint: fc.array(ipv4, { minLength: 1, maxLength: 3 }),
    ech: sized(0, 40),
    ipv6hint: fc.array(ipv6, { minLength: 1, maxLength: 3 }),
    dohpath: fc.constantFrom('/dns-query{?dns}', '/q{?a,dns}'),
    ohttp: fc.constant(true),
    key9: sized(0, 10),
    key65534: sized(0, 10),
  },
  { requiredKeys: [], ...noNullPrototype },
);

const relay = fc.constantFrom(0, 1, 2, 3, 4, 127).chain((relayType) =>
  fc.record(
    {
      precedence: u8,
      discoveryOptional: fc.boolean(),
      relayType: fc.constant(relayType),
      relay: [fc.constant('.'), ipv4, ipv6, anyName][relayType] ?? sized(0, 20),
    },
    noNullPrototype,
  ),
);

const degreesText = fc
  .tuple(fc.integer({ min: -89, max: 89 }), fc.nat(999))
  .map(([whole, part]) => `${whole}.${part}`);

/** Values of each kind of field; the compiler wants a new one when a kind is added. */
export const anyValue: Readonly<Record<FieldKind, fc.Arbitrary<unknown>>> = {
  addressPrefixes: fc.array(prefix, { maxLength: 4 }),
  algorithm: u8,
  amtRelay: relay,
  base64Data: sized(1, 60),
  base64ToEnd: sized(1, 60),
  caaTag: word,
  certificateType: fc.oneof(fc.constantFrom(1, 2, 8, 254), u16),
  characterStrings: octetStrings,
  compressedByMistakeName: anyName,
  compressedName: anyName,
  coveredType: fc.constantFrom('A', 'NS', 'TYPE65280', 'SVCB'),
  digestType: u8,
  dsyncScheme: u8,
  dnskeyProtocol: fc.constantFrom(3, 3, 3, 7),
  eui48: groups(2, 6, '-'),
  eui64: groups(2, 8, '-'),
  hashedName: sized(1, 40),
  hexToEnd: sized(1, 60),
  hostIdentity: fc.record(
    {
      algorithm: u8,
      hit: sized(1, 20),
      publicKey: sized(1, 60),
      rendezvousServers: fc.array(anyName, { maxLength: 3 }),
    },
    noNullPrototype,
  ),
  ilnp64: groups(4, 4, ':'),
  ipProtocol: u8,
  ipsecKey: gateway,
  ipv4,
  ipv6,
  keyFlags: u16,
  keyProtocol: u8,
  location: fc.oneof(
    fc.record(
      {
        latitude: angle(90),
        longitude: angle(180),
        altitude: u32.map((centimetres) => (centimetres - 10_000_000) / 100),
        size: metres,
        horizontalPrecision: metres,
        verticalPrecision: metres,
      },
      noNullPrototype,
    ),
    // Of another version (RFC 1876 section 2).
    sized(1, 20).filter(([version]) => version !== 0),
  ),
  nsapAddress: sized(1, 20),
  nxtBitmap: typesBelow(128),
  opaque: sized(0, 40),
  optionalBase64ToEnd: sized(0, 40),
  optionalTextString: fc.option(textOrOctets(), { nil: undefined }),
  portBitmap: fc.uniqueArray(u16, { maxLength: 6 }).map((ports) => ports.toSorted((a, b) => a - b)),
  readCompressedName: anyName,
  salt: sized(0, 20),
  seconds: u32,
  signerName: anyName,
  svcParams: params,
  textString: fc.oneof(fc.stringMatching(/^\d{4,12}$/), degreesText, textOrOctets()),
  textToEnd: textOrOctets(),
  timestamp: u32,
  typeBitmap: typesBelow(65_536),
  u8,
  u16,
  u32,
  wholeName: anyName,
};

/** Data of a type whose text is held to a rule that random fields seldom keep. */
const kept: Partial<Record<KnownType, fc.Arbitrary<unknown>>> = {
  X25: fc.record({ psdnAddress: fc.stringMatching(/^\d{4,12}$/) }, noNullPrototype),
  GPOS: fc.record(
    { longitude: degreesText, latitude: degreesText, altitude: degreesText },
    noNullPrototype,
  ),
  NAPTR: fc.record(
    {
      order: u16,
      preference: u16,
      flags: fc.constantFrom('', 'U', 'S', 's1'),
      services: textOrOctets(),
      regexp: textOrOctets(),
      replacement: anyName,
    },
    noNullPrototype,
  ),
};

/** Properties that are undefined are not there. */
function withoutAbsent(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  if (data instanceof Uint8Array) return data;
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

function anyOf(type: KnownType): fc.Arbitrary<unknown> {
  const declaration = declared.get(type);
  if (declaration === undefined) throw new Error(`no type ${type}`);
  if (declaration.fields === undefined) return anyValue[declaration.data];
  const fields = Object.entries(declaration.fields).map(([name, kind]) => [name, anyValue[kind]]);
  return fc.record(Object.fromEntries(fields), noNullPrototype).map(withoutAbsent);
}

/** The types of the table. */
export const knownTypes: readonly KnownType[] = [...declared.keys()];

// Each of the types gets its entry.
const each = (of: (type: KnownType) => fc.Arbitrary<unknown>) =>
  Object.fromEntries(knownTypes.map((type) => [type, of(type)])) as Readonly<
    Record<KnownType, fc.Arbitrary<unknown>>
  >;

/** Data as the wire may hold it, whatever rules of its type it breaks. */
export const anyWireData: Readonly<Record<KnownType, fc.Arbitrary<unknown>>> = each(anyOf);

/** Data that keeps the rules of its type. */
export const anyData: Readonly<Record<KnownType, fc.Arbitrary<unknown>>> = each((type) =>
  (kept[type] ?? anyOf(type)).filter((data) => codecOf(type)?.broken(data) === undefined),
);
