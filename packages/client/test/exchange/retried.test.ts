import { DnsError } from '@zonewright/wire';
import { expect, test } from 'vitest';
import { Call } from '../../src/exchange/call.ts';
import { Interrupted, retried, TryAgain } from '../../src/exchange/retried.ts';

const retry = { attempts: 3, minDelayMs: 1, maxDelayMs: 1 };

test('an interruption in the moment of the first failure ends it', async () => {
  const call = new Call(undefined, undefined);
  let tries = 0;
  const operation = (): Promise<never> => {
    tries += 1;
    call.interrupt({ kind: 'closed' });
    return Promise.reject(new TryAgain(new DnsError('TIMEOUT', 'A test.')));
  };
  await expect(retried(operation, call, retry)).rejects.toBeInstanceOf(Interrupted);
  expect(tries).toBe(1);
});

test('as often as it may, and then it is what it was the last time', async () => {
  const call = new Call(undefined, undefined);
  let tries = 0;
  const operation = (): Promise<never> => {
    tries += 1;
    return Promise.reject(new TryAgain(new DnsError('TIMEOUT', `Try ${tries}.`)));
  };
  await expect(retried(operation, call, retry)).rejects.toMatchObject({
    reason: { message: 'Try 3.' },
  });
  expect(tries).toBe(3);
});
