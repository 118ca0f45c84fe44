/** Transfers that the caller ends while there are records that came already. */

import { describe, expect, test } from 'vitest';
import { ClientClosedError, DnsClient, type ResourceRecord } from '../../src/index.ts';
import { errorOf } from '../servers/real-servers.ts';
import { host, serveTransfer, soa, zone } from './transferring-peer.ts';

const records = [soa, ...Array.from({ length: 20 }, (_, index) => host(index)), soa];

/** Takes three records, then ends it, and says how many more came and how the loop ended. */
async function taken(
  transfer: AsyncIterable<ResourceRecord>,
  end: () => unknown,
): Promise<readonly [count: number, error: unknown]> {
  let count = 0;
  const error = await errorOf(
    (async () => {
      for await (const _ of transfer) {
        count += 1;
        if (count === 3) await end();
      }
    })(),
  );
  return [count, error];
}

describe.each([['message'], ['transfer']] as const)('verified: %s', (verified) => {
  test('after an abort no record comes, and the loop ends in its reason', async () => {
    await using peer = await serveTransfer(({ send }) => send({ answers: records }));
    await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
    const controller = new AbortController();
    const transfer = dns.transfer(zone, { verified, signal: controller.signal });
    expect(await taken(transfer, () => controller.abort('enough'))).toEqual([3, 'enough']);
  });

  test('after close no record comes, and the loop ends in a ClientClosedError', async () => {
    await using peer = await serveTransfer(({ send }) => send({ answers: records }));
    const dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
    const [count, error] = await taken(dns.transfer(zone, { verified }), () => dns.close());
    expect(count).toBe(3);
    expect(error).toBeInstanceOf(ClientClosedError);
  });

  test('once it ended, there is nothing more', async () => {
    await using peer = await serveTransfer(({ send }) => send({ answers: records }));
    await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
    const controller = new AbortController();
    const transfer = dns.transfer(zone, { verified, signal: controller.signal });
    const values = transfer[Symbol.asyncIterator]();
    await values.next();
    controller.abort('enough');
    expect(await errorOf(values.next())).toBe('enough');
    expect(await values.next()).toEqual({ value: undefined, done: true });
    expect(await values.return?.()).toEqual({ value: undefined, done: true });
  });
});
