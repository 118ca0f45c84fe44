import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classes,
  opcodes,
  parseRdata,
  printRdata,
  rcodes,
  rrTypes,
  tsigErrorCodes,
} from '../../src/index.ts';
import { metaTypes, otherTypes, readTypes, recordTypes } from '../../src/rdata/table.ts';
import { edeName } from '../../src/registry/ede.ts';
import { Registry } from '../../src/registry/registry.ts';
import { assertProperty } from '../assert-property.ts';

describe('Registry', () => {
  it.each([
    ['rrTypes', rrTypes, 65_535],
    ['classes', classes, 65_535],
    ['opcodes', opcodes, 15],
    ['rcodes', rcodes, 4095],
    ['tsigErrorCodes', tsigErrorCodes, 65_535],
  ] as const)(
    '%s: each number has a mnemonic, and each mnemonic its number',
    (_, registry, last) => {
      for (let number = 0; number <= last; number++) {
        if (registry.number(registry.mnemonic(number)) !== number) expect(number).toBe('the same');
      }
      expect(registry.number(registry.mnemonic(last))).toBe(last);
    },
  );

  it('unknown codes are values with their prefix (RFC 3597 section 5)', () => {
    expect(rrTypes.mnemonic(65_280)).toBe('TYPE65280');
    expect(rrTypes.number('TYPE65280')).toBe(65_280);
    expect(classes.mnemonic(32)).toBe('CLASS32');
    expect(rcodes.mnemonic(11)).toBe('RCODE11');
    expect(opcodes.mnemonic(15)).toBe('OPCODE15');
    expect(tsigErrorCodes.mnemonic(99)).toBe('RCODE99');
  });

  it('mnemonics that are only read are written with the prefix, which every server reads', () => {
    // IANA, Resource Record (RR) TYPEs.
    const registered = {
      ...{ EID: 31, NIMLOC: 32, ATMA: 34, SINK: 40, RKEY: 57, HHIT: 67, BRID: 68, UINFO: 100 },
      ...{ UID: 101, GID: 102, UNSPEC: 103, NXNAME: 128, DOA: 259, CLA: 263, IPN: 264, TA: 32_768 },
    };
    expect(readTypes).toEqual(registered);
    for (const [mnemonic, number] of Object.entries(registered)) {
      expect(rrTypes.number(mnemonic)).toBe(number);
      expect(rrTypes.normalise(mnemonic.toLowerCase())).toBe(`TYPE${number}`);
    }
    const text = 'a.example. A NXNAME ta';
    expect(printRdata('NSEC', parseRdata('NSEC', text))).toBe('a.example. A TYPE128 TYPE32768');
  });

  it('the prefixed form of a known code is the known code', () => {
    expect(rrTypes.normalise('TYPE1')).toBe('A');
    expect(rrTypes.normalise('type0015')).toBe('MX');
    expect(classes.normalise('CLASS1')).toBe('IN');
    expect(rcodes.normalise('rcode5')).toBe('REFUSED');
  });

  it('mnemonics are read in letters of either case', () => {
    expect(rrTypes.normalise('nsap-ptr')).toBe('NSAP-PTR');
    expect(rrTypes.normalise('Aaaa')).toBe('AAAA');
    expect(classes.normalise('in')).toBe('IN');
  });

  it.each(['', 'TYPE', 'TYPE65536', 'TYPE-1', 'TYPE1.0', 'TYPE 1', 'TYPE1e2', 'TYPE+1', 'NOSUCH'])(
    '%j is no type',
    (text) => {
      expect(rrTypes.number(text)).toBeUndefined();
      expect(rrTypes.normalise(text)).toBeUndefined();
    },
  );

  it('letters beyond ASCII that have upper case within it do not count', () => {
    expect('ſoa'.toUpperCase()).toBe('SOA');
    expect(rrTypes.number('ſoa')).toBeUndefined();
    expect('ın'.toUpperCase()).toBe('IN');
    expect(classes.number('ın')).toBeUndefined();
    expect(rrTypes.number('TYPE١')).toBeUndefined();
  });

  it('the names of properties of objects are no mnemonics', () => {
    for (const text of ['constructor', '__proto__', 'toString', 'CONSTRUCTOR']) {
      expect(rrTypes.number(text)).toBeUndefined();
      expect(rcodes.number(text)).toBeUndefined();
    }
  });

  it('what is no string is no mnemonic', () => {
    for (const value of [5, undefined, null, {}]) {
      expect(opcodes.number(value as never)).toBeUndefined();
    }
  });

  it('of two mnemonics for a number the first is printed', () => {
    const registry = new Registry('X', 9, { ONE: 1, UNO: 1 });
    expect(registry.mnemonic(1)).toBe('ONE');
    expect(registry.number('uno')).toBe(1);
  });

  it('any text gives a number in range or none', () => {
    assertProperty(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat().map((n) => `TYPE${n}`),
        ),
        (text) => {
          const number = rrTypes.number(text);
          if (number === undefined) return;
          expect(number).toBeLessThanOrEqual(65_535);
          expect(rrTypes.number(rrTypes.mnemonic(number))).toBe(number);
        },
      ),
    );
  });
});

describe('assignments (IANA)', () => {
  it('RCODEs of RFC 2136 section 2.2 and RFC 6895 section 2.3', () => {
    const first = Array.from({ length: 11 }, (_, number) => rcodes.mnemonic(number));
    expect(first.join(' ')).toBe(
      'NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE',
    );
    expect(rcodes.mnemonic(16)).toBe('BADVERS');
    expect(rcodes.mnemonic(23)).toBe('BADCOOKIE');
  });

  it('16 is BADSIG among TSIG errors, and BADVERS among RCODEs (RFC 6895 section 2.3)', () => {
    expect([0, 16, 17, 18, 22].map((number) => tsigErrorCodes.mnemonic(number)).join(' ')).toBe(
      'NOERROR BADSIG BADKEY BADTIME BADTRUNC',
    );
    expect(rcodes.number('BADSIG')).toBeUndefined();
    expect(tsigErrorCodes.number('BADVERS')).toBeUndefined();
  });

  it('opcodes and classes of RFC 6895 and RFC 2136', () => {
    expect(['QUERY', 'IQUERY', 'STATUS', 'NOTIFY', 'UPDATE', 'DSO'].map(opcodeNumber)).toEqual([
      0, 1, 2, 4, 5, 6,
    ]);
    expect(['IN', 'CH', 'HS', 'NONE', 'ANY'].map((name) => classes.number(name))).toEqual([
      1, 3, 4, 254, 255,
    ]);
  });

  it("types: the numbers of IANA's list", () => {
    const list = `A 1 NS 2 MD 3 MF 4 CNAME 5 SOA 6 MB 7 MG 8 MR 9 NULL 10 WKS 11 PTR 12 HINFO 13
      MINFO 14 MX 15 TXT 16 RP 17 AFSDB 18 X25 19 ISDN 20 RT 21 NSAP 22 NSAP-PTR 23 SIG 24 KEY 25
      PX 26 GPOS 27 AAAA 28 LOC 29 NXT 30 SRV 33 NAPTR 35 KX 36 CERT 37 A6 38 DNAME 39 OPT 41 APL 42
      DS 43 SSHFP 44 IPSECKEY 45 RRSIG 46 NSEC 47 DNSKEY 48 DHCID 49 NSEC3 50 NSEC3PARAM 51 TLSA 52
      SMIMEA 53 HIP 55 NINFO 56 TALINK 58 CDS 59 CDNSKEY 60 OPENPGPKEY 61 CSYNC 62 ZONEMD 63 SVCB 64
      HTTPS 65 DSYNC 66 SPF 99 NID 104 L32 105 L64 106 LP 107 EUI48 108 EUI64 109 TKEY 249 TSIG 250 IXFR 251
      AXFR 252 MAILB 253 MAILA 254 ANY 255 URI 256 CAA 257 AVC 258 AMTRELAY 260 RESINFO 261 WALLET 262 DLV 32769`;
    const words = list.trim().split(/\s+/);
    const given = new Map<string, number>();
    for (let i = 0; i < words.length; i += 2) given.set(words[i] as string, Number(words[i + 1]));
    expect(given.size).toBe(81);
    for (const [type, number] of given) {
      expect(rrTypes.number(type), type).toBe(number);
      expect(rrTypes.mnemonic(number)).toBe(type);
    }
    const declared = { ...recordTypes, ...otherTypes, ...metaTypes };
    expect(Object.keys(declared).filter((type) => !given.has(type))).toEqual([]);
  });

  it('info codes of extended errors (RFC 8914 section 4)', () => {
    expect(edeName(0)).toBe('Other Error');
    expect(edeName(18)).toBe('Prohibited');
    expect(edeName(24)).toBe('Invalid Data');
    expect(edeName(29)).toBe('Synthesized');
    expect(edeName(4711)).toBe('EDE4711');
  });
});

function opcodeNumber(text: string): number | undefined {
  return opcodes.number(text);
}
