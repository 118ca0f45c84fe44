/** Reads addresses from the server by Node's own resolver: another program than the one under test. */

import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** The A records of a name, as the server at `host:port` answers them, sorted. */
export async function readAddresses(server: string, name: string): Promise<string[]> {
  // An IPv6 address without brackets has no port behind its last colon.
  const parts = isIP(server) === 6 ? null : /^\[?(.*?)\]?(?::(\d+))?$/.exec(server);
  const [, host = server, port = '53'] = parts ?? [];
  const address = isIP(host) === 0 ? (await lookup(host)).address : host;
  const resolver = new Resolver();
  resolver.setServers([address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`]);
  return (await resolver.resolve4(name)).sort();
}
