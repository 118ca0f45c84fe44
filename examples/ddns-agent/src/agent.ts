/**
 * Keeps a host's records right: compares what its addresses ask for with what the zones hold and with
 * what the agent has set before, and sends one update to each zone where they differ.
 */

import { isIPv6 } from 'node:net';
import { canonicalName, type DnsClient, reverseName, ZoneNotFoundError } from 'zonewright';
import type { Entry, StateFile } from './state-file.ts';

export interface AgentOptions {
  /** Absolute, such as `home.example.com.`. */
  readonly host: string;
  /** Seconds. */
  readonly ttl: number;
  /** Whether PTR records are kept too, where the server has the zone of an address. */
  readonly reverse: boolean;
  readonly state: StateFile;
  readonly addresses: () => readonly string[];
}

/** What was done to the zones. */
export interface Changes {
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
}

export class Agent {
  readonly #dns: DnsClient;
  readonly #options: AgentOptions;
  /** What the file says. */
  #set: readonly Entry[] | undefined;
  /** What was sent and may have been carried out. */
  #sent: readonly Entry[] = [];

  constructor(dns: DnsClient, options: AgentOptions) {
    this.#dns = dns;
    this.#options = options;
  }

  /**
   * Puts the zones right. Sends nothing where they are right already.
   *
   * @throws {DnsError} what the first zone failed with that did; the others are right then
   */
  async sync(): Promise<Changes> {
    this.#set ??= await this.#options.state.read();
    const wanted = await this.#wanted();
    const changes = { added: [] as Entry[], removed: [] as Entry[] };
    const failures: unknown[] = [];
    for (const zone of new Set([...wanted, ...this.#set, ...this.#sent].map((one) => one.zone))) {
      try {
        const { added, removed } = await this.#syncZone(
          zone,
          wanted.filter((one) => one.zone === zone),
        );
        changes.added.push(...added);
        changes.removed.push(...removed);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return changes;
  }

  async #syncZone(zone: string, wanted: readonly Entry[]): Promise<Changes> {
    const set = this.#set ?? [];
    const ours = [...set, ...this.#sent].filter((one) => one.zone === zone);
    const removed = ours.filter((one) => !has(wanted, one));
    const held = await Promise.all(wanted.map((one) => this.#isHeld(one)));
    const added = wanted.filter((_, index) => held[index] === false);
    if (added.length + removed.length > 0) {
      const update = this.#dns.update(zone);
      // Record by record: what others have at the same name is theirs.
      for (const { name, type, data } of removed) update.remove(name, type, data);
      for (const { name, type, data } of added) update.insert(name, this.#options.ttl, type, data);
      this.#sent = [...this.#sent, ...added];
      await update.send();
    }
    if (removed.length > 0 || wanted.some((one) => !has(set, one))) {
      const entries = [...set.filter((one) => one.zone !== zone), ...wanted];
      await this.#options.state.write(entries);
      this.#set = entries;
    }
    this.#sent = this.#sent.filter((one) => one.zone !== zone);
    return { added, removed };
  }

  async #isHeld({ name, type, data }: Entry): Promise<boolean> {
    const { records } = await this.#dns.query(name, type);
    // A name is the same in any letter case, and servers do not keep the one that was sent.
    const wanted = canonicalName(data);
    return records.some((record) => record.type === type && canonicalName(record.data) === wanted);
  }

  async #wanted(): Promise<readonly Entry[]> {
    const { host, reverse } = this.#options;
    const addresses = this.#options.addresses();
    // A host without addresses is on its way up or down: what there was is no worse than nothing.
    if (addresses.length === 0) return this.#set ?? [];
    const { zone, name } = await this.#dns.findZone(host);
    const forward = addresses.map((data): Entry => {
      return { zone, name, type: isIPv6(data) ? 'AAAA' : 'A', data };
    });
    if (!reverse) return forward;
    const pointers = await Promise.all(addresses.map((address) => this.#pointer(address, name)));
    return [...forward, ...pointers.filter((pointer) => pointer !== undefined)];
  }

  async #pointer(address: string, host: string): Promise<Entry | undefined> {
    try {
      const { zone, name } = await this.#dns.findZone(reverseName(address));
      return { zone, name, type: 'PTR', data: host };
    } catch (error) {
      // Most people's addresses are in somebody else's zone.
      if (error instanceof ZoneNotFoundError) return undefined;
      throw error;
    }
  }
}

function has(entries: readonly Entry[], { zone, name, type, data }: Entry): boolean {
  return entries.some(
    (one) => one.zone === zone && one.name === name && one.type === type && one.data === data,
  );
}
