/** What is tested here: a host registers its name, and learns whether another has it. */

import { type DnsClient, YxDomainError } from 'zonewright';

/** Seconds that others may keep the address. */
const ttl = 60;

/**
 * Takes a name that nobody has.
 *
 * @returns false where somebody has it
 * @throws {DnsError} for whatever else went wrong: nothing fails silently
 */
export async function registerHost(
  client: DnsClient,
  zone: string,
  host: { readonly name: string; readonly address: string },
): Promise<boolean> {
  const { name, address } = host;
  try {
    await client.update(zone).nameNotUsed(name).insert(name, ttl, 'A', address).send();
    return true;
  } catch (error) {
    if (error instanceof YxDomainError) return false;
    throw error;
  }
}
