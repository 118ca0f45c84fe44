import { expect, test } from 'vitest';
import { PendingExchange } from '../../src/transport/pending-exchange.ts';

test('a judge that throws ends the exchange, not the process', async () => {
  const fault = new Error('a fault of the judge');
  const pending = new PendingExchange<never>(
    {
      id: 1,
      bytes: new Uint8Array(12),
      judge: () => {
        throw fault;
      },
      timeoutMs: 10_000,
      retransmits: false,
      signal: new AbortController().signal,
    },
    () => {},
  );
  pending.take(new Uint8Array(12), false);
  expect(await pending.outcome).toEqual({ status: 'lost', cause: fault, copies: 0 });
});
