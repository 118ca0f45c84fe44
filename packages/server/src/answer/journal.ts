/**
 * The last changes of a zone, from which one who holds an older version is told what to change
 * (RFC 1995). It is told of every change by the zone itself, whoever made it, and is bounded: what is
 * older than it reaches back is transferred whole.
 */

import { nameBytes, type ResourceRecord, rdataIdentity } from '@zonewright/wire';
import type { ZoneChange } from '@zonewright/zone';

/** Octets that the records of the changes kept may have together, as they are on the wire. */
const mostOctets = 16_777_216;

/** Type, class, TTL and length of a record (RFC 1035 section 4.1.3). */
const fixedBytes = 10;

/** Octets of a record with its names whole: never fewer than it takes in a message. */
export function recordBytes({ name, type, data }: ResourceRecord): number {
  return nameBytes(name) + fixedBytes + dataBytes(type, data);
}

function dataBytes(type: string, data: unknown): number {
  if (type === 'A') return 4;
  return type === 'AAAA' ? 16 : rdataIdentity(type, data).length;
}

interface Entry {
  readonly change: ZoneChange;
  readonly octets: number;
}

/** The newest changes of one zone. */
export class Journal {
  readonly #most: number;
  #entries: Entry[] = [];
  /** Entries in front that are let go of: one at a time would move all others each time. */
  #gone = 0;
  #octets = 0;

  /** @param most how many changes it keeps */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many changes it keeps now. */
  get size(): number {
    return this.#entries.length - this.#gone;
  }

  /** Takes the change that follows the last one. */
  add(change: ZoneChange): void {
    // No serial tells the version before from the one after, so that nobody can be brought here.
    if (change.from === change.to) {
      this.#entries = [];
      this.#gone = 0;
      this.#octets = 0;
      return;
    }
    let octets = 0;
    for (const record of change.removed) octets += recordBytes(record);
    for (const record of change.added) octets += recordBytes(record);
    this.#entries.push({ change, octets });
    this.#octets += octets;
    while (this.size > this.#most || this.#octets > mostOctets) {
      this.#octets -= this.#entries[this.#gone]?.octets ?? 0;
      this.#gone++;
    }
    if (this.#gone <= this.#entries.length / 2) return;
    this.#entries = this.#entries.slice(this.#gone);
    this.#gone = 0;
  }

  /** The changes since a version, oldest first; undefined where it does not reach back to it. */
  since(serial: number): readonly ZoneChange[] | undefined {
    for (let at = this.#entries.length - 1; at >= this.#gone; at--) {
      if (this.#entries[at]?.change.from !== serial) continue;
      return this.#entries.slice(at).map(({ change }) => change);
    }
    return undefined;
  }
}
