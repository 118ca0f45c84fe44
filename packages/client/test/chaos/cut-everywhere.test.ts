/**
 * A request or a reply that breaks off behind every one of its octets (TCP: from the start of the
 * connection, lengths included), before the embedded server and before BIND: the verdict is true, and
 * it is told by what.
 */

import { type Plan, requireServers, startProxy } from '@zonewright/testkit';
import { describe, expect, test } from 'vitest';
import { DnsClient, DnsError } from '../../src/index.ts';
import { heldBefore, judgeRuns, ownerOf, type Run } from './runs.ts';
import { bindTarget, embeddedTarget, type Held, type Target, zone } from './targets.ts';
import { create, type UpdateKind, updateKinds } from './update-kinds.ts';

/** A connection that ends is seen at once; a datagram is sent again after a third of the time. */
const settings = {
  tcp: { timeoutMs: 5_000, atOnce: 16 },
  udp: { timeoutMs: 900, atOnce: 40 },
} as const;

const options = {
  deadlineMs: 20_000,
  verifyTimeoutMs: 3_000,
  retry: { attempts: 5, minDelayMs: 1, maxDelayMs: 50 },
} as const;

/** Octets of an update and of its reply, without a length in front. */
interface Sizes {
  readonly request: number;
  readonly reply: number;
}

/** How long the messages of a kind are, seen on the wire. */
async function sizesOf(target: Target, kind: UpdateKind, owner: string): Promise<Sizes> {
  await using proxy = await startProxy({ target: target.server });
  const { key } = target;
  await using dns = new DnsClient({ server: proxy.server, key, transport: 'tcp', verify: false });
  const update = dns.update(zone);
  kind.build(update, owner);
  await update.send();
  const [request, reply] = [proxy.messages('request')[0], proxy.messages('reply')[0]];
  if (request === undefined || reply === undefined) throw new Error('nothing was seen');
  return { request: request.length, reply: reply.length };
}

/** The first copy was applied or lost, by what was cut: what must be told. */
function expectedOf(
  kind: UpdateKind,
  isApplied: boolean | 'perhaps',
  isCut: boolean,
): NonNullable<Run['check']> {
  return (outcome) => {
    if (outcome instanceof DnsError) return 'an error';
    if (isApplied === 'perhaps') return undefined;
    const expected = isCut && isApplied && kind.isGuarded ? 'read-back' : 'response';
    return outcome.settledBy === expected ? undefined : `it is not settled by ${expected}`;
  };
}

function cutsOf(kind: UpdateKind, transport: 'tcp' | 'udp', sizes: Sizes): readonly Run[] {
  const extra = transport === 'tcp' ? 2 : 0;
  // With TCP also into the question by which the update is verified, and its answer.
  const beyond = transport === 'tcp' ? 12 : -1;
  const run = (plan: Plan, isApplied: boolean | 'perhaps', isCut: boolean): Run => ({
    kind,
    transport,
    about: JSON.stringify(plan),
    script: ({ index }) => (index === 0 ? plan : undefined),
    // The copies of a datagram may overtake each other, when this process is slow: the whole is counted.
    check: expectedOf(kind, transport === 'udp' ? 'perhaps' : isApplied, isCut),
  });
  const runs: Run[] = [];
  const requestOctets = sizes.request + extra;
  for (let cut = 0; cut <= requestOctets + beyond; cut++) {
    const isApplied = cut === requestOctets ? 'perhaps' : cut > requestOctets;
    runs.push(run({ cutRequestAfter: cut }, isApplied, cut <= requestOctets));
  }
  const replyOctets = sizes.reply + extra;
  for (let cut = 0; cut <= replyOctets + beyond; cut++) {
    runs.push(run({ cutReplyAfter: cut }, true, cut < replyOctets));
  }
  return runs;
}

const targets = {
  'the embedded server': { start: embeddedTarget, needs: undefined },
  BIND: { start: bindTarget, needs: 'bind' },
} as const;

describe.each(Object.entries(targets))('before %s', (_name, { start, needs }) => {
  const { available } = needs === undefined ? { available: true } : requireServers(needs);

  describe.skipIf(!available).each(['tcp', 'udp'] as const)('over %s', (transport) => {
    const { timeoutMs, atOnce } = settings[transport];
    const judge = (target: Target, runs: readonly Run[]) =>
      judgeRuns(target, runs, { ...options, timeoutMs }, atOnce);

    test(`${create.name} cut at every octet`, { timeout: 60_000 }, async () => {
      await using probe = await start([[ownerOf(0), create.before]]);
      const runs = cutsOf(create, transport, await sizesOf(probe, create, ownerOf(0)));
      expect(runs.length).toBeGreaterThan(200);
      await using target = await start(heldBefore(runs));
      const { wrong, counts } = await judge(target, runs);
      expect(wrong).toEqual([]);
      expect(counts['response']).toBeGreaterThan(100);
      expect(counts['read-back']).toBeGreaterThan(80);
    });

    test('every other kind of update, at every tenth octet', { timeout: 60_000 }, async () => {
      const kinds = updateKinds.filter((kind) => kind !== create);
      const held = kinds.map((kind, index): Held => [ownerOf(index), kind.before]);
      await using probe = await start(held);
      const cuts: Run[] = [];
      for (const [index, kind] of kinds.entries()) {
        const sizes = await sizesOf(probe, kind, ownerOf(index));
        cuts.push(...cutsOf(kind, transport, sizes).filter((_, cut) => cut % 10 === 2 * index));
      }
      await using target = await start(heldBefore(cuts));
      const { wrong } = await judge(target, cuts);
      expect(wrong).toEqual([]);
    });
  });
});
