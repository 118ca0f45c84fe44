/**
 * Host names, by the system's resolver. `node:dns` is loaded for the first of them: who gives the
 * addresses of servers starts in a millisecond less.
 */

import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import process from 'node:process';

/** All addresses of a host, of both families for 0. */
export function lookUp(host: string, family: 0 | 4 | 6): Promise<readonly LookupAddress[]> {
  const { lookup } = process.getBuiltinModule('node:dns/promises');
  return lookup(host, { all: true, family });
}

/** For Node's sockets, which say how many addresses they want. */
export const lookUpForSocket: LookupFunction = (host, options, callback) => {
  process.getBuiltinModule('node:dns').lookup(host, options, callback);
};
