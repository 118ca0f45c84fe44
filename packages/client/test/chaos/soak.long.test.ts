/** Ten thousand sends through random faults: what a thousand do in every run, and flatter memory. */

import { expect, test } from 'vitest';
import { heapGrowth, soak } from './soak.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? 20_261_121);

test('10,000 sends with random faults leave nothing and claim nothing untrue', {
  timeout: 600_000,
}, async () => {
  const { wrong, counts, heap, ...left } = await soak(40, 250, seed);
  expect(wrong, `CHAOS_SEED=${seed}`).toEqual([]);
  expect(left).toEqual({ unhandled: [], handles: {}, listeners: 0 });
  expect(counts['response'], JSON.stringify(counts)).toBeGreaterThan(3_000);
  expect(counts['read-back']).toBeGreaterThan(500);
  expect(heapGrowth(heap), heap.join(' ')).toBeLessThan(1_500_000);
});
