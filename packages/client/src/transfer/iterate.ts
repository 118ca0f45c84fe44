/** An iteration as a call of the client: it begins with the first value that is asked for. */

import { ClientClosedError } from '../errors/client-closed.ts';
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
    mine.signal.addEventListener('abort', () => iterator.fail(endOf(mine)), { once: true });
    try {
      const all = read(mine);
      return yield* { [Symbol.asyncIterator]: () => all };
    } finally {
      calls.end(mine);
    }
  }
  const iterator = new BatchIterator(batches(), () => {
    call?.interrupt({ kind: 'aborted', reason: undefined });
  });
  return iterator;
}

/** Without a deadline it is the signal's reason, or that the client was closed. */
function endOf({ interruption }: Call): unknown {
  return interruption?.kind === 'aborted' ? interruption.reason : new ClientClosedError();
}
