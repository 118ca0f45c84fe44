/**
 * Very many sends from clients that go on living, to an embedded server that misbehaves at random:
 * every transport, callers that abort, clients that are closed in the middle. What is left over, and
 * what was claimed that is not so, is counted.
 */

import { getEventListeners } from 'node:events';
import type { Fault, ReceivedRequest } from '@zonewright/server';
import { heapBytes, lastingHandles, newHandles } from '@zonewright/testkit';
import { DnsClient, type DnsClientOptions, DnsError, type UpdateResult } from '../../src/index.ts';
import { type Random, randomFrom } from './random.ts';
import { untruthOf } from './runs.ts';
import { embeddedTarget, zone } from './targets.ts';
import { type UpdateKind, updateKinds } from './update-kinds.ts';

export interface SoakReport {
  /** A sentence for each outcome that is not true. */
  readonly wrong: readonly string[];
  /** How often each outcome came. */
  readonly counts: Readonly<Record<string, number>>;
  readonly unhandled: readonly unknown[];
  /** Kinds of handles that are left; none is `{}`. */
  readonly handles: Readonly<Record<string, number>>;
  /** Listeners on the callers' signals once their calls have ended. */
  readonly listeners: number;
  /** Bytes in use after each batch, with all calls over. */
  readonly heap: readonly number[];
}

const timeoutMs = 80;

const options = {
  timeoutMs,
  deadlineMs: 1_500,
  verifyTimeoutMs: 100,
  retry: { attempts: 3, minDelayMs: 1, maxDelayMs: 20 },
} as const;

/** One request's fault. A signed lie about the zone cannot be seen through, so there is none. */
function randomFault(random: Random, { message }: ReceivedRequest): Fault | undefined {
  if (random.chance(0.55)) return undefined;
  const rcodes =
    message.opcode === 'UPDATE'
      ? (['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR', 'NOTAUTH', 'YXDOMAIN', 'NXRRSET'] as const)
      : (['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'] as const);
  return random.pick<Fault>([
    { drop: 'request' },
    { drop: 'reply' },
    { drop: 'request', close: true },
    { close: true },
    { cut: random.below(160) },
    { cut: 'tc' },
    { delayMs: random.below(2 * timeoutMs) },
    { mac: 'wrong' },
    { mac: 'none' },
    { id: random.below(65_536) },
    { clockSkewSeconds: random.pick([-100_000, -4_000, -100, 100, 4_000]) },
    { rcode: random.pick(rcodes) },
    { rcode: random.pick(rcodes), mac: 'none' },
    { rcode: random.pick(rcodes), delayMs: random.below(timeoutMs) },
  ]);
}

/** What a call came to; `rejected` is what is no outcome of the update. */
type Ended =
  | { readonly outcome: UpdateResult | DnsError }
  | { readonly rejected: unknown; readonly signal: AbortSignal };

/** Sends `batches` times `perBatch` updates. */
export async function soak(batches: number, perBatch: number, seed: number): Promise<SoakReport> {
  const random = randomFrom(seed);
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  const before = await lastingHandles();
  const target = await embeddedTarget([]);
  const { embedded, key } = target;
  const waysOf: readonly Partial<DnsClientOptions>[] = [
    { transport: 'tcp' },
    { transport: 'udp' },
    { transport: 'auto' },
    { transport: 'udp', edns: true },
    { transport: 'tcp', maxConnections: 1 },
    { transport: 'tcp', onUnknown: 'throw' },
    { transport: 'udp', onUnknown: 'throw' },
    { transport: 'udp', server: [target.server, target.server] },
    { server: embedded },
  ];
  const create = (way: Partial<DnsClientOptions>): DnsClient =>
    new DnsClient({ server: target.server, key, ...options, ...way });
  const clients = waysOf.map(create);
  const helper = new DnsClient({ server: embedded, key, verify: false });
  const shared = new AbortController();
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  const heap: number[] = [];
  let listeners = 0;

  const sendOne = async (kind: UpdateKind, owner: string): Promise<Ended> => {
    const which = random.below(clients.length);
    const client = clients[which] as DnsClient;
    const own = new AbortController();
    const aborts = random.chance(0.1);
    const timers: ReturnType<typeof setTimeout>[] = [];
    if (aborts) timers.push(setTimeout(() => own.abort(new Error('aborted')), random.below(150)));
    if (random.chance(0.01)) {
      clients[which] = create(waysOf[which] as Partial<DnsClientOptions>);
      timers.push(setTimeout(() => void client.close(), random.below(60)));
    }
    const signal = aborts ? own.signal : shared.signal;
    const update = client.update(zone);
    kind.build(update, owner);
    try {
      const outcome = await update.trySend({ signal });
      return { outcome: outcome.ok ? outcome.result : outcome.error };
    } catch (rejected) {
      return rejected instanceof DnsError ? { outcome: rejected } : { rejected, signal };
    } finally {
      listeners += getEventListeners(own.signal, 'abort').length;
      // One that is to be closed is closed all the same, so that its sockets go.
      if (timers.length > 0 && clients[which] !== client) await client.close();
      for (const timer of timers) clearTimeout(timer);
    }
  };

  for (let batch = 0; batch < batches; batch++) {
    const sends = Array.from({ length: perBatch }, (_, index) => ({
      kind: random.pick(updateKinds),
      owner: `b${batch}-${index}`,
    }));
    embedded.faults = undefined;
    const setUp = helper.update(zone).insert('set-up', 60, 'A', '192.0.2.9');
    for (const { kind, owner } of sends) {
      if (kind.before !== '') setUp.insert(owner, 60, 'A', ...kind.before.split(' '));
    }
    await setUp.send();
    embedded.faults = (request) => randomFault(random, request);
    const ended: Ended[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < sends.length) {
        const index = next;
        next += 1;
        const { kind, owner } = sends[index] as (typeof sends)[number];
        ended[index] = await sendOne(kind, owner);
      }
    };
    await Promise.all(Array.from({ length: 32 }, work));
    const contents = await target.contents();
    for (const [index, { kind, owner }] of sends.entries()) {
      const complaint = judge(ended[index] as Ended, kind, contents.addresses(owner), counts);
      if (complaint !== undefined) wrong.push(`${owner}, ${kind.name}: ${complaint}`);
    }
    embedded.faults = undefined;
    const tidy = helper.update(zone);
    for (const { owner } of sends) tidy.removeName(owner);
    await tidy.send();
    heap.push(heapBytes());
  }

  listeners += getEventListeners(shared.signal, 'abort').length;
  await Promise.all([...clients, helper].map((client) => client.close()));
  await target[Symbol.asyncDispose]();
  const handles = await newHandles(before);
  process.off('unhandledRejection', onUnhandled);
  return { wrong, counts, unhandled, handles, listeners, heap };
}

/** What is not so about how a call ended; counts it, too. */
function judge(
  ended: Ended,
  kind: UpdateKind,
  now: string,
  counts: Record<string, number>,
): string | undefined {
  const count = (label: string): void => {
    counts[label] = (counts[label] ?? 0) + 1;
  };
  if ('rejected' in ended) {
    count('aborted before sending');
    if (ended.rejected !== ended.signal.reason) return `rejected with ${String(ended.rejected)}`;
    return now === kind.before ? undefined : 'aborted before sending, and it was applied';
  }
  const { outcome } = ended;
  const isError = outcome instanceof DnsError;
  count(isError ? `${outcome.code} ${outcome.applied}` : outcome.settledBy);
  const untruth = untruthOf(outcome, kind, now);
  if (untruth === undefined) return undefined;
  return `${untruth}; ${isError ? outcome.message : JSON.stringify(outcome)}`;
}

/** How much more the heap holds in the second half than in the first, the warming up left out. */
export function heapGrowth(heap: readonly number[]): number {
  const warm = heap.slice(Math.floor(heap.length / 3));
  const middle = Math.floor(warm.length / 2);
  const mean = (part: readonly number[]): number =>
    part.reduce((sum, bytes) => sum + bytes, 0) / part.length;
  return mean(warm.slice(middle)) - mean(warm.slice(0, middle));
}
