/** An iteration as a call of the client: it begins with the first value that is asked for. */

import type { Call } from '../exchange/call.ts';
import type { Source } from '../reading/source.ts';
import type { StopSignal } from '../transport/stop-signal.ts';
import { BatchIterator } from './batch-iterator.ts';

/** Iterates over what `read` gives; leaving early, an abort and closing the client end its call. */
export function iterate<Value>(
  { calls }: Source,
  signal: StopSignal | undefined,
  read: (call: Call) => AsyncIterator<readonly Value[], undefined>,
): BatchIterator<Value> {
  let call: Call | undefined;
  async function* batches(): AsyncGenerator<readonly Value[], undefined> {
    // A consumer may take its time: what has a deadline is each message.
    const mine = calls.begin(undefined, signal);
    call = mine;
    try {
      const all = read(mine);
      return yield* { [Symbol.asyncIterator]: () => all };
    } finally {
      calls.end(mine);
    }
  }
  return new BatchIterator(batches(), () => {
    call?.interrupt({ kind: 'aborted', reason: undefined });
  });
}
