/**
 * The zones of a server: which one a name belongs to (RFC 1034 section 4.3.2, step 2), and which are
 * frozen.
 */

import {
  canonicalName,
  InvalidOptionError,
  parentName,
  parseName,
  type RRClass,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { ZoneNotServedError } from './zone-not-served-error.ts';

/** A zone, and whether it takes changes. */
export interface ServedZone {
  readonly zone: Zone;
  /** For good, whatever is frozen and thawed. */
  readonly readOnly: boolean;
  frozen: boolean;
}

/** Whether a zone may be changed now. */
export function takesChanges({ readOnly, frozen }: ServedZone): boolean {
  return !readOnly && !frozen;
}

/** How many names an error lists: enough to see a slip, however many zones there are. */
const mostListed = 5;

export class ServedZones {
  readonly #zones = new Map<string, ServedZone>();

  /**
   * @param isReadOnly whether a zone is never to be changed; given its name in canonical form
   * @throws {InvalidOptionError} for two zones of one name
   */
  constructor(zones: Iterable<Zone>, isReadOnly: (name: string) => boolean = () => false) {
    for (const zone of zones) {
      const name = canonicalName(zone.name);
      if (this.#zones.has(name)) throw new InvalidOptionError('zones', name, 'given twice');
      this.#zones.set(name, { zone, readOnly: isReadOnly(name), frozen: false });
    }
  }

  /** The zone of a name as a caller writes it. @throws {ZoneNotServedError | InvalidNameError} */
  get(given: string): ServedZone {
    const name = canonicalName(parseName(given));
    const served = this.#zones.get(name);
    if (served !== undefined) return served;
    const names = [...this.#zones.keys()];
    const listed = names.length > mostListed ? [...names.slice(0, mostListed), '…'] : names;
    throw new ZoneNotServedError(given, name, listed);
  }

  /** The zone of exactly this name and class. */
  exactly(name: string, rrClass: RRClass): ServedZone | undefined {
    const served = this.#zones.get(canonicalName(name));
    return served?.zone.class === rrClass ? served : undefined;
  }

  /** The zone that is nearest above a name, or at it. */
  nearest(name: string, rrClass: RRClass): ServedZone | undefined {
    for (
      let above: string | undefined = canonicalName(name);
      above !== undefined;
      above = parentName(above)
    ) {
      const served = this.exactly(above, rrClass);
      if (served !== undefined) return served;
    }
    return undefined;
  }
}
