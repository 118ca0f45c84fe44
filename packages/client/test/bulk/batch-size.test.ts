/** Simulated servers: time is a number here, so that what is found depends on nothing else. */

import { describe, expect, it } from 'vitest';
import { BatchSize } from '../../src/bulk/batch-size.ts';

const recordBytes = 23;
const bounds = {
  floorBytes: 4_096,
  startBytes: 24_576,
  ceilingBytes: 65_000,
  mostInFlight: 8,
  mostBytesInFlight: 262_144,
  patienceMs: 1_250,
};

/** What one message of so many records takes a server, in milliseconds. */
type Cost = (records: number) => number;

/** Knot: its commit takes as long for a small message as for a large one. */
const knot: Cost = (records) => 14 + records * 0.0035;
/** BIND: some work for each message, and large ones cost more for each record. */
const bind: Cost = (records) => 0.5 + records * 0.0045 + (records * records) / 900_000;
/** PowerDNS: so much for each record. */
const flat: Cost = (records) => records * 0.009;

interface Run {
  readonly durationMs: number;
  readonly sizes: readonly number[];
  /** From sending to reply. */
  readonly longestMs: number;
}

/** Loads records into a server that works off `servers` messages at once. */
function run(cost: Cost, options: Partial<Setting> = {}): Run {
  const { total, servers, noise, roundTripMs } = { ...setting, ...options };
  const size = new BatchSize({ ...bounds, ...options.bounds });
  const sizes: number[] = [];
  const pending: { readonly at: number; readonly note: Parameters<BatchSize['done']>[0] }[] = [];
  const freeAt = Array.from({ length: servers }, () => 0);
  let [left, now, seed, longestMs] = [total, 0, 1, 0];
  const send = (): void => {
    const { bytes } = size;
    sizes.push(bytes);
    const records = Math.min(left, Math.floor(bytes / recordBytes));
    left -= records;
    seed = (seed * 48_271) % 2_147_483_647;
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const factor = 1 + noise * ((2 * seed) / 2_147_483_647 - 1);
    const start = Math.max(now, freeAt[worker] as number);
    freeAt[worker] = start + cost(records) * factor;
    pending.push({
      at: (freeAt[worker] as number) + roundTripMs,
      note: { bytes, records, sentAtMs: now },
    });
  };
  for (;;) {
    while (left > 0 && pending.length < size.inFlight) send();
    pending.sort((a, b) => a.at - b.at);
    const next = pending.shift();
    if (next === undefined) return { durationMs: now, sizes, longestMs };
    now = next.at;
    longestMs = Math.max(longestMs, now - next.note.sentAtMs);
    size.done(next.note, now);
  }
}

interface Setting {
  readonly total: number;
  readonly servers: number;
  readonly noise: number;
  readonly roundTripMs: number;
  readonly bounds: Partial<typeof bounds>;
}

const setting: Setting = {
  total: 100_000,
  servers: 1,
  noise: 0,
  roundTripMs: 0.1,
  bounds: {},
};

/** How long it takes with one size from beginning to end. */
function fixed(cost: Cost, bytes: number, options: Partial<Setting> = {}): number {
  const only = { floorBytes: bytes, startBytes: bytes, ceilingBytes: bytes };
  return run(cost, { ...options, bounds: only }).durationMs;
}

const columns = [4_096, 8_192, 16_384, 32_768, 65_000];

/** Of the fixed sizes, the best. */
function best(cost: Cost, options: Partial<Setting> = {}): number {
  return Math.min(...columns.map((bytes) => fixed(cost, bytes, options)));
}

const middle = (sizes: readonly number[]): number =>
  [...sizes].sort((a, b) => a - b)[sizes.length >>> 1] as number;

describe('the size of a load’s messages is found while it runs', () => {
  it('starts at the size for the start', () => {
    expect(new BatchSize(bounds).bytes).toBe(24_576);
  });

  it.each([
    // Half the size is tried first, which this one pays for; one that merges what waits does not.
    ['Knot', knot, 1.5],
    ['BIND', bind, 1.15],
    ['PowerDNS', flat, 1.1],
  ])('comes near the best size for 100,000 records into a server like %s', (_, cost, within) => {
    expect(run(cost).durationMs).toBeLessThan(within * best(cost));
  });

  it.each([
    ['Knot', knot],
    ['BIND', bind],
    ['PowerDNS', flat],
  ])('is within 10 percent of it for 1,000,000 into a server like %s', (_, cost) => {
    const options = { total: 1_000_000 };
    expect(run(cost, options).durationMs).toBeLessThan(1.1 * best(cost, options));
  });

  it.each([
    ['Knot', knot],
    ['BIND', bind],
    ['PowerDNS', flat],
  ])('stays near it where times vary by a half, with a server like %s', (_, cost) => {
    const options = { total: 1_000_000, noise: 0.5 };
    expect(run(cost, options).durationMs).toBeLessThan(1.15 * best(cost, options));
  });

  it('takes the largest where the time is that of the message', () => {
    expect(middle(run(knot).sizes.slice(-20))).toBe(65_000);
  });

  it('takes as much as may be in flight where the round trip is what takes time', () => {
    const options = { total: 1_000_000, roundTripMs: 200, servers: 8 };
    const { sizes, durationMs } = run(flat, options);
    expect(middle(sizes)).toBeGreaterThanOrEqual(32_768);
    expect(durationMs).toBeLessThan(1.2 * best(flat, options));
  });

  it('does not go to where BIND is slow', () => {
    expect(Math.max(...run(bind).sizes.slice(-40))).toBeLessThanOrEqual(24_576);
  });

  it('is near the best with a server that works off four connections at once', () => {
    const options = { total: 1_000_000, servers: 4, noise: 0.5 };
    expect(run(bind, options).durationMs).toBeLessThan(1.15 * best(bind, options));
  });

  it('stays between floor and ceiling', () => {
    for (const cost of [knot, bind, flat]) {
      const { sizes } = run(cost, { total: 1_000_000, noise: 0.9 });
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(4_096);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(65_000);
    }
  });

  it('tries again after a while: a server’s pace changes', () => {
    let sent = 0;
    const changing: Cost = (records) => {
      sent += records;
      return sent < 300_000 ? bind(records) : knot(records);
    };
    const { sizes } = run(changing, { total: 3_000_000 });
    expect(middle(sizes.slice(-100))).toBeGreaterThanOrEqual(32_768);
  });

  it('stays small where a message would not be answered in time', () => {
    const slow: Cost = (records) => 20 + records * 0.5;
    const { sizes } = run(slow, { total: 50_000 });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(32_768);
    expect(Math.max(...sizes.slice(40))).toBeLessThanOrEqual(8_192);
    const slower: Cost = (records) => records * 2;
    expect(middle(run(slower, { total: 50_000 }).sizes)).toBe(4_096);
  });

  it('does not send a slow server more than it can answer in time before it is known how slow it is', () => {
    const slower: Cost = (records) => records * 1.5;
    expect(run(slower, { total: 50_000 }).longestMs).toBeLessThan(4 * bounds.patienceMs + 1);
  });

  it('does not take a source’s pauses for the server’s', () => {
    const size = new BatchSize(bounds);
    let now = 0;
    // With the pauses counted, the largest messages would seem to be the fastest.
    for (let i = 0; i < 60; i++) {
      const { bytes } = size;
      const records = bytes / recordBytes;
      const sentAtMs = now + 1_000;
      now = sentAtMs + flat(records);
      size.done({ bytes, records, sentAtMs }, now);
    }
    expect(size.bytes).toBe(bounds.startBytes);
  });
});
