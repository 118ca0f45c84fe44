import { expect, test } from 'vitest';
import { type TurnOutcome, Turns } from '../../src/transport/turns.ts';

const { signal } = new AbortController();

/** Ends a turn that was taken. */
function end(turns: Turns, outcome: TurnOutcome): void {
  if (outcome.status !== 'taken') throw new Error(`the turn is ${outcome.status}`);
  turns.end();
}

/** Notes in `log` how waiting for a turn ended. */
async function waitFor(turns: Turns, name: string, log: string[]): Promise<TurnOutcome> {
  const outcome = await turns.take(5_000, signal);
  log.push(`${name} ${outcome.status}`);
  return outcome;
}

test('as many as are allowed go at once, the others in the order in which they came', async () => {
  const turns = new Turns(2);
  const log: string[] = [];
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => waitFor(turns, name, log));
  const first = await (a as Promise<TurnOutcome>);
  const second = await (b as Promise<TurnOutcome>);
  expect(log).toEqual(['a taken', 'b taken']);
  end(turns, second);
  const third = await (c as Promise<TurnOutcome>);
  expect(log).toEqual(['a taken', 'b taken', 'c taken']);
  end(turns, first);
  const fourth = await (d as Promise<TurnOutcome>);
  expect(log).toEqual(['a taken', 'b taken', 'c taken', 'd taken']);
  end(turns, third);
  end(turns, fourth);
  end(turns, await turns.take(5_000, signal));
});

test('a turn that ends with nobody waiting is there for the next who comes', async () => {
  const turns = new Turns(1);
  for (let i = 0; i < 3; i++) end(turns, await turns.take(5_000, signal));
  const held = await turns.take(5_000, signal);
  expect(await turns.take(1, signal)).toMatchObject({ status: 'failed' });
  end(turns, held);
});

test('who waits too long, or is aborted, fails and loses no turn for those behind', async () => {
  const turns = new Turns(1);
  const held = await turns.take(5_000, signal);
  const controller = new AbortController();
  const late = turns.take(1, signal);
  const aborted = turns.take(5_000, controller.signal);
  const behind = turns.take(5_000, signal);
  controller.abort();
  expect(await aborted).toEqual({ status: 'aborted' });
  expect(await late).toMatchObject({
    status: 'failed',
    cause: { message: '1 updates at once left it no turn within 1 ms' },
  });
  end(turns, held);
  end(turns, await behind);
});

test('a signal that has aborted takes no turn', async () => {
  const turns = new Turns(1);
  expect(await turns.take(5_000, AbortSignal.abort())).toEqual({ status: 'aborted' });
  end(turns, await turns.take(1, signal));
});
