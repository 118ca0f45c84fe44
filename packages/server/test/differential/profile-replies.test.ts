// What each server answered to the captured requests, octet for octet, and what its zone held then: an
// answerer with its profile does the same. Where it differs, the table says why; an entry that
// differs no more fails too.
import { createAnswerer, type ProfileName } from '@zonewright/server/answer';
import { octets, readCorpus } from '@zonewright/testkit';
import { decodeMessage, printRdata, TsigKey } from '@zonewright/wire';
import { Zone } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { recording } from '../support/bind-recording.ts';
import { hexOf } from '../support/octets.ts';
import { differences } from './profile-differences.ts';

interface Answer {
  readonly exchanges: readonly {
    readonly client_now: number;
    readonly request: string;
    readonly response: string | null;
  }[];
  /** Absent where the zone could not be read. */
  readonly zone_change?: {
    readonly serial_after: number;
    readonly added_count: number;
    readonly removed_count: number;
  } | null;
}

interface Corpus {
  readonly zone_template: string;
  readonly exchanges: readonly {
    readonly id: string;
    readonly title: string;
    readonly transport: 'udp' | 'tcp';
    readonly zone: string;
    readonly zone_setup: string;
    readonly answers: Readonly<Record<string, Answer | undefined>>;
  }[];
}

const corpus = readCorpus<Corpus>('server-responses');
const scenarios = corpus.exchanges.filter(({ zone_setup: setup }) => setup.startsWith('scenario'));
type Scenario = (typeof scenarios)[number];

/** The keys that the servers had. */
const keys = recording.keys.map(({ secretHex, ...key }) => {
  return new TsigKey({ ...key, secret: octets(secretHex) });
});

/** Knot and PowerDNS could not be told to cut MACs, and had no key for that. */
const wholeKeys = keys.filter((_, index) => recording.keys[index]?.macBytes === undefined);

/** What came of a scenario: the replies, and what the zone holds. */
interface Outcome {
  readonly replies: readonly (string | null)[];
  readonly serial: number | undefined;
  readonly added: number | undefined;
  readonly removed: number | undefined;
}

function ours(profile: ProfileName, { zone: name, transport }: Scenario, answer: Answer): Outcome {
  const zone = Zone.parse(name, corpus.zone_template);
  const before = linesOf(zone);
  const answerer = createAnswerer({
    zones: [zone],
    keys: profile === 'bind' ? keys : wholeKeys,
    profile,
    onError: (error) => expect.unreachable(String(error)),
  });
  const replies = answer.exchanges.map(({ request, response, client_now: now }) => {
    const at = timeOf(response) ?? now;
    return hexOf(answerer.answer(octets(request), { now: at, transport })) ?? null;
  });
  const after = linesOf(zone);
  const isKnown = answer.zone_change !== undefined && answer.zone_change !== null;
  return {
    replies,
    serial: isKnown ? zone.serial : undefined,
    added: isKnown ? [...after].filter((line) => !before.has(line)).length : undefined,
    removed: isKnown ? [...before].filter((line) => !after.has(line)).length : undefined,
  };
}

function theirs({ exchanges, zone_change: change }: Answer): Outcome {
  return {
    replies: exchanges.map(({ response }) => response),
    serial: change?.serial_after,
    added: change?.added_count,
    removed: change?.removed_count,
  };
}

function linesOf(zone: Zone): Set<string> {
  const others = [...zone].filter(({ type }) => type !== 'SOA');
  return new Set(
    others.map(({ name, ttl, type, data }) => {
      return `${name} ${ttl} ${type} ${printRdata<string>(type, data as never)}`.toLowerCase();
    }),
  );
}

/** When a server signed a reply; undefined where its TSIG does not tell. */
function timeOf(reply: string | null): number | undefined {
  if (reply === null) return undefined;
  const { tsig } = decodeMessage(octets(reply));
  return tsig?.error === 0 ? tsig.timeSigned : undefined;
}

const captured = [
  { profile: 'bind', server: 'bind', label: 'BIND 9.18', same: 180 },
  { profile: 'knot', server: 'knot', label: 'Knot DNS 3.2', same: 156 },
  { profile: 'powerdns', server: 'pdns', label: 'PowerDNS 4.7', same: 160 },
] as const;

for (const { profile, server, label, same } of captured) {
  const known = differences[profile];
  const answered = scenarios.flatMap((scenario) => {
    const answer = scenario.answers[server];
    return answer === undefined ? [] : [{ scenario, answer, id: scenario.id.slice(-3) }];
  });

  describe(`profile '${profile}', and what ${label} answered`, () => {
    for (const { scenario, answer, id } of answered) {
      const why = known[id];
      it(`${id} ${scenario.title}${why === undefined ? '' : `, differs: ${why}`}`, () => {
        if (why === undefined) expect(ours(profile, scenario, answer)).toEqual(theirs(answer));
        else expect(ours(profile, scenario, answer)).not.toEqual(theirs(answer));
      });
    }

    it('is the same in all but those of the table', () => {
      const ids = new Set(answered.map(({ id }) => id));
      expect(Object.keys(known).filter((id) => !ids.has(id))).toEqual([]);
      expect(answered.length - Object.keys(known).length).toBe(same);
    });
  });
}
