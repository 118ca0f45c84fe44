/**
 * The texts and octets of each type against independent programs: BIND's named-compilezone, which
 * reads a zone and writes its raw form, and dnspython. Each is started once for all vectors.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeRdata, type KnownType, parseRdata, printRdata, rrTypes } from '../../src/index.ts';
import { readTypes } from '../../src/rdata/table.ts';
import { toHex } from '../hex.ts';
import { knownTypes } from './any-data.ts';
import { type RdataVector, rdataVectors } from './rdata-vectors.ts';
import { typeVectors } from './type-vectors.ts';

/** A peer that is missing is seen as a skipped suite, and is a failure in CI. */
function available(what: string, debianPackage: string, isThere: boolean): boolean {
  if (isThere) return true;
  const reason = `${what} is missing: apt-get install --no-install-recommends ${debianPackage}`;
  if (process.env['CI'] === 'true') throw new Error(`in CI every peer has to be there; ${reason}`);
  console.warn(`SKIPPED, ${reason}`);
  return false;
}

const vectors = [...rdataVectors, ...typeVectors];
const ours = vectors.map(({ type, text }) => {
  const data = parseRdata<string>(type, text);
  return { octets: toHex(encodeRdata<string>(type, data)), text: printRdata<string>(type, data) };
});

const compilezone = ['/usr/bin', '/usr/sbin'].map((folder) => join(folder, 'named-compilezone'));
const compiler = compilezone.find((path) => existsSync(path));

interface RawRecord {
  /** The number of its vector; NaN at the apex. */
  readonly owner: number;
  readonly type: number;
  readonly octets: string;
}

/** The records of a zone in BIND's raw form, whose header has a length of its own. */
function* readRaw(raw: Buffer): Generator<RawRecord, void, undefined> {
  let at = 4 + 4 + 4 + 4 + 4 + 4;
  while (at < raw.length) {
    const start = at;
    const total = raw.readUInt32BE(start);
    const type = raw.readUInt16BE(start + 6);
    const count = raw.readUInt32BE(start + 14);
    const nameBytes = raw.readUInt16BE(start + 18);
    const label = raw.subarray(start + 21, start + 21 + (raw[start + 20] as number));
    at = start + 20 + nameBytes;
    for (let i = 0; i < count; i++) {
      const length = raw.readUInt16BE(at);
      const octets = raw.toString('hex', at + 2, at + 2 + length);
      yield { owner: Number(/^v(\d+)$/.exec(label.toString())?.[1]), type, octets };
      at += 2 + length;
    }
    expect(at).toBe(start + total);
  }
}

/** What BIND makes of texts: the octets of each, by its number. */
function compiledByBind(records: readonly { readonly type: string; readonly text: string }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'zonewright-peers-'));
  try {
    const lines = ['$ORIGIN z.', '$TTL 60', '@ IN SOA . . 1 2 3 4 5', '@ IN NS .'];
    for (const [i, { type, text }] of records.entries()) lines.push(`v${i} IN ${type} ${text}`);
    writeFileSync(join(folder, 'zone'), `${lines.join('\n')}\n`);
    const off = ['-i', 'none', '-k', 'ignore', '-n', 'ignore', '-m', 'ignore', '-r', 'ignore'];
    const more = ['-S', 'ignore', '-T', 'ignore', '-M', 'ignore', '-W', 'ignore'];
    const args = [...off, ...more, '-F', 'raw', '-o', 'raw', 'z', 'zone'];
    execFileSync(compiler as string, args, { cwd: folder, stdio: 'pipe', timeout: 20_000 });
    const octets = new Map<number, string>();
    for (const record of readRaw(readFileSync(join(folder, 'raw')))) {
      const given = records[record.owner];
      if (given === undefined) continue;
      expect(record.type).toBe(rrTypes.number(given.type));
      octets.set(record.owner, record.octets);
    }
    return records.map((_, i) => octets.get(i));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Types that BIND has in no zone: at another place than the apex, without a text, or obsolete. */
const notInZone = ['SOA', 'NULL', 'MD', 'MF'];

describe.skipIf(!available('named-compilezone', 'bind9-utils', compiler !== undefined))(
  'named-compilezone of BIND',
  () => {
    const kept = vectors.map((vector, i) => ({ vector, ...(ours[i] as (typeof ours)[number]) }));
    const cases = kept.filter(({ vector }) => !notInZone.includes(vector.type));
    // It reads times of signatures as dates only.
    const bindText = (text: string): string =>
      text.replace(/ 1700000000 1600000000 /, ' 20231114221320 20200913122640 ');

    it('makes the same octets of the same texts', () => {
      const texts = cases.map(({ vector }) => ({
        type: vector.type,
        text: bindText(vector.text).replaceAll('\n', ' '),
      }));
      expect(compiledByBind(texts)).toEqual(cases.map(({ octets }) => octets));
    });

    it('reads what we print to the same octets', () => {
      const texts = cases.map(({ vector, text }) => ({ type: vector.type, text }));
      expect(compiledByBind(texts)).toEqual(cases.map(({ octets }) => octets));
    });

    it('has the numbers of the types that are only read by name (IANA)', () => {
      const notInBind = ['NXNAME', 'CLA', 'IPN'];
      const known = Object.keys(readTypes).filter((type) => !notInBind.includes(type));
      const records = known.map((type) => ({ type: 'NSEC', text: `a. ${type}` }));
      expect(compiledByBind(records)).toEqual(
        records.map(({ text }) => toHex(encodeRdata('NSEC', text))),
      );
    });

    it('all types are compared that a zone of BIND can hold', () => {
      const compared = new Set(cases.map(({ vector }) => vector.type));
      expect(knownTypes.filter((type) => !compared.has(type)).toSorted()).toEqual(
        notInZone.toSorted(),
      );
    });
  },
);

const script = `
import json, sys
import dns.rdata, dns.rdataclass, dns.rdatatype
out = []
for type, text in json.load(sys.stdin):
    try:
        rdata = dns.rdata.from_text(dns.rdataclass.IN, type, text)
        generic = type.startswith("TYPE") is False and isinstance(rdata, dns.rdata.GenericRdata)
        again = dns.rdata.from_wire(1, rdata.rdtype, rdata.to_wire(), 0, len(rdata.to_wire()))
        out.append(None if generic else [rdata.to_wire().hex(), again.to_text()])
    except Exception as error:
        out.append(str(error))
print(json.dumps(out))
`;

type Answer = readonly [octets: string, text: string] | string | null;

function askDnspython(records: readonly (readonly [string, string])[]): readonly Answer[] {
  const input = JSON.stringify(records);
  const output = execFileSync('/usr/bin/python3', ['-c', script], { input, timeout: 20_000 });
  return JSON.parse(output.toString()) as readonly Answer[];
}

function hasDnspython(): boolean {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import dns.rdata'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Types that dnspython 2.3.0 has no text for. */
const unknownToIt =
  'MB MD MF MG MINFO MR NULL NXT SIG KEY TALINK DSYNC RESINFO WALLET TYPE65280 TYPE65535'.split(
    ' ',
  );

/** Where dnspython 2.3.0 is known to do otherwise; the octets of these are BIND's. */
const differs = ({ type, text }: RdataVector): boolean =>
  // It encodes octets over 127 as UTF-8 once more,
  (['CAA', 'HINFO', 'URI'].includes(type) && /\\(?:1[3-9]|2)\d/.test(text)) ||
  // and knows no dohpath.
  text.includes('dohpath');

describe.skipIf(!available('dnspython', 'python3-dnspython', hasDnspython()))('dnspython', () => {
  const cases = vectors
    .map((vector, i) => ({ vector, ...(ours[i] as (typeof ours)[number]) }))
    .filter(({ vector }) => !unknownToIt.includes(vector.type) && !differs(vector));

  it('reads what we print to the same octets, and we read what it prints', () => {
    const answers = askDnspython(cases.map(({ vector, text }) => [vector.type, text]));
    answers.forEach((answer, i) => {
      const { vector, octets } = cases[i] as (typeof cases)[number];
      expect([vector.text, answer]).toEqual([vector.text, [octets, expect.any(String)]]);
      const [, text] = answer as readonly [string, string];
      expect(toHex(encodeRdata<string>(vector.type, parseRdata<string>(vector.type, text)))).toBe(
        octets,
      );
    });
  });

  it('all types that it knows are compared', () => {
    const compared = new Set(cases.map(({ vector }) => vector.type));
    const not = knownTypes.filter((type: KnownType) => !compared.has(type));
    expect(not.filter((type) => !unknownToIt.includes(type))).toEqual([]);
  });
});
