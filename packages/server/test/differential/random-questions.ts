/** Random zones on BIND, Knot and the embedded server, and all questions about them. */

import { type RealServer, requireServers, startServer } from '@zonewright/testkit';
import type { QueryMessage } from '@zonewright/wire';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerDifferences } from './answer-differences.ts';
import type { Item } from './arbitrary-update.ts';
import { serialOf, soaRdata } from './contents.ts';
import { makeZone, zoneOf } from './outcomes.ts';
import { Peer } from './peer.ts';
import { answeredBy, askedZones, embeddedAnswer, queryFor, questions } from './questions.ts';

const name = 'asked.test.';
const emptyZone = `@ 300 IN SOA ${soaRdata(100)}\n@ 300 IN NS ns.example.net.\n`;

/** Holds the answers of the embedded server to those of both servers, zone by zone. */
export function describeRandomQuestions(seed: number, zones: number): void {
  const { available, reason = '' } = requireServers('bind', 'knot');
  describe.skipIf(!available)(
    `random zones on BIND, Knot and the embedded server ${reason}`,
    () => {
      const servers = new Map<'bind' | 'knot', RealServer>();
      const differed = new Set<string>();
      beforeAll(async () => {
        for (const kind of ['bind', 'knot'] as const) {
          servers.set(kind, await startServer(kind, { zones: { 'asked.test': emptyZone } }));
        }
      });
      afterAll(async () => {
        for (const server of servers.values()) await server.close();
      });

      async function compare(records: readonly Item[], kind: 'bind' | 'knot', server: RealServer) {
        const peer = await Peer.connect(server);
        try {
          const zone = zoneOf({ records }, name);
          const serial = serialOf(await makeZone({ records }, name, peer));
          for (const question of questions) {
            const query = queryFor(question.name, question.type, name);
            // A query is answered with one.
            const reply = (await peer.ask(query)) as QueryMessage;
            const theirs = answeredBy(reply, name, serial);
            const ours = answeredBy(embeddedAnswer(zone, query), name, zone.serial);
            const asked = { ...question, zone: name, ours };
            const known = answerDifferences.find(
              (one) => one.server === kind && one.applies(asked),
            );
            if (known !== undefined) differed.add(known.why);
            const alike = known?.alike ?? ((whole: typeof ours) => whole);
            expect({ kind, question, said: alike(ours) }).toEqual({
              kind,
              question,
              said: alike(theirs),
            });
          }
        } finally {
          peer.close();
        }
      }

      it(
        'are answered for alike (RFC 1034 section 4.3.2, RFC 4592, RFC 6672)',
        {
          timeout: 3_600_000,
        },
        () =>
          fc.assert(
            fc.asyncProperty(askedZones, async (records) => {
              const compared = [...servers].map(([kind, server]) => compare(records, kind, server));
              for (const one of await Promise.allSettled(compared)) {
                if (one.status === 'rejected') throw one.reason;
              }
            }),
            { seed, numRuns: zones },
          ),
      );

      it('differ in all that the table has, and so in nothing else', () => {
        expect([...differed].sort()).toEqual(answerDifferences.map(({ why }) => why).sort());
      });
    },
  );
}
