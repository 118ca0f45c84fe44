import { describe, expect, test } from 'vitest';
import { Stop, type StopSignal } from '../../src/transport/stop-signal.ts';

/** What those who wait need to be alike: our own, and Node's that stands in for it. */
const kinds: readonly [string, () => { readonly signal: StopSignal; abort(): void }][] = [
  [
    'Stop',
    () => {
      const stop = new Stop();
      return { signal: stop, abort: () => stop.abort() };
    },
  ],
  [
    'AbortSignal',
    () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort() };
    },
  ],
];

const once = { once: true } as const;

describe.each(kinds)('%s', (_kind, make) => {
  test('tells each listener once, in their order', () => {
    const { signal, abort } = make();
    const told: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => () => void told.push(name)) as [
      () => void,
      () => void,
      () => void,
    ];
    signal.addEventListener('abort', a, once);
    signal.addEventListener('abort', b, once);
    signal.addEventListener('abort', a, once);
    signal.addEventListener('abort', c, once);
    signal.addEventListener('abort', c, once);
    expect(signal.aborted).toBe(false);
    abort();
    abort();
    expect(told).toEqual(['a', 'b', 'c']);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'AbortError' });
  });

  test('tells none that has left, be it while others are told', () => {
    const { signal, abort } = make();
    const told: string[] = [];
    const first = (): void => void told.push('first');
    const gone = (): void => void told.push('gone');
    const leaving = (): void => {
      told.push('leaving');
      signal.removeEventListener('abort', gone);
    };
    signal.addEventListener('abort', first, once);
    signal.removeEventListener('abort', first);
    signal.addEventListener('abort', leaving, once);
    signal.addEventListener('abort', gone, once);
    abort();
    expect(told).toEqual(['leaving']);
  });

  test('is aborted already for a listener that asks', () => {
    const { signal, abort } = make();
    const seen: boolean[] = [];
    signal.addEventListener('abort', () => void seen.push(signal.aborted), once);
    abort();
    signal.addEventListener('abort', () => void seen.push(false), once);
    expect(seen).toEqual([true]);
  });
});
