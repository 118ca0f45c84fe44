/** More transfers at once than a server gives. */

import { expect, test, vi } from 'vitest';
import { DnsClient } from '../../src/index.ts';
import { type Conversation, host, serveTransfer, soa, zone } from './transferring-peer.ts';
import { all } from './zones.ts';

test('8 are asked for, and each of the others when one is over', async () => {
  const asked: Conversation[] = [];
  await using peer = await serveTransfer((conversation) => {
    asked.push(conversation);
  });
  await using dns = new DnsClient({ server: `127.0.0.1:${peer.port}` });
  const transfers = Array.from({ length: 12 }, () => all(dns.transfer(zone)));
  for (let answered = 0; answered < 12; answered += 1) {
    await vi.waitFor(() => expect(asked).toHaveLength(Math.min(answered + 8, 12)));
    asked[answered]?.send({ answers: [soa, host(answered), soa] });
    await Promise.race(transfers.slice(answered));
  }
  for (const transfer of transfers) expect(await transfer).toHaveLength(2);
});

test('what waits behind consumers who take their time goes at last without a turn', async () => {
  await using peer = await serveTransfer(({ send }) => send({ answers: [soa, host(1)] }));
  const server = `127.0.0.1:${peer.port}`;
  await using dns = new DnsClient({ server, deadlineMs: 400 });
  const iterators = Array.from({ length: 9 }, () => dns.transfer(zone)[Symbol.asyncIterator]());
  const first = await Promise.all(iterators.map((iterator) => iterator.next()));
  expect(first.map(({ value }) => value)).toEqual(Array.from({ length: 9 }, () => soa));
  for (const iterator of iterators) await iterator.return?.();
});
