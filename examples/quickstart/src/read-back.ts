/** Reads addresses from the server by Node's own resolver: another program than the one under test. */

import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** The A records of a name, as the server at `host:port` answers them, sorted. */
export async function readAddresses(server: string, name: string): Promise<string[]> {
  const [, host = server, port = '53'] = /^\[?(.*?)\]?:(\d+)$/.exec(server) ?? [];
  const address = isIP(host) === 0 ? (await lookup(host)).address : host;
  const resolver = new Resolver();
  resolver.setServers([address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`]);
  return (await resolver.resolve4(name)).sort();
}
