/**
 * The zones of a server: which one a name belongs to (RFC 1034 section 4.3.2, step 2), and which are
 * frozen.
 */

import {
  canonicalName,
  InvalidOptionError,
  parentName,
  parseName,
  quote,
  type RRClass,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';
import { Journal } from './journal.ts';
import { ZoneNotServedError } from './zone-not-served-error.ts';

/** A zone, and whether it takes changes. */
export interface ServedZone {
  /** In canonical form. */
  readonly name: string;
  readonly zone: Zone;
  /** What changed, for those who hold an older version. */
  readonly journal: Journal;
  /** Whether it is another server's, so that it takes no updates. */
  readonly isSecondary: boolean;
  /** For good, whatever is frozen and thawed. */
  readonly readOnly: boolean;
  /** Whether nothing is to be told of it: it has not been transferred yet, or has expired. */
  isUnavailable: boolean;
  frozen: boolean;
}

/** Whether a zone may be changed here and now. */
export function takesChanges({ isSecondary, readOnly, frozen }: ServedZone): boolean {
  return !isSecondary && !readOnly && !frozen;
}

export interface ServedZonesOptions {
  /** Whether a zone is never to be changed; given its name in canonical form. */
  readonly isReadOnly: (name: string) => boolean;
  /** How many changes the journal of each zone keeps. */
  readonly keepChanges: number;
  /** Names of the zones that are another server's. */
  readonly secondaries: readonly string[];
}

/** How many names an error lists: enough to see a slip, however many zones there are. */
const mostListed = 5;

export class ServedZones {
  readonly #zones = new Map<string, ServedZone>();
  readonly #endings: (() => void)[] = [];

  /** @throws {InvalidOptionError} for two zones of one name */
  constructor(zones: Iterable<Zone>, options: ServedZonesOptions) {
    const { isReadOnly, keepChanges, secondaries } = options;
    const others = new Set(secondaries.map((name) => canonicalName(parseName(name))));
    for (const zone of zones) {
      const name = canonicalName(zone.name);
      if (this.#zones.has(name)) throw new InvalidOptionError('zones', name, 'given twice');
      const journal = new Journal(keepChanges);
      this.#zones.set(name, {
        name,
        zone,
        journal,
        isSecondary: others.has(name),
        readOnly: isReadOnly(name),
        isUnavailable: false,
        frozen: false,
      });
      this.#endings.push(zone.beforeChange((change) => journal.add(change), { keeps: true }));
    }
  }

  /** Lets go of the zones: what is changed from now on is not kept for transfers. */
  close(): void {
    for (const end of this.#endings.splice(0)) end();
  }

  /** The zone of a name as a caller writes it. @throws {ZoneNotServedError | InvalidNameError} */
  get(given: string): ServedZone {
    const name = canonicalName(parseName(given));
    const served = this.#zones.get(name);
    if (served !== undefined) return served;
    const listed = [...this.#zones.keys()].slice(0, mostListed).map(quote);
    if (this.#zones.size > mostListed) listed.push('…');
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
