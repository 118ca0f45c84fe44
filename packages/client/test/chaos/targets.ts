/**
 * The servers behind the faults, each with a zone that holds what the updates of a suite find, and a
 * witness of what it holds then that is not our client: BIND's dig, or the embedded server's zone.
 */

import { createServer, type DnsServer } from '@zonewright/server';
import { defaultKey, type RealServer, startServer } from '@zonewright/testkit';
import { TsigKey } from '../../src/index.ts';
import type { Addresses } from './update-kinds.ts';

export const zone = 'chaos.example';

/** What a zone holds. */
export interface Contents {
  readonly serial: number;
  /** The addresses of an owner in the zone. */
  addresses(owner: string): Addresses;
}

export interface Target extends AsyncDisposable {
  /** `host:port`. */
  readonly server: string;
  readonly key: TsigKey;
  contents(): Promise<Contents>;
}

/** An owner, and the addresses that it has at first. */
export type Held = readonly [owner: string, addresses: Addresses];

const key = new TsigKey(defaultKey);

function zoneText(held: readonly Held[]): string {
  const records = held.flatMap(([owner, addresses]) =>
    addresses === '' ? [] : addresses.split(' ').map((address) => `${owner} A ${address}`),
  );
  const apex = ['@ SOA ns1 hostmaster 1 3600 600 86400 300', '@ NS ns1', 'ns1 A 192.0.2.53'];
  return [`$ORIGIN ${zone}.`, '$TTL 60', ...apex, ...records, ''].join('\n');
}

/** The embedded server; `server` is for its faults. */
export async function embeddedTarget(
  held: readonly Held[],
): Promise<Target & { readonly embedded: DnsServer }> {
  // Without a journal, whose growth would be taken for the client's.
  const journal = { keepChanges: 0, keepReceived: 100 };
  const embedded = createServer({ zones: { [zone]: zoneText(held) }, keys: [key], ...journal });
  const { port } = await embedded.listen();
  return {
    embedded,
    server: `127.0.0.1:${port}`,
    key,
    contents: async () => ({
      serial: embedded.zone(zone).serial,
      addresses: (owner) => {
        const data = embedded.zone(zone).rrset(`${owner}.${zone}.`, 'A')?.data ?? [];
        return data.map(String).sort().join(' ');
      },
    }),
    [Symbol.asyncDispose]: () => embedded.close(),
  };
}

/** BIND, read by a transfer through dig. */
export async function bindTarget(held: readonly Held[]): Promise<Target> {
  const server = await startServer('bind', { zones: { [zone]: zoneText(held) } });
  return {
    server: server.server,
    key,
    contents: () => transferred(server),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function transferred(server: RealServer): Promise<Contents> {
  const owners = new Map<string, string[]>();
  let serial = 0;
  for (const line of await server.axfr(zone)) {
    const [name = '', , , type, ...data] = line.split(' ');
    if (type === 'SOA') serial = Number(data[2]);
    if (type !== 'A') continue;
    const addresses = owners.get(name) ?? [];
    owners.set(name, [...addresses, data.join(' ')].sort());
  }
  const addresses = (owner: string): Addresses => (owners.get(`${owner}.${zone}.`) ?? []).join(' ');
  return { serial, addresses };
}
