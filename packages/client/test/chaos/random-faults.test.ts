/**
 * Random faults of the network, several on one update: cut, dropped, delayed, duplicated, changed and
 * reset, before the embedded server and before BIND. Here the outcome may be an error; a wrong one
 * never.
 */

import { type Plan, requireServers } from '@zonewright/testkit';
import { describe, expect, test } from 'vitest';
import { type Random, randomFrom } from './random.ts';
import { heldBefore, judgeRuns, type Run } from './runs.ts';
import { bindTarget, embeddedTarget } from './targets.ts';
import { updateKinds } from './update-kinds.ts';

const runsOfEach = 200;

/** Given again, it does the same to the same updates. */
const seed = Number(process.env['CHAOS_SEED'] ?? 20_261_120);

const timeoutMs = 150;

const options = {
  timeoutMs,
  deadlineMs: 6_000,
  verifyTimeoutMs: 300,
  retry: { attempts: 4, minDelayMs: 1, maxDelayMs: 20 },
} as const;

/** Flips one bit, somewhere in the octets. */
function flip(octets: Uint8Array, at: number, bit: number): Uint8Array {
  const flipped = Uint8Array.from(octets);
  const index = Math.floor(at * octets.length);
  flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
  return flipped;
}

/** What happens to one exchange. */
function randomPlan(random: Random, transport: 'tcp' | 'udp'): Plan {
  const octets = random.below(190);
  const ms = random.below(2 * timeoutMs);
  const [at, bit] = [random.fraction(), random.below(8)];
  const mutate = (whole: Uint8Array): Uint8Array => flip(whole, at, bit);
  const common: readonly Plan[] = [
    { cutRequestAfter: octets },
    { cutReplyAfter: octets },
    { cutReplyAfter: octets, delayRequestMs: ms / 4 },
    { dropRequest: true },
    { dropReply: true },
    { delayRequestMs: ms },
    { delayReplyMs: ms },
    { delayRequestMs: ms, dropReply: true },
    { mutateRequest: mutate },
  ];
  const tcp: readonly Plan[] = [
    { cutRequestAfter: octets, reset: true },
    { cutReplyAfter: octets, reset: true },
    { segment: 1 + random.below(20) },
    { segment: 1 + random.below(20), cutReplyAfter: octets },
  ];
  const udp: readonly Plan[] = [
    { duplicateRequest: 1 + random.below(3) },
    { duplicateRequest: 1, dropReply: true },
    { duplicateReply: 1 + random.below(3) },
    { duplicateRequest: 1, delayReplyMs: ms },
    // A connection has its checksums, and is believed for its own sake where nothing is signed.
    { mutateReply: mutate },
    { duplicateReply: 1, mutateReply: mutate },
  ];
  return random.pick([...common, ...(transport === 'tcp' ? tcp : udp)]);
}

function randomRun(random: Random, transport: 'tcp' | 'udp'): Run {
  const kind = random.pick(updateKinds);
  const count = 1 + random.below(random.pick([1, 3, 8]));
  const plans = Array.from({ length: count }, () =>
    random.chance(0.2) ? undefined : randomPlan(random, transport),
  );
  return { kind, transport, script: ({ index }) => plans[index], about: JSON.stringify(plans) };
}

const targets = {
  'the embedded server': { start: embeddedTarget, needs: undefined },
  BIND: { start: bindTarget, needs: 'bind' },
} as const;

/** The part of the updates that get through, at least: the faults are many. */
const settling = [
  { transport: 'tcp', onUnknown: 'read-back', settles: 0.5 },
  { transport: 'udp', onUnknown: 'read-back', settles: 0.5 },
] as const;
const throwing = [
  { transport: 'tcp', onUnknown: 'throw', settles: 0.05 },
  { transport: 'udp', onUnknown: 'throw', settles: 0.05 },
] as const;

describe.each(Object.entries(targets))('before %s', (_name, { start, needs }) => {
  const { available } = needs === undefined ? { available: true } : requireServers(needs);

  test.skipIf(!available).each([...settling, ...(needs === undefined ? throwing : [])])(
    `${runsOfEach} updates over $transport end in the truth, with onUnknown $onUnknown`,
    { timeout: 60_000 },
    async ({ transport, onUnknown, settles }) => {
      const random = randomFrom(seed);
      const runs = Array.from({ length: runsOfEach }, () => randomRun(random, transport));
      await using target = await start(heldBefore(runs));
      // Where nothing is tried again, a process that is busy with itself would time out throughout.
      const atOnce = onUnknown === 'throw' ? 8 : 24;
      const { wrong, counts } = await judgeRuns(target, runs, { ...options, onUnknown }, atOnce);
      expect(wrong, `CHAOS_SEED=${seed}`).toEqual([]);
      const byReading = counts['read-back'] ?? 0;
      const settled = byReading + (counts['response'] ?? 0);
      expect(settled, JSON.stringify(counts)).toBeGreaterThan(runsOfEach * settles);
      if (onUnknown === 'throw') expect(byReading).toBe(0);
      else expect(byReading).toBeGreaterThan(runsOfEach * 0.05);
    },
  );
});
