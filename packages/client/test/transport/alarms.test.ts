import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Alarms } from '../../src/transport/alarms.ts';

let told: string[] = [];
const watched = (name: string) => ({ late: () => void told.push(name) });

beforeEach(() => {
  told = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('each is told once, at its time, in whatever order they were set', () => {
  const alarms = new Alarms();
  alarms.set(watched('300'), 300);
  alarms.set(watched('100'), 100);
  alarms.set(watched('200'), 200);
  vi.advanceTimersByTime(99);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['100']);
  vi.advanceTimersByTime(99);
  expect(told).toEqual(['100']);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual(['100', '200', '300']);
  expect(vi.getTimerCount()).toBe(0);
});

test('what was cleared is not told, and what comes after it is, in time', () => {
  const alarms = new Alarms();
  const cleared = watched('cleared');
  const slot = alarms.set(cleared, 100);
  alarms.set(watched('kept'), 150);
  alarms.clear(slot, cleared);
  alarms.set(watched('in its slot'), 1_000);
  alarms.clear(slot, cleared);
  vi.advanceTimersByTime(150);
  expect(told).toEqual(['kept']);
  vi.advanceTimersByTime(850);
  expect(told).toEqual(['kept', 'in its slot']);
});

test('there is one timer, however many are set and cleared', () => {
  const alarms = new Alarms();
  const never = watched('never');
  for (let i = 0; i < 1_000; i++) alarms.clear(alarms.set(never, 5_000), never);
  alarms.set(watched('last'), 5_000);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual(['last']);
});

test('one that is told may clear another one, whose time is over too, and set one in its slot', () => {
  const alarms = new Alarms();
  const clearsIt = {
    late: () => {
      told.push('first');
      alarms.clear(slot, cleared);
      alarms.set(watched('later'), 50);
    },
  };
  alarms.set(clearsIt, 100);
  const cleared = watched('cleared');
  const slot = alarms.set(cleared, 100);
  vi.advanceTimersByTime(100);
  expect(told).toEqual(['first']);
  vi.advanceTimersByTime(50);
  expect(told).toEqual(['first', 'later']);
});

test('the process is held while something is watched, and no longer', () => {
  vi.useRealTimers();
  const held = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = held();
  const alarms = new Alarms();
  const never = watched('never');
  const slot = alarms.set(never, 60_000);
  expect(held()).toBe(before + 1);
  alarms.clear(slot, never);
  expect(held()).toBe(before);
  const again = alarms.set(never, 60_000);
  expect(held()).toBe(before + 1);
  alarms.clear(again, never);
  expect(held()).toBe(before);
});

test('the process is not held for what one that was told has cleared', () => {
  vi.useRealTimers();
  const held = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = held();
  vi.useFakeTimers({ toFake: ['performance'] });
  const alarms = new Alarms();
  const cleared = watched('cleared');
  const slot = alarms.set(cleared, 60_000);
  return new Promise<void>((resolve) => {
    alarms.set({ late: () => alarms.clear(slot, cleared) }, 1);
    alarms.set({ late: () => queueMicrotask(resolve) }, 1);
    vi.advanceTimersByTime(1);
  }).then(() => expect(held()).toBe(before));
});

test('the longest time that a timer takes is not exceeded by what rounding adds to it', () => {
  const longestMs = 2_147_483_647;
  const now = 1.3;
  expect(now + longestMs - now).toBeGreaterThan(longestMs);
  vi.spyOn(performance, 'now').mockReturnValue(now);
  const setTimer = vi.spyOn(globalThis, 'setTimeout');
  new Alarms().set(watched('never'), longestMs);
  expect(setTimer).toHaveBeenCalledWith(expect.any(Function), longestMs);
  vi.restoreAllMocks();
});

test("a timer of a clock that a test put in place of Node's is not waited for behind it", async () => {
  const alarms = new Alarms();
  const never = watched('never');
  alarms.clear(alarms.set(never, 10), never);
  vi.useRealTimers();
  await new Promise<void>((resolve) => alarms.set({ late: resolve }, 20));

  alarms.clear(alarms.set(never, 60_000), never);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  alarms.set(watched('by the clock of the test'), 120_000);
  vi.advanceTimersByTime(120_000);
  expect(told).toEqual(['by the clock of the test']);
});
