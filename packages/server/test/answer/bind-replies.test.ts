// What BIND 9.18 answered to the same requests, octet for octet: header, sections, EDNS, TSIG and
// its MAC. Where we differ, the table says why; an entry that differs no more fails too.
import { createAnswerer } from '@zonewright/server/answer';
import { decodeMessage, TsigKey, WireError } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { recording, type Scenario } from '../support/bind-recording.ts';
import { hexOf, octets } from '../support/octets.ts';

const differences: Readonly<Record<string, string>> = {
  '011': 'a record listed twice is one of the set (RFC 2136 section 3.2.3); BIND counts both',
  '033': 'our FORMERR is signed: RFC 2136 section 3.2.1 is about a message that was understood',
  '035': 'as 033',
  '036': 'as 033',
  '050': 'as 033',
  '061': 'BIND refuses name servers without an address in the zone, which no RFC asks for',
  '085': 'as 033',
  '090': 'BIND refuses RRSIG from clients, in an unsigned zone too',
  '091': 'as 090, NSEC',
  '093': "BIND's limit of 100 records in an RRset is its own",
  '098': 'NOTAUTH (RFC 2136 section 3.1.2); BIND has NOTIMP for class CH',
  '099': 'NOTAUTH (RFC 2136 section 3.1.2); BIND takes class NONE for a malformed message',
  '100': 'as 099, ANY',
  '102': 'our FORMERR is signed',
  '117': 'octets behind the message: BIND passes over them',
  '127': 'no DNS cookies here',
  '168': 'FORMERR for a MAC that is too short (RFC 8945 section 5.2.2.1), none included',
  '170': "the TSIG names the key in the request's letters; BIND in lower case",
  '171': 'as 170, the algorithm',
  '179': 'a TSIG with a TTL is no TSIG (RFC 8945 section 4.2); BIND says BADSIG',
  '187': 'BIND adds the NS RRset and its addresses to an answer',
};

const keys = recording.keys.map(({ secretHex, ...key }) => {
  return new TsigKey({ ...key, secret: octets(secretHex) });
});

/** The replies to a scenario's requests, from a fresh zone. */
function replay({ zone, transport, isFrozen, exchanges }: Scenario): (string | null)[] {
  const answerer = createAnswerer({
    zones: [Zone.parse(zone, recording.template.join('\n'))],
    keys,
    onError: (error) => expect.unreachable(String(error)),
  });
  if (isFrozen) answerer.freeze(zone);
  return exchanges.map(({ request, reply, now }) => {
    const at = timeOf(reply) ?? now;
    return hexOf(answerer.answer(octets(request), { now: at, transport })) ?? null;
  });
}

/** When BIND signed a reply; undefined where its TSIG does not tell. */
function timeOf(reply: string | null): number | undefined {
  if (reply === null) return undefined;
  const { tsig } = decodeMessage(octets(reply));
  return tsig?.error === 0 ? tsig.timeSigned : undefined;
}

const theirs = ({ exchanges }: Scenario) => exchanges.map(({ reply }) => reply);

describe('replies that are those of BIND 9.18, octet for octet', () => {
  for (const scenario of recording.scenarios.filter(({ id }) => differences[id] === undefined)) {
    it(`${scenario.id} ${scenario.title}`, () => {
      expect(replay(scenario)).toEqual(theirs(scenario));
    });
  }
});

describe('replies that differ from those of BIND 9.18', () => {
  for (const scenario of recording.scenarios.filter(({ id }) => differences[id] !== undefined)) {
    it(`${scenario.id} ${scenario.title}: ${differences[scenario.id]}`, () => {
      expect(replay(scenario)).not.toEqual(theirs(scenario));
    });
  }

  it('covers whatever the recording holds', () => {
    const ids = new Set(recording.scenarios.map(({ id }) => id));
    expect(ids.size).toBe(189);
    expect(Object.keys(differences).filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('all recorded requests cut short', () => {
  it('get a FORMERR that can be decoded, or no reply below 12 octets', () => {
    const answerer = createAnswerer({ zones: [] });
    let cut = 0;
    for (const { exchanges } of recording.scenarios) {
      for (const { request } of exchanges) {
        const bytes = octets(request).slice(0, -1);
        if ((bytes[2] as number) & 0x80 || bytes.length < 12 || isMessage(bytes)) continue;
        const reply = answerer.answer(bytes, { now: 1, transport: 'udp' }) as Uint8Array;
        const { rcode, opcode } = decodeMessage(reply);
        expect(rcode).toBe(opcode === 'UPDATE' || opcode === 'QUERY' ? 'FORMERR' : 'NOTIMP');
        cut += 1;
      }
    }
    expect(cut).toBeGreaterThan(150);
  });
});

function isMessage(bytes: Uint8Array): boolean {
  try {
    decodeMessage(bytes);
    return true;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}
