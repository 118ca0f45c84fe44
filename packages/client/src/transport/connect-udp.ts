/** Opens a UDP socket that is connected to the server, so that nobody else's datagrams arrive. */

import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ServerAddress } from '../options/server-address.ts';
import type { ConnectOutcome } from './channel.ts';
import { type ConnectOptions, ConnectTimeout } from './connect-tcp.ts';
import { UdpChannel } from './udp-channel.ts';

async function resolveHost(
  host: string,
  family: 0 | 4 | 6,
): Promise<{ readonly address: string; readonly family: number }> {
  const literal = isIP(host);
  return literal === 0 ? await lookup(host, { family }) : { address: host, family: literal };
}

/** Resolves the host and connects a socket to it; nothing is sent by that. */
export function connectUdp(
  server: ServerAddress,
  options: ConnectOptions,
): Promise<ConnectOutcome> {
  const { signal } = options;
  if (signal.aborted) return Promise.resolve({ status: 'aborted' });
  return new Promise((resolve) => {
    let isSettled = false;
    const settle = (outcome: ConnectOutcome): void => {
      isSettled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const onAbort = (): void => settle({ status: 'aborted' });
    const timer = setTimeout(() => {
      const cause = new ConnectTimeout(
        `${server.host} was not resolved in ${options.timeoutMs} ms`,
      );
      settle({ status: 'failed', cause });
    }, options.timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });

    const open = async (): Promise<void> => {
      const { address, family } = await resolveHost(server.host, options.family);
      if (isSettled) return;
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      const fail = (cause: Error): void => {
        socket.close();
        if (!isSettled) settle({ status: 'failed', cause });
      };
      socket.once('error', fail);
      socket.bind({ address: options.localAddress, port: 0 }, () => {
        socket.connect(server.port, address, () => {
          socket.off('error', fail);
          if (isSettled) socket.close();
          else settle({ status: 'connected', channel: new UdpChannel(socket) });
        });
      });
    };
    open().catch((error: unknown) => {
      const cause = error instanceof Error ? error : new Error(String(error));
      if (!isSettled) settle({ status: 'failed', cause });
    });
  });
}
