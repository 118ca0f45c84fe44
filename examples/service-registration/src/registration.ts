/**
 * A service's place in DNS: an address record of its own, and an SRV record among those of its
 * fellows (RFC 2782). A TXT record beside the address says whose it is, so that an instance takes back
 * what it left behind in a crash, and never what is another's.
 */

import { isIPv6 } from 'node:net';
import { type DnsClient, NxRRsetError, YxDomainError } from 'zonewright';

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

  constructor(dns: DnsClient, service: Service) {
    this.#dns = dns;
    this.#service = service;
  }

  /** Takes the name if it is free or was ours already. @throws {NameTakenError} */
  async register(): Promise<void> {
    const { zone, host, ttl, owner } = this.#service;
    const free = this.#records(this.#dns.update(zone).nameNotUsed(host));
    const outcome = await free.insert(host, ttl, 'TXT', owner).trySend();
    if (outcome.ok) return;
    // After a crash it is in use, by us.
    if (outcome.error instanceof YxDomainError) await this.refresh();
    else throw outcome.error;
  }

  /** Puts right what somebody changed. @throws {NameTakenError} where the name is not ours (any more) */
  async refresh(): Promise<void> {
    const outcome = await this.#records(this.#ours()).trySend();
    if (outcome.ok) return;
    if (!(outcome.error instanceof NxRRsetError)) throw outcome.error;
    const { host, zone } = this.#service;
    throw new NameTakenError(`${host} in ${zone} is another's`, { cause: outcome.error });
  }

  /** Leaves DNS. That there is nothing of ours any more is as good. */
  async remove(): Promise<void> {
    const { host, type } = this.#service;
    const outcome = await this.#ours()
      .remove(type, 'SRV', this.#target())
      .removeName(host)
      .trySend();
    if (!outcome.ok && !(outcome.error instanceof NxRRsetError)) throw outcome.error;
  }

  /** An update that is carried out only while the name is ours. */
  #ours() {
    const { zone, host, owner } = this.#service;
    return this.#dns.update(zone).used(host, 'TXT', owner);
  }

  #records(update: ReturnType<DnsClient['update']>) {
    const { host, address, type, ttl } = this.#service;
    return update
      .replaceRRset(host, ttl, isIPv6(address) ? 'AAAA' : 'A', address)
      .insert(type, ttl, 'SRV', this.#target());
  }

  #target() {
    const { host, zone, port } = this.#service;
    return { priority: 0, weight: 0, port, target: `${host}.${zone}` };
  }
}
