/** Opens a UDP socket that is connected to the server, so that nobody else's datagrams arrive. */

import type { Socket, SocketOptions } from 'node:dgram';
import { isIP } from 'node:net';
import process from 'node:process';
import { lookUp } from '../names/look-up.ts';
import type { ServerAddress } from '../options/server-address.ts';
import { familyFor } from './address-family.ts';
import { type ConnectOptions, ConnectTimeout } from './connect-socket.ts';
import { UdpChannel } from './udp-channel.ts';

/** How opening a socket ended. */
export type UdpOutcome =
  | { readonly status: 'connected'; readonly channel: UdpChannel }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

interface Address {
  readonly address: string;
  readonly family: number;
}

/** Resolves the host and connects a socket to it; nothing is sent by that. */
export function connectUdp(server: ServerAddress, options: ConnectOptions): Promise<UdpOutcome> {
  const { signal } = options;
  if (signal.aborted) return Promise.resolve({ status: 'aborted' });
  return new Promise((resolve) => {
    let isSettled = false;
    const settle = (outcome: UdpOutcome): void => {
      isSettled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const onAbort = (): void => settle({ status: 'aborted' });
    // The resolver cannot be stopped: it is no longer waited for.
    const timer = setTimeout(() => {
      const cause = new ConnectTimeout(
        `${server.host} was not resolved in ${options.timeoutMs} ms`,
      );
      settle({ status: 'failed', cause });
    }, options.timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    openFirst(server, options, () => isSettled).then(
      (channel) => {
        if (isSettled) channel?.close();
        else if (channel !== undefined) settle({ status: 'connected', channel });
      },
      (error: unknown) => {
        const cause = error instanceof Error ? error : new Error(String(error));
        if (!isSettled) settle({ status: 'failed', cause });
      },
    );
  });
}

/**
 * A socket to the first address of the host that there is a route to; whether anybody answers
 * there, UDP cannot know. `undefined` once nobody wants one any more.
 *
 * @throws {Error}
 */
async function openFirst(
  { host, port }: ServerAddress,
  options: ConnectOptions,
  isUnwanted: () => boolean,
): Promise<UdpChannel | undefined> {
  const failures: Error[] = [];
  for (const address of await resolveHost(host, options)) {
    if (isUnwanted()) return undefined;
    try {
      const socket = await openSocket(address, port, options.localAddress);
      return new UdpChannel(socket, { address: address.address, port });
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  const [first, ...others] = failures;
  throw first !== undefined && others.length === 0 ? first : new AggregateError(failures);
}

async function resolveHost(host: string, options: ConnectOptions): Promise<readonly Address[]> {
  const family = familyFor(host, options);
  if (family instanceof Error) throw family;
  return isIP(host) === 0 ? await lookUp(host, family) : [{ address: host, family }];
}

/** Without it a socket loads `node:dns` for the addresses that it is given. */
const addressItself: NonNullable<SocketOptions['lookup']> = (address, _, callback) => {
  process.nextTick(callback, null, address, isIP(address));
};

function openSocket(
  { address, family }: Address,
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
