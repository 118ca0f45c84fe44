/** Watches of peers that would have them ask without end. */

import { expect, test, vi } from 'vitest';
import {
  DnsClient,
  type DnsError,
  TransferError,
  TsigKey,
  UnsignedResponseError,
} from '../../src/index.ts';
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

const serial1 = { serial: 1, intervalMs: 1 } as const;

test('after differences that are none the whole zone is asked for, and then differences again', async () => {
  const asked: unknown[] = [];
  await using peer = await serveTransfer(({ request, send }) => {
    const type = request.questions[0]?.type;
    if (type !== 'SOA') asked.push(type);
    send({ answers: { SOA: [soa], AXFR: [soa, host(1), soa] }[String(type)] ?? [host(9)] });
  });
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}`, retry: false });
  for (const _ of [1, 2]) {
    for await (const change of dns.watch(zone, serial1)) {
      expect(change).toEqual({ full: [soa, host(1)] });
      break;
    }
  }
  expect(asked).toEqual(['IXFR', 'AXFR', 'IXFR', 'AXFR']);
});

test('what is never to be believed ends it, as an error', async () => {
  const transfers: unknown[] = [];
  await using peer = await serveTransfer(({ request, send }) => {
    const type = request.questions[0]?.type;
    if (type !== 'SOA') transfers.push(type);
    send({ answers: [type === 'SOA' ? soa : host(9)] });
  });
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}`, retry: false });
  const error = await errorOf(all(dns.watch(zone, serial1)));
  expect(error).toBeInstanceOf(TransferError);
  expect(transfers).toEqual(['IXFR', 'AXFR', 'AXFR', 'AXFR', 'AXFR']);
});

test('so do answers without a signature, but not between others', async () => {
  let questions = 0;
  let isSigned = (_question: number): boolean => false;
  await using peer = await serveTransfer(({ send }) => {
    questions += 1;
    send({ answers: [soa], isSigned: isSigned(questions) });
  });
  const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}`, key, retry: false });
  const error = (await errorOf(all(dns.watch(zone, serial1)))) as DnsError;
  expect(error).toBeInstanceOf(UnsignedResponseError);
  expect(questions).toBe(5);

  questions = 0;
  isSigned = (question) => question % 2 === 0;
  const controller = new AbortController();
  const watched = errorOf(all(dns.watch(zone, { intervalMs: 1, signal: controller.signal })));
  await vi.waitFor(() => expect(questions).toBeGreaterThan(12), { timeout: 5_000 });
  controller.abort('enough');
  expect(await watched).toBe('enough');
});
