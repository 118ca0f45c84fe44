/** A server whose name has several addresses, of which the first has nobody. */

import dns from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectError, DnsClient, type DnsClientOptions } from '../../src/index.ts';
import { type Ground, impatient, key, outcomeOf, startGround, zone } from '../sending/embedded.ts';

let ground: Ground;

beforeEach(async () => {
  ground = await startGround();
  const addresses = ['127.0.0.8', '127.0.0.1'].map((address) => ({ address, family: 4 }));
  vi.spyOn(dns, 'lookup').mockResolvedValue(addresses as never);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await ground[Symbol.asyncDispose]();
});

async function send(options: Partial<DnsClientOptions>, times = 1): Promise<unknown[]> {
  const server = ground.address.replace('127.0.0.1', 'several.example');
  await using client = new DnsClient({ ...impatient, server, key, verify: false, ...options });
  const outcomes: unknown[] = [];
  for (let i = 0; i < times; i += 1) {
    const update = client.update(zone).insert(`h${i}`, 60, 'A', '192.0.2.1');
    outcomes.push(await outcomeOf(update.send()));
  }
  return outcomes;
}

describe('is reached by another one', () => {
  test.each(['tcp', 'auto'] as const)('from a local address, by %s', async (transport) => {
    const [outcome] = await send({ transport, localAddress: '127.0.0.1', retry: false });
    expect(outcome).toMatchObject({ transport: 'tcp', attempts: 1 });
  });

  test('over UDP in the next attempt, and at once from then on', async () => {
    const outcomes = await send({ transport: 'udp' }, 3);
    const expected = [2, 1, 1].map((attempts) => ({ transport: 'udp', attempts }));
    expect(outcomes).toMatchObject(expected);
  });

  test('over UDP where both were silent once', async () => {
    let left = 3;
    ground.server.faults = () => {
      left -= 1;
      return left >= 0 ? { drop: 'request' } : undefined;
    };
    const [outcome] = await send({ transport: 'udp', retry: { ...impatient.retry, attempts: 4 } });
    expect(outcome).toMatchObject({ transport: 'udp', attempts: 4 });
  });
});

test('that has nobody at any of them is told with all', async () => {
  await ground.server.close();
  const [error] = await send({ transport: 'tcp', localAddress: '127.0.0.1', retry: false });
  expect(error).toBeInstanceOf(ConnectError);
  expect(String(error)).toMatch(/127\.0\.0\.8.*127\.0\.0\.1/);
});
