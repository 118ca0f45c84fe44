/**
 * Finds ports for a server: one number free for both UDP and TCP, and two more for a control
 * channel and for TLS. Several test files do this at the same time, and to look whether a port is free says
 * nothing about a moment later: BIND and Knot open their UDP port with SO_REUSEPORT, so two of
 * them would share it in silence and each get half of the other's questions. Therefore ports come
 * in blocks of four, and whoever has a block holds its second port open for as long as the server
 * lives; the kernel gives it to one process alone and takes it back when that process dies.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { loopback } from './loopback.ts';

export interface PortReservation {
  readonly port: number;
  readonly controlPort: number;
  readonly tlsPort: number;
  /** Gives the block back. */
  release(): Promise<void>;
}

// Unprivileged, and below 32768, where Linux begins to hand out ports to outgoing connections.
const firstBlock = 4096;
const lastBlock = 8192;
const attempts = 200;

function holdTcp(address: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ host: address, port, exclusive: true }, () => resolve(server.unref()));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

async function isTcpFree(address: string, port: number): Promise<boolean> {
  const server = await holdTcp(address, port);
  if (server === undefined) return false;
  await closed(server);
  return true;
}

function isUdpFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/**
 * Reserves a block of ports on loopback until `release` is called or the process ends.
 *
 * @throws Error where 200 blocks, tried at random, are all taken.
 */
export async function reservePorts(address: string): Promise<PortReservation> {
  loopback(address);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = 4 * randomInt(firstBlock, lastBlock);
    const guard = await holdTcp('127.0.0.1', port + 1);
    if (guard === undefined) continue;
    const controlPort = port + 2;
    const tlsPort = port + 3;
    if (
      (await isTcpFree(address, port)) &&
      (await isUdpFree(address, port)) &&
      (await isTcpFree('127.0.0.1', controlPort)) &&
      (await isTcpFree(address, tlsPort))
    ) {
      return { port, controlPort, tlsPort, release: () => closed(guard) };
    }
    await closed(guard);
  }
  throw new Error(`no free ports on ${address} after ${attempts} attempts`);
}
