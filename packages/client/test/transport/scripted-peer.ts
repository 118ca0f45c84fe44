/** Peers that do what a test says: for what no well-made server does. */

import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Channel } from '../../src/transport/channel.ts';
import { connectTcp } from '../../src/transport/connect-tcp.ts';

export interface Peer extends AsyncDisposable {
  readonly port: number;
}

/** A TCP peer on loopback; `onConnection` scripts each connection. */
export async function serveTcp(onConnection: (socket: Socket) => void): Promise<Peer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // The client may be gone first, which is no concern of the script.
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A UDP peer on loopback; `onMessage` gets each datagram and a way to answer it. */
export async function serveUdp(
  onMessage: (request: Uint8Array, reply: (bytes: Uint8Array) => void, from: RemoteInfo) => void,
): Promise<Peer> {
  const socket = createSocket('udp4');
  socket.on('message', (request, from) => {
    onMessage(request, (bytes) => socket.send(bytes, from.port, from.address), from);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** The message of one framed request; the scripts read no more than one at a time. */
export function unframed(chunk: Uint8Array): Uint8Array {
  return chunk.subarray(2);
}

/** A message behind its length. */
export function framed(message: Uint8Array): Uint8Array {
  return Uint8Array.of(message.length >>> 8, message.length & 0xff, ...message);
}

/** A channel to a peer. */
export async function openTcp(port: number): Promise<Channel> {
  const server = { host: '127.0.0.1', port, label: `127.0.0.1:${port}` };
  const outcome = await connectTcp(server, {
    localAddress: undefined,
    family: 0,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
  });
  if (outcome.status !== 'connected') throw new Error(outcome.status);
  return outcome.channel;
}
