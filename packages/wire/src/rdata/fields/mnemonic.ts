/**
 * Integers that text may give by a mnemonic (DNSSEC algorithms, certificate types, the flags of
 * KEY). The value is the number always; which form is printed is the field's own choice.
 */

import { quote } from '../../errors/quote.ts';
import type { Reader } from '../../octets/reader.ts';
import type { Writer } from '../../octets/writer.ts';
import { type Field, FieldError } from './field.ts';

type Mnemonics = Readonly<Record<string, number>>;

/** A number, or its mnemonic. */
export type MnemonicInput = number | string;

interface Width {
  readonly largest: number;
  readonly read: (reader: Reader) => number;
  readonly write: (writer: Writer, value: number) => void;
}

const oneOctet: Width = {
  largest: 255,
  read: (reader) => reader.u8(),
  write: (writer, value) => writer.u8(value),
};

const twoOctets: Width = {
  largest: 65_535,
  read: (reader) => reader.u16(),
  write: (writer, value) => writer.u16(value),
};

function integerOrMnemonic(
  what: string,
  { largest, read, write }: Width,
  numberOf: (mnemonic: string) => number | undefined,
  print: (value: number) => string = String,
): Field<number, MnemonicInput> {
  const parse = (text: string): number | undefined =>
    /^\d{1,20}$/.test(text) ? Number(text) : numberOf(text.toUpperCase());
  const check = (value: unknown): number => {
    const number = typeof value === 'string' ? parse(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > largest) {
      throw new FieldError(`${quote(value)} is no integer from 0 to ${largest} nor ${what}`);
    }
    return number;
  };
  return { read, write, print, check, parse: (tokens) => check(tokens.word(what)) };
}

function among(mnemonics: Mnemonics): (text: string) => number | undefined {
  const byName = new Map(Object.entries(mnemonics));
  return (text) => byName.get(text);
}

/** DNSSEC algorithms (IANA, DNS Security Algorithm Numbers); numbers are what is printed. */
export const algorithm: Field<number, MnemonicInput> = integerOrMnemonic(
  'a DNSSEC algorithm',
  oneOctet,
  among({
    DELETE: 0,
    RSAMD5: 1,
    DH: 2,
    DSA: 3,
    ECC: 4,
    RSASHA1: 5,
    NSEC3DSA: 6,
    'DSA-NSEC3-SHA1': 6,
    NSEC3RSASHA1: 7,
    'RSASHA1-NSEC3-SHA1': 7,
    RSASHA256: 8,
    RSASHA512: 10,
    ECCGOST: 12,
    'ECC-GOST': 12,
    ECDSAP256SHA256: 13,
    ECDSAP384SHA384: 14,
    ED25519: 15,
    ED448: 16,
    INDIRECT: 252,
    PRIVATEDNS: 253,
    PRIVATEOID: 254,
  }),
);

/** Digest algorithms of DS (IANA, DS RR Type Digest Algorithms). */
export const digestType: Field<number, MnemonicInput> = integerOrMnemonic(
  'a digest type',
  oneOctet,
  among({
    'SHA-1': 1,
    SHA1: 1,
    'SHA-256': 2,
    SHA256: 2,
    GOST: 3,
    'SHA-384': 4,
    SHA384: 4,
  }),
);

const certificateTypes: Mnemonics = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
};
const certificateNames = new Map(
  Object.entries(certificateTypes).map(([name, number]) => [number, name]),
);

/** Certificate types (RFC 4398 section 2.1); the mnemonic is printed where there is one. */
export const certificateType: Field<number, MnemonicInput> = integerOrMnemonic(
  'a certificate type',
  twoOctets,
  among(certificateTypes),
  (value) => certificateNames.get(value) ?? String(value),
);

const keyFlagBits: Mnemonics = {
  NOCONF: 0x4000,
  NOAUTH: 0x8000,
  NOKEY: 0xc000,
  FLAG2: 0x2000,
  EXTEND: 0x1000,
  FLAG4: 0x0800,
  FLAG5: 0x0400,
  USER: 0x0000,
  ZONE: 0x0100,
  HOST: 0x0200,
  ENTITY: 0x0200,
  NTYP3: 0x0300,
  FLAG8: 0x0080,
  FLAG9: 0x0040,
  FLAG10: 0x0020,
  FLAG11: 0x0010,
  ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`SIG${i}`, i])),
};

/** Flags of KEY: an integer, or mnemonics joined by `|` (RFC 2535 section 7.1). */
export const keyFlags: Field<number, MnemonicInput> = integerOrMnemonic(
  'flags such as NOCONF|ZONE',
  twoOctets,
  (text) => {
    let flags = 0;
    for (const word of text.split('|')) {
      if (!Object.hasOwn(keyFlagBits, word)) return undefined;
      flags |= keyFlagBits[word] as number;
    }
    return flags;
  },
);

/** The protocol that a KEY is for (RFC 2535 section 3.1.3). */
export const keyProtocol: Field<number, MnemonicInput> = integerOrMnemonic(
  'a protocol',
  oneOctet,
  among({ NONE: 0, TLS: 1, EMAIL: 2, DNSSEC: 3, IPSEC: 4, ALL: 255 }),
);

/** The protocol of DNSKEY, which is 3 and may be left out (RFC 4034 section 2.1.2). */
export const dnskeyProtocol: Field<number, number | undefined> = {
  read: (reader) => reader.u8(),
  write: (writer, value) => writer.u8(value),
  parse: (tokens) => keyProtocol.parse(tokens),
  print: String,
  check: (value) => keyProtocol.check(value),
  absent: () => 3,
};

/** How a parent is told of a change in its child (RFC 9859 section 2.2). */
export const dsyncScheme: Field<number, MnemonicInput> = integerOrMnemonic(
  'a scheme',
  oneOctet,
  among({ NOTIFY: 1 }),
);

/** Transport protocols of WKS (RFC 1035 section 3.4.2). */
export const ipProtocol: Field<number, MnemonicInput> = integerOrMnemonic(
  'a protocol',
  oneOctet,
  among({ ICMP: 1, TCP: 6, UDP: 17 }),
);
