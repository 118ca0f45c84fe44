/**
 * The servers of zones, found by the system's resolvers: the SOA's MNAME, then the zone's NS (RFC 2136
 * section 4.3). They are found once for each name that is asked about.
 */

import { isIPv6 } from 'node:net';
import { canonicalName, DnsError, type Question, type RecordOf } from '@zonewright/wire';
import { ZoneNotFoundError } from '../errors/reading-error.ts';
import type { Call } from '../exchange/call.ts';
import { unlessAborted } from '../exchange/unless-aborted.ts';
import type { ClientSettings } from '../options/client-options.ts';
import type { ServerAddress } from '../options/server-address.ts';
import { systemResolvers } from '../resolver/system-resolvers.ts';
import { Connector } from '../transport/connector.ts';
import { askServers } from './ask-servers.ts';
import { readAnswer } from './read-answer.ts';
import type { Connectors, Servers } from './servers.ts';
import { searchZone } from './zone-search.ts';

/** Most name servers of a zone that are gone to. */
const maxNameServers = 13;

/** Most names that are remembered; then it begins anew. */
const maxNames = 10_000;

export class FoundServers implements Servers {
  readonly given = undefined;
  readonly #settings: ClientSettings;
  /** By name; what was not found, or not all of it, is looked for anew. */
  readonly #found = new Map<string, Connectors>();
  /** By name: what a call looks for at this moment; undefined where it finds none. */
  readonly #finding = new Map<string, Promise<Connectors | undefined>>();
  /** By address. */
  readonly #connectors = new Map<string, Connector>();
  #resolvers: Promise<Connectors> | undefined;
  #isClosed = false;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  async of(name: string, call: Call): Promise<Connectors> {
    const asked = canonicalName(name);
    const known = this.#found.get(asked);
    if (known !== undefined) return known;
    const other = this.#finding.get(asked);
    // Where another call finds none, for whatever reason, this one looks itself.
    const shared = other && (await unlessAborted(other, call.signal));
    if (shared !== undefined) return shared;
    const finding = this.#findAndKeep(asked, call);
    if (other !== undefined) return await finding;
    const told = finding.catch(() => undefined);
    this.#finding.set(asked, told);
    void told.then(() => this.#finding.delete(asked));
    return await finding;
  }

  async #findAndKeep(asked: string, call: Call): Promise<Connectors> {
    const { connectors, isWhole } = await this.#find(asked, call);
    if (!isWhole) return connectors;
    if (this.#found.size >= maxNames) this.#found.clear();
    this.#found.set(asked, connectors);
    return connectors;
  }

  close(): void {
    this.#isClosed = true;
    for (const connector of this.#connectors.values()) connector.close();
  }

  async #find(
    name: string,
    call: Call,
  ): Promise<{ readonly connectors: Connectors; readonly isWhole: boolean }> {
    this.#resolvers ??= this.#openResolvers();
    const ways = {
      connectors: await this.#resolvers,
      settings: this.#settings,
      // The resolvers are not the zone's servers, and know nothing of its keys.
      key: undefined,
      edns: undefined,
      recursionDesired: true,
    };
    const search = { ...ways, class: 'IN', demandsAuthority: false, maxCnames: 0 } as const;
    const { soa } = await searchZone(name, call, search);
    const zone = canonicalName(soa.name);
    const records = async (question: Question): Promise<readonly RecordOf<'A' | 'NS'>[]> => {
      const { message } = await askServers(question, call, ways);
      return readAnswer(question, message).records as readonly RecordOf<'A' | 'NS'>[];
    };
    const nameServers = await records({ name: zone, type: 'NS', class: 'IN' });
    // A set: the MNAME is mostly one of them.
    const hosts = [
      ...new Set([soa.data.mname, ...nameServers.map(({ data }) => data)].map(canonicalName)),
    ];
    let failure: DnsError | undefined;
    const addressesOf = async (host: string, type: 'A' | 'AAAA'): Promise<readonly Connector[]> => {
      try {
        const addresses = await records({ name: host, type, class: 'IN' });
        return addresses.map(({ data }) => this.#connectorTo(data, host));
      } catch (error) {
        if (!(error instanceof DnsError) || call.signal.aborted) throw error;
        failure ??= error;
        return [];
      }
    };
    const found = hosts
      .slice(0, maxNameServers)
      .flatMap((host) => this.#addressTypes().map((type) => addressesOf(host, type)));
    // That one of them cannot be found is no matter where another one is.
    const [first, ...others] = (await Promise.all(found)).flat();
    if (first !== undefined) {
      return { connectors: [first, ...others], isWhole: failure === undefined };
    }
    if (failure !== undefined) throw failure;
    throw new ZoneNotFoundError(
      `None of the servers of ${zone} has an address (${hosts.join(', ')}): say by the option server where it is.`,
      { zone },
    );
  }

  #addressTypes(): readonly ('A' | 'AAAA')[] {
    const { family } = this.#settings;
    if (family === 0) return ['A', 'AAAA'];
    return family === 4 ? ['A'] : ['AAAA'];
  }

  #connectorTo(address: string, host: string): Connector {
    const { port, tls } = this.#settings;
    const server = serverAt(address, port);
    const known = this.#connectors.get(server.label);
    if (known !== undefined) return known;
    // A certificate is for the server's name, and not for the address that it was found at.
    const named = tls && { ...tls, serverName: tls.serverName ?? host.slice(0, -1) };
    return this.#keep(new Connector({ ...this.#settings, server, tls: named }));
  }

  async #openResolvers(): Promise<Connectors> {
    const { resolvers } = this.#settings;
    const addresses =
      resolvers ?? (await systemResolvers()).nameServers.map((a) => serverAt(a, 53));
    const open = (server: ServerAddress): Connector =>
      this.#keep(
        new Connector({ ...this.#settings, server, transport: 'udp', tls: undefined }),
        `resolver ${server.label}`,
      );
    // There is one at least: the C library's default.
    const [first, ...others] = addresses;
    return [open(first as ServerAddress), ...others.map(open)];
  }

  #keep(connector: Connector, key: string = connector.label): Connector {
    this.#connectors.set(key, connector);
    if (this.#isClosed) connector.close();
    return connector;
  }
}

function serverAt(address: string, port: number): ServerAddress {
  return { host: address, port, label: `${isIPv6(address) ? `[${address}]` : address}:${port}` };
}
