/** Random numbers that a seed gives again: what failed once can be run once more. */

export interface Random {
  /** 0 up to and without 1. */
  fraction(): number;
  /** An integer, 0 up to and without `end`. */
  below(end: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** True in this part of the cases. */
  chance(part: number): boolean;
}

/** Mulberry32: one 32-bit state, good enough to vary tests by. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(fraction() * end);
  return {
    fraction,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    chance: (part) => fraction() < part,
  };
}
