/**
 * What an update asked for and the zone does not show behind a NOERROR: what a client finds when it
 * reads back. The client's own comparison knows more cases; here there is one writer and one server.
 */

import {
  canonicalName,
  printRdata,
  type ResourceRecord,
  type RRType,
  rdataIdentity,
  type UpdateMessage,
} from '@zonewright/wire';
import type { Zone } from '@zonewright/zone';

/** Types of which a name has one record: a second takes the place of the first. */
const single: ReadonlySet<RRType> = new Set<RRType>(['CNAME', 'DNAME']);

/** What a removal wants gone: the records of a name that it is about. */
interface Removal {
  readonly name: string;
  readonly isAbout: (record: ResourceRecord) => boolean;
}

/** One sentence for each record that should be there and is not, or the other way round. */
export function notShown(update: UpdateMessage, zone: Zone): readonly string[] {
  const wanted = new Map<string, ResourceRecord>();
  const removals: Removal[] = [];
  const dropWanted = ({ name, isAbout }: Removal): void => {
    for (const [key, record] of wanted) {
      if (canonicalName(record.name) === name && isAbout(record)) wanted.delete(key);
    }
  };
  for (const record of update.updates) {
    const name = canonicalName(record.name);
    const { type } = record;
    if (record.class === zone.class && record.data !== undefined) {
      // The server moves the serial on by itself.
      if (type === 'SOA') continue;
      if (single.has(type)) dropWanted({ name, isAbout: (other) => other.type === type });
      wanted.set(keyOf(record), record);
      continue;
    }
    const isApex = name === canonicalName(zone.name);
    const isAbout = (other: ResourceRecord): boolean => {
      if (record.data !== undefined) return keyOf(other) === keyOf(record);
      if (type !== 'ANY') return other.type === type;
      // RFC 2136 section 2.5.3 asks for no more at the apex.
      return !isApex || (other.type !== 'SOA' && other.type !== 'NS');
    };
    dropWanted({ name, isAbout });
    removals.push({ name, isAbout });
  }
  const shown = [...zone.records()];
  const keys = new Set(shown.map(keyOf));
  const absent = [...wanted].filter(([key]) => !keys.has(key)).map(([, record]) => record);
  const present = shown.filter(
    (record) =>
      !wanted.has(keyOf(record)) &&
      removals.some(({ name, isAbout }) => canonicalName(record.name) === name && isAbout(record)),
  );
  return [
    ...absent.map((record) => `${printed(record)} is not there.`),
    ...present.map((record) => `${printed(record)} is still there.`),
  ];
}

function keyOf({ name, type, data }: ResourceRecord): string {
  return `${canonicalName(name)} ${type} ${rdataIdentity(type, data).join()}`;
}

function printed({ name, type, data }: ResourceRecord): string {
  return `${name} ${type} ${printRdata<string>(type, data as never)}`;
}
