/** Opens a UDP socket that is connected to the server, so that nobody else's datagrams arrive. */

import type { Socket, SocketOptions } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import process from 'node:process';
import type { ServerAddress } from '../options/server-address.ts';
import type { ConnectOptions } from './connect-socket.ts';
import { causeOf, findAddresses } from './find-addresses.ts';
import { sayLink } from './system-error.ts';
import { UdpChannel } from './udp-channel.ts';

/** How opening a socket ended. */
export type UdpOutcome =
  | { readonly status: 'connected'; readonly channel: UdpChannel }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

/**
 * Resolves the host and connects a socket to an address of it that there is a route to; nothing is sent
 * by that, and whether anybody answers there cannot be known.
 *
 * @param silent addresses that are taken after the others, and after those before them
 */
export async function connectUdp(
  { host, port }: ServerAddress,
  options: ConnectOptions,
  silent: ReadonlySet<string> = new Set(),
): Promise<UdpOutcome> {
  const found = await findAddresses(host, options);
  if (found.status !== 'found') return found;
  const last = [...silent];
  const rank = ({ address }: LookupAddress): number => last.indexOf(address);
  const failures: Error[] = [];
  for (const address of [...found.addresses].sort((a, b) => rank(a) - rank(b))) {
    if (options.signal.aborted) return { status: 'aborted' };
    try {
      const socket = await openSocket(address, port, options.localAddress);
      const channel = new UdpChannel(socket, { address: address.address, port });
      return { status: 'connected', channel };
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      failures.push(sayLink(cause, address.address, options.localAddress));
    }
  }
  return { status: 'failed', cause: causeOf(failures) };
}

/** Without it a socket loads `node:dns` for the addresses that it is given. */
const addressItself: NonNullable<SocketOptions['lookup']> = (address, _, callback) => {
  process.nextTick(callback, null, address, isIP(address));
};

function openSocket(
  { address, family }: LookupAddress,
  port: number,
  localAddress: string | undefined,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { createSocket } = process.getBuiltinModule('node:dgram');
    const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', lookup: addressItself });
    const fail = (cause: Error): void => {
      socket.close();
      reject(cause);
    };
    socket.once('error', fail);
    socket.bind({ address: localAddress, port: 0 }, () => {
      socket.connect(port, address, (cause?: Error) => {
        if (cause !== undefined) return fail(cause);
        socket.off('error', fail);
        resolve(socket);
      });
    });
  });
}
