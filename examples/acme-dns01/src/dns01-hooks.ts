/**
 * The hooks that acme-client calls for DNS-01 challenges (RFC 8555 section 8.4): one puts a TXT value
 * where the CA looks for it and waits until it is to be seen, the other takes it away. They keep to
 * their own value, so challenges of one name can be under way at the same time, as those of
 * example.com and *.example.com are.
 */

import type { ClientAutoOptions } from 'acme-client';
import type { DnsClient, PropagationOptions } from 'zonewright';

export interface Dns01Options {
  /** Seconds. @default 60 */
  readonly ttl?: number;
  /** Which servers to wait for, and how long. @default all that NS records name, 60 seconds */
  readonly propagation?: Pick<PropagationOptions, 'servers' | 'exclude' | 'quorum' | 'timeoutMs'>;
  /** Asks a resolver: needed where the CNAME is in a zone that the server of `dns` has not got. */
  readonly resolver?: DnsClient;
}

/** What they are called with. */
type Called = Parameters<ClientAutoOptions['challengeCreateFn']>;

export interface Dns01Hooks {
  readonly challengePriority: string[];
  readonly challengeCreateFn: (...called: Called) => Promise<void>;
  readonly challengeRemoveFn: (...called: Called) => Promise<void>;
  /** Removes what is still there: acme-client tells nobody where `challengeRemoveFn` failed. */
  readonly removeLeft: () => Promise<void>;
}

/** Where a value was put. */
interface Place {
  readonly zone: string;
  readonly owner: string;
}

/** Options for `auto()` of acme-client. */
export function dns01Hooks(
  dns: DnsClient,
  { ttl = 60, propagation = {}, resolver }: Dns01Options = {},
): Dns01Hooks {
  const places = new Map<string, Place>();

  /** The CNAME at the name, where there is one, says where the CA looks. */
  async function placeFor(domain: string): Promise<Place> {
    const asked = `_acme-challenge.${domain}`;
    const { name: owner } = await (resolver ?? dns).query(asked, 'TXT', {
      followCname: true,
      recursionDesired: resolver !== undefined,
    });
    const { zone } = await dns.findZone(owner);
    return { zone, owner };
  }

  async function remove(value: string): Promise<void> {
    const place = places.get(value);
    // It was never put anywhere.
    if (place === undefined) return;
    await dns.update(place.zone).remove(place.owner, 'TXT', value).send();
    places.delete(value);
  }

  return {
    challengePriority: ['dns-01'],

    async challengeCreateFn({ identifier }, { type }, value) {
      if (type !== 'dns-01') throw new Error(`${type} is no challenge for DNS`);
      const place = await placeFor(identifier.value);
      places.set(value, place);
      await dns.update(place.zone).insert(place.owner, ttl, 'TXT', value).send();
      // By serial: what else stands at the name is another challenge's, and may change meanwhile.
      await dns.waitForPropagation(place.zone, propagation);
    },

    challengeRemoveFn: (_authorization, _challenge, value) => remove(value),

    async removeLeft() {
      for (const value of [...places.keys()]) await remove(value);
    },
  };
}
