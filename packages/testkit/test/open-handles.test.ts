import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { lastingHandles, newHandles, openHandles } from '@zonewright/testkit';
import { expect, it } from 'vitest';

it('counts sockets and timers by kind, and none of them when they are gone', async () => {
  const before = await lastingHandles();
  const udp = createSocket('udp4').bind({ address: '127.0.0.1', port: 0 });
  const server = createServer((socket) => socket.end()).listen({ host: '127.0.0.1', port: 0 });
  const timer = setTimeout(() => undefined, 60_000);
  await Promise.all([once(udp, 'listening'), once(server, 'listening')]);
  expect(await newHandles(before, 0)).toMatchObject({ UDPWrap: 1, TCPServerWrap: 1, Timeout: 1 });
  udp.close();
  server.close();
  clearTimeout(timer);
  expect(await newHandles(before)).toEqual({});
});

it('tells a connection that is left open', async () => {
  const before = await lastingHandles();
  const server = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const socket = connect({ host: '127.0.0.1', port });
  const [[accepted]] = await Promise.all([once(server, 'connection'), once(socket, 'connect')]);
  server.close();
  expect(await newHandles(before, 0)).toMatchObject({ TCPSocketWrap: 2 });
  socket.destroy();
  accepted.destroy();
  expect(await newHandles(before)).toEqual({});
});

it('does not count as lasting what goes in the meantime', async () => {
  const before = await lastingHandles();
  const passing = setTimeout(() => undefined, 60);
  const stays = setTimeout(() => undefined, 60_000);
  expect(openHandles()['Timeout']).toBeGreaterThanOrEqual((before['Timeout'] ?? 0) + 2);
  expect((await lastingHandles())['Timeout']).toBe((before['Timeout'] ?? 0) + 1);
  clearTimeout(passing);
  clearTimeout(stays);
  expect(await newHandles(before)).toEqual({});
});
