import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BuilderOutcome } from '../../.vitepress/theme/playground/evaluate-builder.ts';
import {
  BuilderRunner,
  type BuilderWorker,
} from '../../.vitepress/theme/playground/run-builder.ts';

/** A worker that does what the test says. */
class FakeWorker implements BuilderWorker {
  onmessage: BuilderWorker['onmessage'] = null;
  onerror: BuilderWorker['onerror'] = null;
  code: string | undefined;
  isTerminated = false;

  postMessage(code: string): void {
    this.code = code;
  }

  terminate(): void {
    this.isTerminated = true;
  }

  tell(data: unknown): void {
    this.onmessage?.({ data });
  }
}

const outcome: BuilderOutcome = { status: 'failed', name: 'X', message: 'x', output: [] };

/** A runner and the workers that it made, the latest last. */
function start(): { runner: BuilderRunner; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const runner = new BuilderRunner(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { runner, workers };
}

describe('BuilderRunner', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gives what the worker tells, ends the worker, and has started another', async () => {
    const { runner, workers } = start();
    const running = runner.run('the code');
    workers[0]?.tell('ready');
    await vi.advanceTimersByTimeAsync(0);
    expect(workers[0]?.code).toBe('the code');
    workers[0]?.tell(outcome);
    expect(await running).toEqual(outcome);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends a worker that runs for over 2 s, and says so', async () => {
    const { runner, workers } = start();
    const running = runner.run('for (;;);');
    workers[0]?.tell('ready');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(workers[0]?.isTerminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await running).toMatchObject({
      status: 'failed',
      name: 'BuilderTimeoutError',
      message: expect.stringContaining('over 2 s'),
    });
    expect(workers[0]?.isTerminated).toBe(true);
  });

  it('does not count the time in which the worker loads', async () => {
    const { runner, workers } = start();
    const running = runner.run('slow');
    await vi.advanceTimersByTimeAsync(60_000);
    workers[0]?.tell('ready');
    await vi.advanceTimersByTimeAsync(0);
    workers[0]?.tell(outcome);
    expect(await running).toEqual(outcome);
  });

  it('gives a run up for the next one', async () => {
    const { runner, workers } = start();
    const first = runner.run('first');
    workers[0]?.tell('ready');
    await vi.advanceTimersByTimeAsync(0);
    const second = runner.run('second');
    expect(await first).toBeUndefined();
    expect(workers[0]?.isTerminated).toBe(true);
    workers[1]?.tell('ready');
    await vi.advanceTimersByTimeAsync(0);
    expect(workers[1]?.code).toBe('second');
    workers[1]?.tell(outcome);
    expect(await second).toEqual(outcome);
  });

  it('tells of a worker that does not load', async () => {
    const { runner, workers } = start();
    workers[0]?.onerror?.({ message: 'no such file' });
    expect(await runner.run('code')).toMatchObject({ status: 'failed', message: 'no such file' });
  });

  it('ends its workers when it is closed', async () => {
    const { runner, workers } = start();
    const running = runner.run('code');
    runner.close();
    expect(await running).toBeUndefined();
    expect(workers.every(({ isTerminated }) => isTerminated)).toBe(true);
  });
});
