/**
 * Moves a name from a CNAME to addresses of its own. A CNAME stands alone (RFC 1034 section 3.6.2), so
 * it has to go before they come; in one update nobody sees the name without either.
 */

import { isIPv6 } from 'node:net';
import type { DnsClient } from 'zonewright';

/** There is no CNAME to be replaced. */
export class NoAliasError extends Error {
  override readonly name: string = 'NoAliasError';
}

/**
 * Replaces the CNAME at a name by address records.
 *
 * @param name absolute
 * @param ttl seconds
 * @throws {NoAliasError}
 * @throws {NxRRsetError} where the CNAME was changed since it was read
 */
export async function replaceAlias(
  dns: DnsClient,
  name: string,
  ttl: number,
  addresses: readonly string[],
): Promise<void> {
  const { zone } = await dns.findZone(name);
  const { records } = await dns.query(name, 'CNAME');
  const alias = records.find((record) => record.type === 'CNAME');
  if (alias === undefined) throw new NoAliasError(`there is no CNAME at ${name}`);
  const update = dns.update(zone).used(name, 'CNAME', alias.data).removeRRset(name, 'CNAME');
  for (const address of addresses) {
    update.insert(name, ttl, isIPv6(address) ? 'AAAA' : 'A', address);
  }
  await update.send();
}
