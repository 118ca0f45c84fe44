/** A thousand sends through random faults, in every run of the tests; ten thousand in the long one. */

import { expect, test } from 'vitest';
import { heapGrowth, soak } from './soak.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? 20_261_120);

test('1,000 sends with random faults leave nothing and claim nothing untrue', {
  timeout: 60_000,
}, async () => {
  const { wrong, counts, heap, ...left } = await soak(10, 100, seed);
  expect(wrong, `CHAOS_SEED=${seed}`).toEqual([]);
  expect(left).toEqual({ unhandled: [], handles: {}, listeners: 0 });
  expect(counts['response'], JSON.stringify(counts)).toBeGreaterThan(300);
  expect(counts['read-back']).toBeGreaterThan(50);
  expect(counts['UNKNOWN_OUTCOME unknown']).toBeGreaterThan(10);
  expect(heapGrowth(heap)).toBeLessThan(2_000_000);
});
