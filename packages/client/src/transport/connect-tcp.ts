/** Opens a TCP connection for requests. */

import type { ServerAddress } from '../options/server-address.ts';
import { type ConnectOptions, connectSocket } from './connect-socket.ts';
import { TcpChannel } from './tcp-channel.ts';

/** How opening a connection ended. */
export type ConnectionOutcome =
  | { readonly status: 'connected'; readonly channel: TcpChannel }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

/** Connects; whatever ends it first frees the rest. */
export async function connectTcp(
  server: ServerAddress,
  options: ConnectOptions,
): Promise<ConnectionOutcome> {
  const outcome = await connectSocket(server, options);
  if (outcome.status !== 'connected') return outcome;
  return { status: 'connected', channel: new TcpChannel(outcome.socket, 'tcp') };
}
