/**
 * Compare-and-swap of an address RRset: read it, decide what it should be, and write that only if it
 * is still what was read (RFC 2136 section 2.4.2). Where somebody was quicker it is read again, so
 * scripts that run at the same time lose nothing of each other's.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { type DnsClient, PrerequisiteError, parseRdata } from 'zonewright';

export interface AddressSet {
  /** Absolute, such as `www.example.com.`. */
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  /** Seconds; where the RRset is there already its TTL stays. */
  readonly ttl: number;
}

/** Others were quicker as often as we tried. */
export class ContentionError extends Error {
  override readonly name: string = 'ContentionError';
}

const attempts = 10;

/** Longest pause after the first attempt, in milliseconds; it grows by as much with each. */
const pauseMs = 20;

/**
 * Changes an address RRset.
 *
 * @param change what the addresses are to be, given what they are. It is called again after each
 *   failure, and must leave alone what needs no change.
 * @returns the addresses as the zone has them at the end
 * @throws {ContentionError}
 */
export async function changeAddresses(
  dns: DnsClient,
  { name, type, ttl }: AddressSet,
  change: (addresses: readonly string[]) => readonly string[],
): Promise<readonly string[]> {
  const { zone } = await dns.findZone(name);
  for (let attempt = 1; ; attempt++) {
    const { records } = await dns.query(name, type);
    const seen = records.flatMap((record) => (record.type === type ? [record] : []));
    const addresses = seen.map(({ data }) => data);
    // In the one form that an address is read back in: 2001:DB8::01 is 2001:db8::1.
    const wanted = [...new Set(change(addresses).map((one) => parseRdata(type, one)))];
    if (isSame(addresses, wanted)) return addresses;
    // What the last attempt made of it was read here.
    if (attempt > attempts) break;
    const update = dns.update(zone);
    if (seen.length === 0) update.rrsetNotUsed(name, type);
    else update.used(name, type, ...addresses);
    if (wanted.length === 0) update.removeRRset(name, type);
    else update.replaceRRset(name, seen[0]?.ttl ?? ttl, type, ...wanted);
    // Not verified here: the next turn reads it, and knows another's later change from a failure.
    const outcome = await update.trySend({ verify: false });
    if (outcome.ok) continue;
    if (!(outcome.error instanceof PrerequisiteError)) throw outcome.error;
    // Else those who lost together come together again (RFC 2136 section 7.20).
    if (attempt < attempts) await pause(Math.random() * pauseMs * attempt);
  }
  throw new ContentionError(`${name} ${type} was changed by others ${attempts} times, or ignored`);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
