/** The addresses of a host. The resolver cannot be stopped: it is no longer waited for. */

import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { lookUp } from '../names/look-up.ts';
import { familyFor } from './address-family.ts';
import type { ConnectOptions } from './connect-socket.ts';
import { ConnectTimeout } from './connect-timeout.ts';

/** How looking for the addresses of a host ended. */
export type AddressesOutcome =
  | { readonly status: 'found'; readonly addresses: readonly LookupAddress[] }
  | { readonly status: 'failed'; readonly cause: Error }
  | { readonly status: 'aborted' };

/** Those that the options allow, in the order of the resolver. */
export function findAddresses(host: string, options: ConnectOptions): Promise<AddressesOutcome> {
  const { signal, timeoutMs } = options;
  if (signal.aborted) return Promise.resolve({ status: 'aborted' });
  const family = familyFor(host, options);
  if (family instanceof Error) return Promise.resolve({ status: 'failed', cause: family });
  if (isIP(host) !== 0) {
    return Promise.resolve({ status: 'found', addresses: [{ address: host, family }] });
  }
  return new Promise((resolve) => {
    const settle = (outcome: AddressesOutcome): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const fail = (cause: Error): void => settle({ status: 'failed', cause });
    const onAbort = (): void => settle({ status: 'aborted' });
    const timer = setTimeout(() => {
      fail(new ConnectTimeout(`${host} was not resolved in ${Math.round(timeoutMs)} ms`));
    }, timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    lookUp(host, family).then((addresses) => settle({ status: 'found', addresses }), fail);
  });
}

/** Why none of several addresses would do. */
export function causeOf(failures: readonly Error[]): Error {
  const [first, ...others] = failures;
  return first !== undefined && others.length === 0 ? first : new AggregateError(failures);
}
