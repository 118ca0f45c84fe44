/** Opens a TCP connection; a host name's addresses of both families are raced (RFC 8305). */

import { connect } from 'node:net';
import type { ServerAddress } from '../options/server-address.ts';
import type { ConnectOutcome } from './channel.ts';
import { TcpChannel } from './tcp-channel.ts';

/** From where and how far connecting goes. */
export interface ConnectOptions {
  readonly localAddress: string | undefined;
  /** 0 for both. */
  readonly family: 0 | 4 | 6;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a connection is given up for; it never reaches a caller. */
export class ConnectTimeout extends Error {
  override readonly name: string = 'ConnectTimeout';
}

/** Connects; whatever ends it first frees the rest. */
export function connectTcp(
  server: ServerAddress,
  options: ConnectOptions,
): Promise<ConnectOutcome> {
  const { signal } = options;
  if (signal.aborted) return Promise.resolve({ status: 'aborted' });
  return new Promise((resolve) => {
    const socket = connect({
      host: server.host,
      port: server.port,
      family: options.family,
      autoSelectFamily: options.family === 0,
      ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    });
    const settle = (outcome: ConnectOutcome): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('connect', onConnect);
      if (outcome.status !== 'connected') {
        socket.on('error', () => {});
        socket.destroy();
      }
      resolve(outcome);
    };
    const onAbort = (): void => settle({ status: 'aborted' });
    const onError = (cause: Error): void => settle({ status: 'failed', cause });
    const onConnect = (): void => settle({ status: 'connected', channel: new TcpChannel(socket) });
    const timer = setTimeout(() => {
      const cause = new ConnectTimeout(`no connection within ${options.timeoutMs} ms`);
      settle({ status: 'failed', cause });
    }, options.timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', onConnect);
  });
}
