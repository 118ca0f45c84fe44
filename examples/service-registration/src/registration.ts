/**
 * A service's place in DNS: an address record of its own, and an SRV record among those of its
 * fellows (RFC 2782). A TXT record beside the address says whose it is, so that an instance takes back
 * what it left behind in a crash, and never what is another's.
 */

import { isIPv6 } from 'node:net';
import {
  type BoundUpdate,
  canonicalName,
  type DnsClient,
  isInZone,
  NxRRsetError,
  parseName,
  type RdataOf,
  YxDomainError,
} from 'zonewright';

export interface Service {
  readonly zone: string;
  /** The instance's own name in the zone, such as `web-1`. */
  readonly host: string;
  readonly address: string;
  /** Such as `_http._tcp`. */
  readonly type: string;
  readonly port: number;
  /** Seconds. Short: what a crash leaves behind is believed for so long. */
  readonly ttl: number;
  /** Known to this instance alone, and the same after it starts anew. */
  readonly owner: string;
}

/** The name is another instance's. */
export class NameTakenError extends Error {
  override readonly name: string = 'NameTakenError';
}

export class Registration {
  readonly #dns: DnsClient;
  readonly #service: Service;
  /** Absolute, both. */
  readonly #host: string;
  readonly #type: string;

  constructor(dns: DnsClient, service: Service) {
    const { zone, host, type } = service;
    this.#dns = dns;
    this.#service = service;
    this.#host = absolute(host, zone);
    this.#type = absolute(type, zone);
  }

  /** Takes the name if it is free or was ours already. @throws {NameTakenError} */
  async register(): Promise<void> {
    if (await this.#take()) return;
    // It is in use. If by us, then what was set before a crash may be for another address or port.
    if (!(await this.#keep(await this.#former()))) throw this.#taken();
  }

  /** Puts right what somebody changed, or removed. @throws {NameTakenError} where another has the name */
  async refresh(): Promise<void> {
    if (!(await this.#keep()) && !(await this.#take())) throw this.#taken();
  }

  /** Leaves DNS. That there is nothing of ours any more is as good. */
  async remove(): Promise<void> {
    const update = this.#ours().remove(this.#type, 'SRV', this.#target()).removeName(this.#host);
    await isDone(update, NxRRsetError);
  }

  /** @returns whether the name was free */
  #take(): Promise<boolean> {
    const { zone, ttl, owner } = this.#service;
    const free = this.#records(this.#dns.update(zone).nameNotUsed(this.#host));
    return isDone(free.insert(this.#host, ttl, 'TXT', owner), YxDomainError);
  }

  /** @returns whether the name is ours */
  #keep(former: readonly RdataOf<'SRV'>[] = []): Promise<boolean> {
    const update = this.#ours();
    if (former.length > 0) update.remove(this.#type, 'SRV', ...former);
    const other = isIPv6(this.#service.address) ? 'A' : 'AAAA';
    return isDone(this.#records(update.removeRRset(this.#host, other)), NxRRsetError);
  }

  /** SRV records that lead to our name, but not to where we are now. */
  async #former(): Promise<readonly RdataOf<'SRV'>[]> {
    const { records } = await this.#dns.query(this.#type, 'SRV');
    const all = records.flatMap((record) => (record.type === 'SRV' ? [record.data] : []));
    const lead = all.filter(({ target }) => canonicalName(target) === canonicalName(this.#host));
    return lead.filter(({ port }) => port !== this.#service.port);
  }

  /** An update that is carried out only while the name is ours. */
  #ours() {
    const { zone, owner } = this.#service;
    return this.#dns.update(zone).used(this.#host, 'TXT', owner);
  }

  #records(update: BoundUpdate) {
    const { address, ttl } = this.#service;
    return update
      .replaceRRset(this.#host, ttl, isIPv6(address) ? 'AAAA' : 'A', address)
      .insert(this.#type, ttl, 'SRV', this.#target());
  }

  #target() {
    return { priority: 0, weight: 0, port: this.#service.port, target: this.#host };
  }

  #taken(): NameTakenError {
    return new NameTakenError(`${this.#service.host} in ${this.#service.zone} is another's`);
  }
}

/** @returns false where that prerequisite kept it from being carried out */
async function isDone(
  update: BoundUpdate,
  kept: typeof NxRRsetError | typeof YxDomainError,
): Promise<boolean> {
  const outcome = await update.trySend();
  if (!outcome.ok && !(outcome.error instanceof kept)) throw outcome.error;
  return outcome.ok;
}

/** As updates read names: relative to the zone, unless they end in it or in a dot. */
function absolute(name: string, zone: string): string {
  const whole = parseName(name);
  return isInZone(whole, parseName(zone)) ? whole : parseName(name, { origin: parseName(zone) });
}
