/** Random updates on BIND, Knot and the embedded server at once. */

import { type RealServer, requireServers, startServer } from '@zonewright/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profileOf } from '../../src/profile/profiles.ts';
import { type UpdateCase, updateCase } from './arbitrary-update.ts';
import { soaRdata } from './contents.ts';
import { crashesKnot } from './crashes.ts';
import { departures } from './departures.ts';
import { embeddedOutcome, type Outcome, outcomeByRules, realOutcome } from './outcomes.ts';

/** Cases at a time, each in a zone of its own: BIND lets ten transfers out at a time. */
const zoneNames = Array.from({ length: 8 }, (_, index) => `z${index}.test.`);

const emptyZone = `@ 300 IN SOA ${soaRdata(100)}\n@ 300 IN NS ns.example.net.\n`;

/** Starts both servers with their zones; a suite has them until it ends. */
export function useServers(): Readonly<Record<'bind' | 'knot', () => RealServer>> {
  const started = new Map<'bind' | 'knot', RealServer>();
  beforeAll(async () => {
    const zones = Object.fromEntries(zoneNames.map((name) => [name.slice(0, -1), emptyZone]));
    for (const kind of ['bind', 'knot'] as const) {
      started.set(kind, await startServer(kind, { zones }));
    }
  });
  afterAll(async () => {
    for (const server of started.values()) await server.close();
  });
  const serverOf = (kind: 'bind' | 'knot') => () => {
    const server = started.get(kind);
    if (server === undefined) throw new Error(`${kind} was not started`);
    return server;
  };
  return { bind: serverOf('bind'), knot: serverOf('knot') };
}

/** The rules of a profile each of which alone makes a case come out otherwise than by the RFC. */
function rulesAtWork(given: UpdateCase, name: string, kind: 'bind' | 'knot', rfc: Outcome) {
  const { updates } = profileOf(kind);
  const rules = Object.keys(updates) as (keyof typeof updates)[];
  return rules.filter((rule) => {
    const alone = outcomeByRules(given, name, { [rule]: updates[rule] });
    return String([alone.rcode, alone.zone]) !== String([rfc.rcode, rfc.zone]);
  });
}

/**
 * Holds the embedded server to both servers.
 *
 * @param runs how many times `zoneNames.length` cases, at most, are tried
 */
export function describeRandomUpdates(seed: number, runs: number): void {
  const { available, reason = '' } = requireServers('bind', 'knot');
  describe.skipIf(!available)(
    `random updates on BIND, Knot and the embedded server ${reason}`,
    () => {
      const servers = useServers();
      const seen = { compared: 0, asByRfc: 0 };

      async function compare(given: UpdateCase, name: string, kind: 'bind' | 'knot') {
        if (kind === 'knot' && crashesKnot(given)) return;
        const theirs = await realOutcome(given, name, servers[kind]());
        // With its profile the embedded server does what the server does.
        expect({ server: kind, ...embeddedOutcome(given, name, kind) }).toEqual({
          server: kind,
          ...theirs,
        });
        // Without one it does so too, save where the server is known to depart from the RFC.
        const rfc = embeddedOutcome(given, name, undefined);
        seen.compared += 1;
        if (String([rfc.rcode, rfc.zone]) === String([theirs.rcode, theirs.zone])) {
          seen.asByRfc += 1;
          return;
        }
        const atWork = rulesAtWork(given, name, kind, rfc);
        expect(atWork.length).toBeGreaterThan(0);
        expect(Object.keys(departures[kind])).toEqual(expect.arrayContaining(atWork));
      }

      it(
        'have the same RCODE and leave the same zone (RFC 2136 section 3)',
        { timeout: 3_600_000 },
        () =>
          fc.assert(
            fc.asyncProperty(
              fc.array(updateCase, { minLength: 1, maxLength: zoneNames.length, size: 'max' }),
              async (cases) => {
                const compared = cases.flatMap((given, index) => {
                  const name = zoneNames[index] as string;
                  return (['bind', 'knot'] as const).map((kind) => compare(given, name, kind));
                });
                // All of them end before the next use of a zone, also where one fails.
                const settled = await Promise.allSettled(compared);
                for (const one of settled) if (one.status === 'rejected') throw one.reason;
              },
            ),
            { seed, numRuns: runs },
          ),
      );

      it('agree for the most part without a profile', () => {
        expect(seen.compared).toBeGreaterThan(runs * 4);
        expect(seen.asByRfc / seen.compared).toBeGreaterThan(0.75);
      });

      it('departures have their place in the documents, rule by rule', () => {
        for (const kind of ['bind', 'knot'] as const) {
          expect(Object.keys(departures[kind]).sort()).toEqual(
            Object.keys(profileOf(kind).updates).sort(),
          );
        }
      });
    },
  );
}
