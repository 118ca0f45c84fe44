/**
 * Listens to a caller's signal for many calls at once by one listener: with one for each, Node would
 * warn of a leak from the eleventh call on that a program has in flight under one signal.
 */

import { Slots } from '../transport/slots.ts';
import type { StopSignal } from '../transport/stop-signal.ts';

const listening = new WeakMap<StopSignal, { readonly calls: Slots<() => void>; end(): void }>();

/**
 * Calls `tell` when the signal aborts.
 *
 * @returns what ends that; with the last of them the signal's listener goes
 */
export function onAbort(signal: StopSignal, tell: () => void): () => void {
  let shared = listening.get(signal);
  if (shared === undefined) {
    const calls = new Slots<() => void>();
    const tellAll = (): void => {
      for (const one of calls) one();
    };
    signal.addEventListener('abort', tellAll, { once: true });
    shared = { calls, end: () => signal.removeEventListener('abort', tellAll) };
    listening.set(signal, shared);
  }
  const { calls, end } = shared;
  const slot = calls.add(tell);
  return () => {
    if (!calls.delete(slot, tell) || calls.size > 0) return;
    end();
    if (listening.get(signal)?.calls === calls) listening.delete(signal);
  };
}
