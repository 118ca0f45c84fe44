/** Connects a TCP socket; a host name's addresses of both families are raced (RFC 8305). */

import { connect, type LookupFunction, type Socket } from 'node:net';
import { lookUpForSocket } from '../names/look-up.ts';
import type { ServerAddress } from '../options/server-address.ts';
import { type FamilyOptions, familyFor } from './address-family.ts';
import type { StopSignal } from './stop-signal.ts';

/** From where and how far connecting goes. */
export interface ConnectOptions extends FamilyOptions {
  readonly timeoutMs: number;
  readonly signal: StopSignal;
}

/** How connecting a socket ended; one that is not handed over is destroyed. */
export type SocketOutcome =
  | { readonly status: 'connected'; readonly socket: Socket }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

/** What a connection is given up for; it never reaches a caller. */
export class ConnectTimeout extends Error {
  override readonly name: string = 'ConnectTimeout';
}

/**
 * How long Node waits for one address before it gives it up for the next. Its own 250 ms would
 * give up on a server behind a satellite.
 */
const addressTimeoutMs = 700;

/** Connects; whatever ends it first frees the rest. */
export function connectSocket(
  server: ServerAddress,
  options: ConnectOptions,
): Promise<SocketOutcome> {
  const { signal, localAddress } = options;
  if (signal.aborted) return Promise.resolve({ status: 'aborted' });
  const family = familyFor(server.host, options);
  if (family instanceof Error) return Promise.resolve({ status: 'failed', cause: family });
  return new Promise((resolve) => {
    const socket = connect({
      host: server.host,
      port: server.port,
      ...(localAddress === undefined
        ? { ...manyAddresses, lookup: lookupAll(family) }
        : { localAddress, family }),
    });
    const settle = (outcome: SocketOutcome): void => {
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
    const onConnect = (): void => settle({ status: 'connected', socket });
    const timer = setTimeout(() => {
      const cause = new ConnectTimeout(`no connection within ${options.timeoutMs} ms`);
      settle({ status: 'failed', cause });
    }, options.timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', onConnect);
  });
}

const manyAddresses = {
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: addressTimeoutMs,
} as const;

/** With the option `family` Node would try the first address alone. */
function lookupAll(family: 0 | 4 | 6): LookupFunction {
  return (host, options, callback) => {
    lookUpForSocket(host, family === 0 ? options : { ...options, hints: 0, family }, callback);
  };
}
