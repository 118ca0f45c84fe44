/** Whom the client talks to: the servers that it is given, or the resolvers that find them. */

import { isIP } from 'node:net';
import { InvalidOptionError } from '@zonewright/wire';
import { isResponder, type Responder } from './responder.ts';
import { parseServer, type ServerAddress } from './server-address.ts';

/** Servers with and without sockets, one at least. */
export type GivenServers = readonly [ServerAddress | Responder, ...(ServerAddress | Responder)[]];

/** @throws {InvalidOptionError} */
export function checkServers(server: unknown, port: number): GivenServers {
  const given: readonly unknown[] = Array.isArray(server) ? server : [server];
  const [first, ...others] = given.map((one) => (isResponder(one) ? one : parseServer(one, port)));
  if (first === undefined) {
    throw new InvalidOptionError('server', server, 'one server at least is needed');
  }
  return [first, ...others];
}

/** @throws {InvalidOptionError} */
export function checkResolvers(
  resolvers: unknown,
  hasServer: boolean,
): readonly ServerAddress[] | undefined {
  if (resolvers === undefined) return undefined;
  if (hasServer) {
    const rule = 'with a server that is given nothing is resolved by them';
    throw new InvalidOptionError('resolvers', resolvers, rule);
  }
  const given: readonly unknown[] = Array.isArray(resolvers) ? resolvers : [resolvers];
  if (given.length === 0) {
    throw new InvalidOptionError('resolvers', resolvers, 'one resolver at least is needed');
  }
  return given.map((one) => {
    const address = parseServer(one, 53);
    if (isIP(address.host) !== 0) return address;
    throw new InvalidOptionError('resolvers', one, 'it is no IP address');
  });
}
