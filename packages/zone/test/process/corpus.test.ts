/** Requests that were really sent, what BIND 9.18 answered, and what it did to the zone. */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { decodeMessage, type Message, parseName, WireError } from '@zonewright/wire';
import { describe, expect, it } from 'vitest';
import { parseMasterFile } from '../../src/masterfile/parse-master-file.ts';
import { processUpdate } from '../../src/process/process-update.ts';
import { Zone } from '../../src/zone/zone.ts';
import { linesOf } from './update-script.ts';

interface Exchange {
  readonly id: string;
  readonly title: string;
  readonly zone: string;
  readonly exchanges: readonly {
    readonly request: string;
    readonly rcode: string;
    readonly tsig_error?: string;
  }[];
  readonly serial_before: number;
  readonly serial_after: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly added_count: number;
  readonly removed_count: number;
}

interface Corpus {
  readonly zone_template: string;
  readonly exchanges: readonly Exchange[];
}

const packed = readFileSync(new URL('../corpus/server-responses.json.br', import.meta.url));
const corpus: Corpus = JSON.parse(brotliDecompressSync(packed).toString());

/** Where BIND's answer is not about section 3, and whose affair it is. */
const notProcessing: Readonly<Record<string, string>> = {
  108: 'QR=1: a response is never answered; the server drops it',
  109: 'opcode 3: no update',
  110: 'opcode 6: no update',
  111: 'opcode 15: no update',
  112: 'IQUERY: no update',
  116: 'no whole header: the server drops it',
  120: 'EDNS version 1: BADVERS is the server’s',
  121: 'EDNS version 1: BADVERS is the server’s',
  129: 'unsigned: REFUSED by permission (RFC 2136 section 3.3), which is the server’s',
  130: 'unsigned: as 129',
  131: 'unsigned: as 129',
  132: 'a key without permission: as 129',
  179: 'a TSIG with TTL 1: wire refuses it as malformed (RFC 8945 section 4.2), BIND as BADKEY',
  181: 'a TSIG error in a request: BIND answers NOERROR and does nothing',
  187: 'a query',
  188: 'a query',
};

interface Difference {
  readonly why: string;
  readonly rcodes: readonly string[];
  readonly serial?: number;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

/** Where we do otherwise than BIND, and why. */
const differences: Readonly<Record<string, Difference>> = {
  '011': {
    why: 'section 3.2.3 compares sets, so a record listed twice is one; BIND counts, Knot does not',
    rcodes: ['NOERROR'],
    serial: 101,
    added: ['new.s011.alder9656.example. 60 A 192.0.2.180'],
  },
  '061': {
    why: 'BIND wants an address for the new NS in the zone; the RFC does not, nor does Knot',
    rcodes: ['NOERROR'],
    serial: 101,
    added: ['s061.alder9656.example. 3600 NS ns9.s061.alder9656.example.'],
    removed: [
      's061.alder9656.example. 3600 NS ns1.s061.alder9656.example.',
      's061.alder9656.example. 3600 NS ns2.s061.alder9656.example.',
    ],
  },
  '078': {
    why: 'BIND drops a DS without a delegation and moves the serial; Knot stores it',
    rcodes: ['NOERROR'],
    serial: 101,
    added: [`new.s078.alder9656.example. 60 DS \\# 36 30390d02${'ab'.repeat(32)}`],
  },
  '089': {
    why: 'BIND stores an NSEC3PARAM as its private TYPE65534; Knot stores what was sent',
    rcodes: ['NOERROR'],
    serial: 101,
    added: ['s089.alder9656.example. 0 NSEC3PARAM \\# 5 0100000000'],
  },
  '090': {
    why: 'BIND does not take RRSIG from a client; the RFC knows no such type, Knot stores it',
    rcodes: ['NOERROR'],
    serial: 101,
  },
  '091': {
    why: 'BIND does not take NSEC from a client; the RFC knows no such type, Knot stores it',
    rcodes: ['NOERROR'],
    serial: 101,
  },
  '093': {
    why: 'BIND has a limit of 100 records in an RRset; the RFC has none, nor has Knot',
    rcodes: ['NOERROR'],
    serial: 101,
  },
  '098': {
    why: 'section 3.1.1 says NOTAUTH for a zone of another class, BIND says NOTIMP for CH',
    rcodes: ['NOTAUTH'],
  },
  '099': {
    why: 'section 3.1.1 says NOTAUTH for a zone of another class, BIND says FORMERR for NONE',
    rcodes: ['NOTAUTH'],
  },
  100: {
    why: 'section 3.1.1 says NOTAUTH for a zone of another class, BIND says FORMERR for ANY',
    rcodes: ['NOTAUTH'],
  },
  117: {
    why: 'octets after the message: wire refuses them; BIND reads on and refuses the unsigned update',
    rcodes: ['FORMERR'],
  },
};

function isAboutTsig({ exchanges }: Exchange): boolean {
  return exchanges.some(({ tsig_error: error }) => error !== undefined);
}

function answer(zone: Zone, request: string): string {
  let message: Message;
  try {
    message = decodeMessage(Uint8Array.from(Buffer.from(request, 'hex')));
  } catch (error) {
    // What cannot be decoded is answered FORMERR.
    if (error instanceof WireError) return 'FORMERR';
    throw error;
  }
  if (message.opcode !== 'UPDATE') throw new Error(`opcode ${message.opcode}`);
  return processUpdate(zone, message).rcode;
}

/** The corpus leaves the class out. */
function normal(lines: readonly string[]): string[] {
  return linesOf(parseMasterFile(lines.join('\n'), { origin: '.' }));
}

describe('exchanges with BIND on the zone of the template', () => {
  const cases = corpus.exchanges.filter(
    (exchange) => notProcessing[exchange.id] === undefined && !isAboutTsig(exchange),
  );

  it('are as many as there should be', () => {
    expect(corpus.exchanges).toHaveLength(188);
    expect(cases.length).toBeGreaterThan(140);
    const ids = corpus.exchanges.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...Object.keys(notProcessing)]));
    expect(ids).toEqual(expect.arrayContaining([...Object.keys(differences)]));
  });

  it.each(cases.map((exchange) => [exchange.id, exchange.title, exchange] as const))(
    '%s %s',
    (id, _, exchange) => {
      const known = differences[id];
      const zone = Zone.parse(parseName(exchange.zone), corpus.zone_template);
      const before = linesOf(zone);
      const rcodes = exchange.exchanges.map(({ request }) => answer(zone, request));
      const after = linesOf(zone);
      const added = after.filter((line) => !before.includes(line));
      const removed = before.filter((line) => !after.includes(line));
      if (known !== undefined) {
        expect(rcodes).toEqual(known.rcodes);
        expect(zone.serial).toBe(known.serial ?? 100);
        if (known.added !== undefined) expect(added).toEqual(normal(known.added));
        expect(removed).toEqual(normal(known.removed ?? []));
        // A difference that is none any more is to be struck off.
        const theirs = exchange.exchanges.map(({ rcode }) => rcode);
        expect([rcodes, added]).not.toEqual([theirs, normal(exchange.added)]);
        return;
      }
      expect(rcodes).toEqual(exchange.exchanges.map(({ rcode }) => rcode));
      expect(zone.serial).toBe(exchange.serial_after);
      expect(added).toHaveLength(exchange.added_count);
      expect(removed).toHaveLength(exchange.removed_count);
      expect(added).toEqual(expect.arrayContaining(normal(exchange.added)));
      expect(removed).toEqual(expect.arrayContaining(normal(exchange.removed)));
    },
  );
});
