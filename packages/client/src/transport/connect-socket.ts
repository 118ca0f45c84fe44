/** Connects a TCP socket; a host name's addresses of both families are raced (RFC 8305). */

import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { lookUpForSocket } from '../names/look-up.ts';
import type { ServerAddress } from '../options/server-address.ts';
import { type FamilyOptions, familyFor } from './address-family.ts';
import { ConnectTimeout } from './connect-timeout.ts';
import { causeOf, findAddresses } from './find-addresses.ts';
import type { StopSignal } from './stop-signal.ts';
import { sayLink } from './system-error.ts';

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
  const isHost = isIP(server.host) === 0;
  return isHost && options.localAddress !== undefined
    ? connectInTurn(server, options)
    : connectOnce(server, options);
}

/** From a local address Node would try the first address of a host alone. */
async function connectInTurn(
  { host, ...server }: ServerAddress,
  options: ConnectOptions,
): Promise<SocketOutcome> {
  const deadline = performance.now() + options.timeoutMs;
  const found = await findAddresses(host, options);
  if (found.status !== 'found') return found;
  const failures: Error[] = [];
  for (const { address } of found.addresses) {
    const isLast = failures.length === found.addresses.length - 1;
    const leftMs = Math.max(1, deadline - performance.now());
    const timeoutMs = isLast ? leftMs : Math.min(leftMs, addressTimeoutMs);
    const outcome = await connectOnce({ ...server, host: address }, { ...options, timeoutMs });
    if (outcome.status !== 'failed') return outcome;
    failures.push(outcome.cause);
  }
  return { status: 'failed', cause: causeOf(failures) };
}

function connectOnce(server: ServerAddress, options: ConnectOptions): Promise<SocketOutcome> {
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
    const onError = (error: Error): void => {
      settle({ status: 'failed', cause: sayLink(error, server.host, localAddress) });
    };
    const onConnect = (): void => settle({ status: 'connected', socket });
    const timer = setTimeout(() => {
      const cause = new ConnectTimeout(`no connection within ${Math.round(options.timeoutMs)} ms`);
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
