/** Peers that do what a test says: for what no well-made server does. */

import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { FrameReader } from '@zonewright/wire';
import type { Channel, ChannelRequest } from '../../src/transport/channel.ts';
import type { ConnectOptions } from '../../src/transport/connect-socket.ts';
import { connectTcp } from '../../src/transport/connect-tcp.ts';
import { connectUdp } from '../../src/transport/connect-udp.ts';

export interface Peer extends AsyncDisposable {
  readonly port: number;
}

export interface TcpPeer extends Peer {
  /** How many connections are open, idle ones of ours included. */
  readonly connections: () => number;
}

/** A TCP peer on loopback; `onConnection` scripts each connection. */
export function serveTcp(onConnection: (socket: Socket) => void): Promise<TcpPeer> {
  return serveOn(createServer(), (socket) => onConnection(socket));
}

/** A TLS peer on loopback; `onConnection` scripts each connection that shook hands. */
export function serveTls(
  options: TlsOptions,
  onConnection: (socket: TLSSocket) => void,
): Promise<TcpPeer> {
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  return serveOn(server, () => {});
}

async function serveOn(server: Server, onConnection: (socket: Socket) => void): Promise<TcpPeer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The client may be gone first, which is no concern of the script.
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.size,
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

/** Calls `onRequest` with each message that comes, in whatever pieces. */
export function readRequests(socket: Socket, onRequest: (request: Uint8Array) => void): void {
  const frames = new FrameReader();
  socket.on('data', (chunk) => {
    frames.push(chunk);
    for (let next = frames.next(); next instanceof Uint8Array; next = frames.next()) {
      onRequest(next);
    }
  });
}

/** A message behind its length. */
export function framed(message: Uint8Array): Uint8Array {
  return Uint8Array.of(message.length >>> 8, message.length & 0xff, ...message);
}

/** An address on loopback. */
export function loopback(port: number): { host: string; port: number; label: string } {
  return { host: '127.0.0.1', port, label: `127.0.0.1:${port}` };
}

/** A channel to a peer. */
export async function openTcp(port: number): Promise<Channel> {
  const outcome = await connectTcp(loopback(port), patient());
  if (outcome.status !== 'connected') throw new Error(outcome.status);
  return outcome.channel;
}

/** A channel to a peer. */
export async function openUdp(port: number): Promise<Channel> {
  const outcome = await connectUdp(loopback(port), patient());
  if (outcome.status !== 'connected') throw new Error(outcome.status);
  return outcome.channel;
}

/** Options of connecting that do not get in the way. */
export function patient(): ConnectOptions {
  return {
    localAddress: undefined,
    family: 0,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
  };
}

/** A request of 12 octets with an id, of which any reply is the answer. */
export function requestOf(
  id: number,
  options: Partial<ChannelRequest<Uint8Array>> = {},
): ChannelRequest<Uint8Array> {
  return {
    id,
    bytes: Uint8Array.of(id >>> 8, id, 0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    judge: (answer) => ({ kind: 'answer', answer }),
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    retransmits: false,
    ...options,
  };
}

/** The sockets, timers and look-ups that hold the process; of peers that have stopped, none. */
export function activeResources(): readonly string[] {
  return process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|TLS|UDP|Addr/i.test(name));
}

/** Those that are still there after a while; a handle takes some turns of the loop to close. */
export async function resourcesLeft(): Promise<readonly string[]> {
  const deadline = performance.now() + 2_000;
  for (;;) {
    const left = activeResources();
    if (left.length === 0 || performance.now() > deadline) return left;
    // No timer: it would be one of them, as that of expect.poll is.
    await new Promise(setImmediate);
  }
}
