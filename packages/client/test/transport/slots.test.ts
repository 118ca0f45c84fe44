import { expect, test } from 'vitest';
import { Slots } from '../../src/transport/slots.ts';

test('an item is found by its slot until it is taken out, once', () => {
  const slots = new Slots<{ readonly name: string }>();
  const a = { name: 'a' };
  const b = { name: 'b' };
  const slotOfA = slots.add(a);
  const slotOfB = slots.add(b);
  expect(slots.get(slotOfA)).toBe(a);
  expect(slots.get(slotOfB)).toBe(b);
  expect(slots.delete(slotOfA, a)).toBe(true);
  expect(slots.delete(slotOfA, a)).toBe(false);
  expect(slots.get(slotOfA)).toBeUndefined();
  expect(slots.size).toBe(1);
  expect([...slots]).toEqual([b]);
});

test('a slot that was freed is given to the next item, and to one alone', () => {
  const slots = new Slots<{ readonly name: string }>();
  const a = { name: 'a' };
  const freed = slots.add(a);
  slots.delete(freed, a);
  slots.delete(freed, a);
  expect(slots.add({ name: 'b' })).toBe(freed);
  // Who is told twice that it has ended does not end another.
  expect(slots.delete(freed, a)).toBe(false);
  expect(slots.add({ name: 'c' })).not.toBe(freed);
  expect([...slots].map(({ name }) => name)).toEqual(['b', 'c']);
});

test('those that are gone over may be taken out meanwhile', () => {
  const slots = new Slots<{ readonly slot: () => number }>();
  const added = [0, 1, 2].map(() => {
    const item = { slot: () => slot };
    const slot = slots.add(item);
    return item;
  });
  const seen = [];
  for (const item of slots) {
    slots.delete(item.slot(), item);
    seen.push(item);
  }
  expect(seen).toEqual(added);
  expect(slots.size).toBe(0);
});
