/** The addresses of a host. */

import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { lookUp } from '../names/look-up.ts';
import { familyFor } from './address-family.ts';
import type { ConnectOptions } from './connect-socket.ts';
import { ConnectTimeout } from './connect-timeout.ts';
import { inTime } from './in-time.ts';

/** How looking for the addresses of a host ended. */
export type AddressesOutcome =
  | { readonly status: 'found'; readonly addresses: readonly LookupAddress[] }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

/** Those that the options allow, in the order of the resolver. */
export async function findAddresses(
  host: string,
  options: ConnectOptions,
): Promise<AddressesOutcome> {
  const { signal, timeoutMs } = options;
  if (signal.aborted) return { status: 'aborted' };
  const family = familyFor(host, options);
  if (family instanceof Error) return { status: 'failed', cause: family };
  if (isIP(host) !== 0) return { status: 'found', addresses: [{ address: host, family }] };
  try {
    const addresses = await inTime(lookUp(host, family), timeoutMs, signal);
    if (addresses !== undefined) return { status: 'found', addresses };
    if (signal.aborted) return { status: 'aborted' };
    const cause = new ConnectTimeout(`${host} was not resolved in ${Math.round(timeoutMs)} ms`);
    return { status: 'failed', cause };
  } catch (error) {
    return { status: 'failed', cause: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Why none of several addresses would do. */
export function causeOf(failures: readonly Error[]): Error {
  const [first, ...others] = failures;
  return first !== undefined && others.length === 0 ? first : new AggregateError(failures);
}
