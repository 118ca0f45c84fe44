import { once } from 'node:events';
import { connect } from 'node:net';
import { lastingHandles, newHandles, type Plan, startProxy } from '@zonewright/testkit';
import { expect, it } from 'vitest';
import { pollUntil } from '../../src/poll-until.ts';
import { hasIpv6 } from '../support/has-ipv6.ts';
import { tcpAsk, tcpPeer, udpClient, udpPeer } from '../support/peers.ts';

it.each<Plan>([
  {},
  { dropReply: true },
  { dropRequest: true },
  { delayRequestMs: 60_000 },
  { delayReplyMs: 60_000 },
  { cutRequestAfter: 2 },
  { cutReplyAfter: 2 },
])('a proxy leaves nothing when it closes in the middle: %o', async (plan) => {
  await using tcp = await tcpPeer(Uint8Array.of(1, 2, 3), 3);
  await using udp = await udpPeer();
  await using client = await udpClient();
  const before = await lastingHandles();
  const first = await startProxy({ target: tcp.server, script: () => plan });
  const second = await startProxy({ target: udp.server, script: () => plan });
  const socket = connect({ host: '127.0.0.1', port: first.port });
  const closed = once(socket, 'close');
  socket.on('data', () => undefined);
  socket.write('one');
  client.send('one', second.port);
  await pollUntil('both came', async () => first.seen.length > 0 && second.seen.length > 0);
  await Promise.all([first.close(), second.close(), first.close()]);
  await closed;
  expect(first.openConnections).toBe(0);
  expect(await newHandles(before)).toEqual({});
});

it.skipIf(!hasIpv6)('a proxy listens on ::1, and goes in front of it (needs IPv6)', async () => {
  await using udp = await udpPeer();
  await using behind = await startProxy({ target: udp.server, ipv6: true });
  await using front = await startProxy({ target: behind.server });
  expect(behind.server).toBe(`[::1]:${behind.port}`);
  await using client = await udpClient();
  client.send('one', front.port);
  expect(await client.hear(1)).toEqual([{ text: 'one!', port: front.port }]);
  await using tcp = await tcpPeer(Uint8Array.of(9), 1);
  await using inner = await startProxy({ target: tcp.server, ipv6: true });
  await using outer = await startProxy({ target: inner.server });
  const socket = await tcpAsk(outer.port, Uint8Array.of(1), 1);
  expect(inner.openConnections).toBe(1);
  socket.destroy();
});
