// As in persistence.test.ts, 200 times.
import { describe, expect, it } from 'vitest';
import { killRounds } from '../support/kill-rounds.ts';

describe('a server that is killed 200 times in the middle of its updates', () => {
  it('has every update that it has acknowledged, and no part of another', async () => {
    expect(await killRounds(200)).toBeGreaterThan(200);
  }, 900_000);
});
