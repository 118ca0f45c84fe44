/** Watches of peers that would have them ask without end. */

import { expect, test, vi } from 'vitest';
import { DnsClient, TransferError } from '../../src/index.ts';
import { errorOf } from '../servers/real-servers.ts';
import { host, serveTransfer, soa, zone } from './transferring-peer.ts';
import { all } from './zones.ts';

test('more than maxRecords ends it, and is not asked for again', async () => {
  let transfers = 0;
  await using peer = await serveTransfer(({ request, send }) => {
    const isTransfer = request.questions[0]?.type === 'IXFR';
    transfers += Number(isTransfer);
    send({ answers: isTransfer ? [soa, host(1), host(2), soa] : [soa] });
  });
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
  const error = await errorOf(all(dns.watch(zone, { serial: 1, maxRecords: 3 })));
  expect(error).toBeInstanceOf(TransferError);
  expect((error as Error).message).toContain('more than maxRecords, 3');
  expect(transfers).toBe(1);
});

test('a REFRESH of 0 is a second', async () => {
  const pauses = vi.spyOn(globalThis, 'setTimeout');
  const busy = { ...soa, data: { ...(soa.data as object), refresh: 0 } } as typeof soa;
  const controller = new AbortController();
  await using peer = await serveTransfer(({ send }) => send({ answers: [busy] }));
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
  const watched = errorOf(all(dns.watch(zone, { signal: controller.signal })));
  const paused = (): unknown[] => pauses.mock.calls.map(([, ms]) => ms);
  await vi.waitFor(() => expect(paused()).toContain(1_000), { timeout: 3_000 });
  controller.abort('enough');
  expect(await watched).toBe('enough');
  pauses.mockRestore();
});
