import { createServer } from '@zonewright/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LeaseTimer } from '../../src/server/lease-timer.ts';
import { addition, update } from '../support/requests.ts';
import { key, now, zoneText } from '../support/zone.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: now * 1000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});

afterEach(() => {
  const left = vi.getTimerCount();
  vi.useRealTimers();
  if (left > 0) throw new Error(`${left} timers are left`);
});

const clock = () => Date.now() / 1000;
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

describe('the timer of the leases', () => {
  /** A timer for leases that end at these times. */
  function start(...ends: number[]) {
    const ended: number[] = [];
    const expire = () => {
      while ((ends[0] ?? Infinity) <= clock()) ended.push((ends.shift() as number) - now);
    };
    const timer = new LeaseTimer({ nextExpiry: () => ends[0], expire, clock });
    timer.arm();
    return { timer, ends, ended };
  }

  it('comes when the lease ends, and then for the next one', async () => {
    const { ended } = start(now + 5, now + 5, now + 8);
    await seconds(4.9);
    expect(ended).toEqual([]);
    await seconds(0.1);
    expect(ended).toEqual([5, 5]);
    await seconds(3);
    expect(ended).toEqual([5, 5, 8]);
  });

  it('comes sooner for a lease that ends sooner', async () => {
    const { timer, ends, ended } = start(now + 500);
    ends.unshift(now + 2);
    timer.arm();
    expect(vi.getTimerCount()).toBe(1);
    await seconds(2);
    expect(ended).toEqual([2]);
    timer.stop();
  });

  it('waits for a lease that is further away than a timer can wait', async () => {
    const days = 40 * 86_400;
    const { ended } = start(now + days);
    await seconds(days - 1);
    expect(ended).toEqual([]);
    await seconds(1);
    expect(ended).toEqual([days]);
  });

  it('does not spin where the clock stands still, or says no time', async () => {
    for (const time of [now + 4.9999, Number.NaN]) {
      const expire = vi.fn<() => void>();
      const nextExpiry = () => now + 5;
      const timer = new LeaseTimer({ nextExpiry, expire, clock: () => time });
      timer.arm();
      await seconds(1);
      expect(expire.mock.calls.length).toBeLessThanOrEqual(100);
      expect(expire.mock.calls.length).toBeGreaterThanOrEqual(1);
      timer.stop();
    }
  });

  it('survives a clock that throws', async () => {
    const expire = vi.fn<() => void>();
    const broken = () => {
      throw new Error('no clock');
    };
    const timer = new LeaseTimer({ nextExpiry: () => now, expire, clock: broken });
    timer.arm();
    await seconds(3);
    expect(expire).toHaveBeenCalledTimes(3);
    timer.stop();
  });

  it('is not armed any more once it was stopped', () => {
    const { timer, ends } = start(now + 5);
    timer.stop();
    ends.unshift(now + 1);
    timer.arm();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not hold the process', () => {
    vi.useRealTimers();
    const held = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = held();
    const end = clock() + 1_000;
    const timer = new LeaseTimer({ nextExpiry: () => end, expire: () => undefined, clock });
    timer.arm();
    expect(held()).toBe(before);
    timer.stop();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
  });
});

describe('a server that gives leases', () => {
  const edns = {
    udpPayloadBytes: 1232,
    version: 0,
    dnssecOk: false,
    options: [{ code: 'UPDATE-LEASE', leaseSeconds: 60 }],
  } as const;

  async function withLease(options: Partial<Parameters<typeof createServer>[0]> = {}) {
    const zones = { 'example.com': zoneText };
    const server = createServer({ zones, keys: [key], leases: true, ...options });
    const { bytes } = key.sign(update({ updates: [addition()], edns }), { now });
    await server.answer(bytes);
    // The zone itself, and not the server, which looks at its leases when it is asked for it.
    const zone = server.zone('example.com');
    const address = () => zone.rrset('new.example.com.', 'A')?.data;
    expect(address()).toEqual(['192.0.2.99']);
    return { server, address };
  }

  it('ends them by itself, without a request', async () => {
    const { address } = await withLease();
    await seconds(59);
    expect(address()).toBeDefined();
    await seconds(1);
    expect(address()).toBeUndefined();
  });

  it('ends them when the zone is looked at, by its own clock', async () => {
    let time = now;
    const { server } = await withLease({ clock: () => time });
    const looked = () => server.zone('example.com').hasName('new.example.com.');
    time = now + 59;
    expect(looked()).toBe(true);
    time = now + 60;
    expect(looked()).toBe(false);
    await server.close();
  });

  it('waits for a frozen zone to be thawed', async () => {
    const { server, address } = await withLease();
    server.freeze('example.com');
    await seconds(600);
    expect(address()).toBeDefined();
    expect(vi.getTimerCount()).toBe(0);
    server.thaw('example.com');
    await seconds(1);
    expect(address()).toBeUndefined();
  });

  it('has no timer any more when it is closed', async () => {
    const { server, address } = await withLease();
    expect(vi.getTimerCount()).toBe(1);
    await server.close();
    expect(vi.getTimerCount()).toBe(0);
    await seconds(100);
    expect(address()).toBeDefined();
  });

  it('tells onError of a clock that fails, and goes on', async () => {
    let time: number = now;
    const onError = vi.fn<(error: unknown) => void>();
    const { server, address } = await withLease({ clock: () => time, onError });
    time = Number.NaN;
    await seconds(60);
    expect(onError.mock.calls[0]).toEqual([expect.objectContaining({ option: 'now' })]);
    expect(address()).toBeDefined();
    time = now + 60;
    await seconds(1);
    expect(address()).toBeUndefined();
    await server.close();
  });
});
