/**
 * Leases (RFC 9664): records that were added for a time, and go by themselves when nobody adds them
 * again. What is kept is when each of them ends; the time is a parameter, and an end is an update of
 * the zone like any other, so that the serial moves and whoever follows the zone sees it.
 */

import {
  canonicalName,
  type ResourceRecord,
  rdataIdentity,
  type UpdateLeaseOption,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import { processUpdate, type Zone, type ZoneChange } from '@zonewright/zone';
import type { LeaseBounds } from './lease-options.ts';

/** A record that is held for a time. */
interface Lease {
  readonly record: ResourceRecord;
  /** Unix seconds. */
  readonly end: number;
}

/** What became of a zone when leases ended. */
export interface Expired {
  readonly zone: Zone;
  readonly change: ZoneChange;
}

/** After so long a zone that refused the end of its leases, as one does whose file is full, is asked again. */
const retrySeconds = 60;

/** The leases of a server. */
export class Leases {
  readonly #bounds: LeaseBounds;
  /** By the record that they are about. */
  readonly #byZone = new Map<Zone, Map<string, Lease>>();
  /** No lease ends before; Infinity for none. It may be early, and is made true when it comes. */
  #next = Infinity;

  constructor(bounds: LeaseBounds) {
    this.#bounds = bounds;
  }

  /** When to call {@link expire} again, in Unix seconds; undefined while there is no lease. */
  get nextExpiry(): number | undefined {
    return this.#next === Infinity ? undefined : this.#next;
  }

  /**
   * What is granted of what was asked for, in the form in which it was asked: four octets stand for
   * both times (section 4.3).
   */
  grant({ leaseSeconds, keyLeaseSeconds }: UpdateLeaseOption): UpdateLeaseOption {
    const granted = { code: 'UPDATE-LEASE', leaseSeconds: this.#bounded(leaseSeconds) } as const;
    if (keyLeaseSeconds === undefined) return granted;
    return { ...granted, keyLeaseSeconds: this.#bounded(keyLeaseSeconds) };
  }

  #bounded(seconds: number): number {
    const { minSeconds, maxSeconds } = this.#bounds;
    return Math.min(Math.max(seconds, minSeconds), maxSeconds);
  }

  /**
   * Takes note of an update that was carried out. What it added is held for the time that was granted,
   * whether it was there before or not, and without a grant for good. What it took away is held no
   * more.
   *
   * @param change what it did to the zone; undefined where it did nothing to it
   * @param now Unix seconds
   */
  note(
    zone: Zone,
    { updates }: Pick<UpdateMessage, 'updates'>,
    change: ZoneChange | undefined,
    { granted, now }: { readonly granted: UpdateLeaseOption | undefined; readonly now: number },
  ): void {
    const leases = this.#byZone.get(zone) ?? new Map<string, Lease>();
    if (leases.size === 0 && granted === undefined) return;
    const holds = holdingsOf(zone);
    // What goes with one TTL and comes with another is there.
    for (const record of change?.removed ?? []) if (!holds(record)) leases.delete(keyOf(record));
    for (const record of updates) {
      if (!isAddition(record, zone) || record.type === 'SOA') continue;
      const key = keyOf(record);
      if (granted === undefined || !holds(record)) {
        leases.delete(key);
        continue;
      }
      const end = now + secondsOf(granted, record);
      leases.set(key, { record, end });
      this.#next = Math.min(this.#next, end);
    }
    if (leases.size === 0) this.#byZone.delete(zone);
    else this.#byZone.set(zone, leases);
  }

  /**
   * Ends the leases whose time has come, all of a zone in one update. What a zone may not be without,
   * such as its last NS, stays, and for good. Where the change is refused, all of it waits.
   *
   * @param now Unix seconds
   * @param takesChanges whether a zone may be changed now; what ends in one that may not waits
   * @param report is told of a change that was refused
   */
  expire(
    now: number,
    takesChanges: (zone: Zone) => boolean,
    report: (error: unknown) => void,
  ): readonly Expired[] {
    if (now < this.#next) return [];
    const expired: Expired[] = [];
    this.#next = Infinity;
    for (const [zone, leases] of this.#byZone) {
      if (!takesChanges(zone)) continue;
      const ended = new Map<string, ResourceRecord>();
      for (const [key, { record, end }] of leases) {
        if (end > now) this.#next = Math.min(this.#next, end);
        else ended.set(key, record);
      }
      if (ended.size === 0) continue;
      try {
        const { change } = processUpdate(zone, removalOf(zone, [...ended.values()]));
        if (change !== undefined) expired.push({ zone, change });
      } catch (error) {
        this.#next = Math.min(this.#next, now + retrySeconds);
        report(error);
        continue;
      }
      for (const key of ended.keys()) leases.delete(key);
      if (leases.size === 0) this.#byZone.delete(zone);
    }
    return expired;
  }

  /** Looks again when the next lease ends: a zone may be changed that could not be before. */
  recount(): void {
    for (const leases of this.#byZone.values()) {
      for (const { end } of leases.values()) this.#next = Math.min(this.#next, end);
    }
  }
}

/** Section 4: the second time is for KEY records; where there is none, the first is for all. */
function secondsOf(
  { leaseSeconds, keyLeaseSeconds }: UpdateLeaseOption,
  { type }: ResourceRecord,
): number {
  return type === 'KEY' ? (keyLeaseSeconds ?? leaseSeconds) : leaseSeconds;
}

function isAddition(record: UpdateRecord, zone: Zone): record is ResourceRecord {
  return record.class === zone.class && record.data !== undefined;
}

/** Tells records apart as zones do: by owner, type and data, not by TTL. */
function keyOf({ name, type, data }: ResourceRecord): string {
  return `${canonicalName(name)} ${type} ${identityOf(type, data)}`;
}

function identityOf(type: string, data: unknown): string {
  return rdataIdentity(type, data).join('.');
}

/** Whether a zone holds a record; each RRset is gone through once. */
function holdingsOf(zone: Zone): (record: ResourceRecord) => boolean {
  const known = new Map<string, ReadonlySet<string>>();
  return ({ name, type, data }) => {
    const rrset = `${canonicalName(name)} ${type}`;
    let identities = known.get(rrset);
    if (identities === undefined) {
      identities = new Set(zone.rrset(name, type)?.data.map((one) => identityOf(type, one)));
      known.set(rrset, identities);
    }
    return identities.has(identityOf(type, data));
  };
}

/** An update as if somebody had sent it, which takes records away one by one. */
function removalOf(zone: Zone, records: readonly ResourceRecord[]): UpdateMessage {
  return {
    id: 0,
    opcode: 'UPDATE',
    flags: { qr: false, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false },
    rcode: 'NOERROR',
    zone: { name: zone.name, type: 'SOA', class: zone.class },
    prerequisites: [],
    // Type and data stay together, which the compiler does not see in the spread of a union.
    updates: records.map((record) => ({ ...record, class: 'NONE', ttl: 0 }) as UpdateRecord),
    additional: [],
  };
}
