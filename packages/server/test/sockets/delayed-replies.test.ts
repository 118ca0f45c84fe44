import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DelayedReplies } from '../../src/sockets/delayed-replies.ts';

const reply = new Uint8Array(100);
let delayed: DelayedReplies;

beforeEach(() => {
  vi.useFakeTimers();
  delayed = new DelayedReplies();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('delayed replies', () => {
  it('leave each at its time, and are then no longer counted', () => {
    const left: string[] = [];
    delayed.add({ delayMs: 20, reply }, () => left.push('late'));
    delayed.add({ delayMs: 10, reply: undefined }, () => left.push('soon'));
    const both = delayed.octets;
    expect({ size: delayed.size, enough: both >= 100 }).toEqual({ size: 2, enough: true });
    vi.advanceTimersByTime(9);
    expect(left).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(left).toEqual(['soon']);
    // One without octets counts too: its timer takes memory.
    expect(delayed.octets).toBeLessThan(both);
    vi.advanceTimersByTime(10);
    expect({ left, size: delayed.size, octets: delayed.octets }).toEqual({
      left: ['soon', 'late'],
      size: 0,
      octets: 0,
    });
  });

  it('are let go of together: none leaves, each is lost once, and no timer remains', () => {
    const leave = vi.fn<() => void>();
    const lose = vi.fn<() => void>();
    delayed.add({ delayMs: 10, reply }, leave, lose);
    delayed.add({ delayMs: 20, reply }, leave);
    delayed.clear();
    expect({ timers: vi.getTimerCount(), size: delayed.size, octets: delayed.octets }).toEqual({
      timers: 0,
      size: 0,
      octets: 0,
    });
    delayed.clear();
    expect(leave).not.toHaveBeenCalled();
    expect(lose).toHaveBeenCalledTimes(1);
  });
});
