/** What a client reads with: the methods that change nothing. */

import type { ResourceRecord } from '@zonewright/wire';
import type { ZoneChanges } from '@zonewright/zone';
import { type NotifyAnswer, type NotifyOptions, notify } from '../propagation/notify.ts';
import type { PropagationOptions } from '../propagation/propagation-options.ts';
import { type PropagationResult, waitForPropagation } from '../propagation/wait-for-propagation.ts';
import { type FindZoneOptions, type FoundZone, findZone } from '../reading/find-zone.ts';
import { type QueryResult, query } from '../reading/query.ts';
import type { QueryOptions, ReadOptions } from '../reading/query-options.ts';
import { type SoaFields, soa } from '../reading/soa.ts';
import type { Source } from '../reading/source.ts';
import { changes } from '../transfer/changes.ts';
import { transfer } from '../transfer/transfer.ts';
import type { TransferOptions } from '../transfer/transfer-options.ts';
import { type WatchOptions, watch } from '../transfer/watch.ts';

/** The half of {@link DnsClient} that reads. */
export abstract class ReadingClient {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  /**
   * Asks what the server has of a name and type. That there is nothing is a value, and so is a name
   * that does not exist; whatever else is no answer is an error.
   *
   * @throws {InvalidNameError | InvalidOptionError | ClientClosedError}
   * @throws {DnsError} where no server answers, or one that it does not tell
   *
   * @example
   * ```ts
   * import { DnsClient } from 'zonewright';
   *
   * await using dns = new DnsClient({ server: 'ns1.example.com' });
   * const { status, records } = await dns.query('mail.example.com', 'A');
   * status; // => 'NOERROR'
   * records.map(({ data }) => data); // => ['192.0.2.25']
   * (await dns.query('mail.example.com', 'TXT')).status; // => 'NODATA'
   * (await dns.query('nobody.example.com', 'A')).status; // => 'NXDOMAIN'
   * ```
   */
  query(name: string, type: string, options?: QueryOptions): Promise<QueryResult> {
    return query(this.#source, name, type, options);
  }

  /**
   * The fields of a zone's SOA, from a server that has the zone.
   *
   * @throws {ZoneNotFoundError} where the server does not have it
   *
   * @example
   * ```ts
   * import { DnsClient } from 'zonewright';
   *
   * await using dns = new DnsClient({ server: 'ns1.example.com' });
   * (await dns.soa('example.com')).serial; // => 1
   * ```
   */
  soa(zone: string, options?: ReadOptions): Promise<SoaFields> {
    return soa(this.#source, zone, options);
  }

  /**
   * The zone that holds a name, and its primary. The server has to have the zone: it is not gone up
   * past one that does not tell, where the parent would be taken for it.
   *
   * @throws {ZoneNotFoundError} with what was asked and answered, and to whom the zone is delegated
   *
   * @example
   * ```ts
   * import { DnsClient } from 'zonewright';
   *
   * await using dns = new DnsClient({ server: 'ns1.example.com' });
   * const { zone, primary } = await dns.findZone('_acme-challenge.www.example.com');
   * zone; // => 'example.com.'
   * primary; // => 'ns1.example.com.'
   * ```
   */
  findZone(name: string, options?: FindZoneOptions): Promise<FoundZone> {
    return findZone(this.#source, name, options);
  }

  /**
   * A zone's records by AXFR (RFC 5936), over a connection of their own: the SOA first, and not again
   * at the end. What is not taken yet is not read, so that memory stays flat; leaving the loop closes
   * the connection. A transfer that breaks off is an error, and what came before it no whole zone.
   *
   * @throws {InvalidNameError | InvalidOptionError | ClientClosedError} at the call
   * @throws {RcodeError} in the loop, where the server does not transfer the zone
   * @throws {TransferError} in the loop, where it breaks off
   *
   * @example
   * ```ts no-run
   * import { DnsClient, TsigKey } from 'zonewright';
   *
   * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
   * await using dns = new DnsClient({ server: 'ns1.example.com', key });
   * for await (const { name, ttl, type, data } of dns.transfer('example.com')) {
   *   console.log(name, ttl, type, data);
   * }
   * ```
   */
  transfer(zone: string, options?: TransferOptions): AsyncIterable<ResourceRecord> {
    return transfer(this.#source, zone, options);
  }

  /**
   * What changed in a zone since a serial, by IXFR (RFC 1995): a difference for each version between,
   * or once the whole zone where the server has no differences; nothing where none is newer.
   *
   * @throws as {@link DnsClient.transfer}
   *
   * @example
   * ```ts no-run
   * import { DnsClient } from 'zonewright';
   *
   * await using dns = new DnsClient({ server: 'ns1.example.com' });
   * for await (const change of dns.changes('example.com', 2026010100)) {
   *   if ('full' in change) console.log('all of it:', change.full.length);
   *   else console.log(change.from, change.to, change.removed, change.added);
   * }
   * ```
   */
  changes(zone: string, serial: number, options?: TransferOptions): AsyncIterable<ZoneChanges> {
    return changes(this.#source, zone, serial, options);
  }

  /**
   * The changes of a zone as they come, until the loop is left: as {@link DnsClient.changes}, asked for
   * every `intervalMs`, and at once when a NOTIFY comes where `notify` says to listen. A server that is away
   * for a while is asked until it is back, and nothing is missed or told twice; to resume, give the last
   * `to` as `serial`.
   *
   * @throws {RcodeError | ZoneNotFoundError} in the loop, where the server does not tell
   * @throws {DnsError} in the loop, where five answers in a row cannot be believed
   * @throws {ListenError} in the loop, where `notify` cannot be listened on
   *
   * @example
   * ```ts no-run
   * import { DnsClient } from 'zonewright';
   *
   * await using dns = new DnsClient({ server: 'ns1.example.com' });
   * for await (const change of dns.watch('example.com', { intervalMs: 5_000 })) {
   *   console.log('full' in change ? 'all of it' : change.to);
   * }
   * ```
   */
  watch(zone: string, options?: WatchOptions): AsyncIterable<ZoneChanges> {
    return watch(this.#source, zone, options);
  }

  /**
   * Tells a zone's secondaries that it has changed (RFC 1996), all at once; what each of them answers,
   * or that it does not, is a value.
   *
   * @throws {ZoneNotFoundError} without `to`, where the zone's name servers are not found
   *
   * @example
   * ```ts no-run
   * import { DnsClient } from 'zonewright';
   *
   * await using dns = new DnsClient({ server: 'ns1.example.com' });
   * for (const answer of await dns.notify('example.com', { to: 'ns2.example.com' })) {
   *   if (!answer.ok) console.log(answer.server, answer.error.code);
   * }
   * ```
   */
  notify(zone: string, options?: NotifyOptions): Promise<readonly NotifyAnswer[]> {
    return notify(this.#source, zone, options);
  }

  /**
   * Waits until every address of every name server of a zone has a serial, or holds an RRset; each has
   * to answer with authority.
   *
   * @throws {PropagationTimeoutError} with what each server has, when the time is over
   *
   * @example
   * ```ts no-run
   * import { DnsClient, TsigKey } from 'zonewright';
   *
   * const key = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');
   * await using dns = new DnsClient({ server: 'ns1.example.com', key });
   * await dns.update('example.com').insert('www', 300, 'A', '192.0.2.1').send();
   * const { servers } = await dns.waitForPropagation('example.com', {
   *   rrset: { name: 'www.example.com', type: 'A', data: ['192.0.2.1'] },
   *   onProgress: (all) => console.log(all.filter(({ state }) => state !== 'current')),
   * });
   * console.log(servers);
   * ```
   */
  waitForPropagation(zone: string, options?: PropagationOptions): Promise<PropagationResult> {
    return waitForPropagation(this.#source, zone, options);
  }
}
