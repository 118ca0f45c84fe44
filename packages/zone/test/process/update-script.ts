/**
 * Updates written as lines of nsupdate, made into messages by hand: the tests of the processing do
 * not lean on the builder. `Z` stands for the zone's name, so that one script serves every zone.
 */
import {
  createRecord,
  parseName,
  parseRdata,
  printRdata,
  type ResourceRecord,
  type RRClass,
  type RRType,
  rrTypes,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import type { ZoneChange } from '../../src/zone/zone-change.ts';

/** Puts the zone's name in the place of `Z`. */
export function inZone(line: string, zone: string): string {
  return line.replaceAll(/(?<=^|[ .x])Z(?= |$)/g, zone);
}

/** The message of a script. @param zone absolute */
export function messageOf(zone: string, script: readonly string[]): UpdateMessage {
  const prerequisites: UpdateRecord[] = [];
  const updates: UpdateRecord[] = [];
  for (const line of script) {
    const [verb, ...words] = inZone(line, zone).split(' ');
    if (verb === 'prereq') prerequisites.push(prerequisite(words));
    else if (verb === 'add') updates.push(add(words));
    else if (verb === 'delete') updates.push(remove(words));
    else throw new Error(`no line of an update: ${line}`);
  }
  return updateMessage(zone, prerequisites, updates);
}

export function updateMessage(
  zone: string,
  prerequisites: readonly UpdateRecord[],
  updates: readonly UpdateRecord[],
  zoneClass: RRClass = 'IN',
): UpdateMessage {
  return {
    id: 1,
    opcode: 'UPDATE',
    flags: { qr: false, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false },
    rcode: 'NOERROR',
    zone: { name: zone, type: 'SOA', class: zoneClass },
    prerequisites,
    updates,
    additional: [],
  };
}

/** A record without data. */
export function empty(name: string, type: RRType, rrClass: RRClass, ttl = 0): UpdateRecord {
  return { name: parseName(name), type, class: rrClass, ttl };
}

/** A record with data, of any class. */
export function withData(
  name: string,
  ttl: number,
  rrClass: RRClass,
  type: string,
  text: string,
): ResourceRecord {
  const data = parseRdata<string>(type, text);
  return createRecord({ name, type, class: rrClass, ttl, data: data as never });
}

function typeOf(word = ''): RRType {
  const type = rrTypes.normalise(word);
  if (type === undefined) throw new Error(`no type: ${word}`);
  return type;
}

function prerequisite([verb, name = '', type, ...data]: readonly string[]): UpdateRecord {
  if (verb === 'yxdomain') return empty(name, 'ANY', 'ANY');
  if (verb === 'nxdomain') return empty(name, 'ANY', 'NONE');
  if (verb === 'nxrrset') return empty(name, typeOf(type), 'NONE');
  if (verb !== 'yxrrset') throw new Error(`no prerequisite: ${verb}`);
  if (data.length === 0) return empty(name, typeOf(type), 'ANY');
  return withData(name, 0, 'IN', typeOf(type), data.join(' '));
}

function add([name = '', ttl, type, ...data]: readonly string[]): UpdateRecord {
  return withData(name, Number(ttl), 'IN', typeOf(type), data.join(' '));
}

function remove([name = '', type, ...data]: readonly string[]): UpdateRecord {
  if (type === undefined) return empty(name, 'ANY', 'ANY');
  if (data.length === 0) return empty(name, typeOf(type), 'ANY');
  return withData(name, 0, 'NONE', typeOf(type), data.join(' '));
}

/** A record in the form of dig's output, the owner in lower case. */
export function lineOf(record: ResourceRecord): string {
  const { name, ttl, class: rrClass, type, data } = record;
  return `${name.toLowerCase()} ${ttl} ${rrClass} ${type} ${printRdata<string>(type, data as never)}`;
}

/** Every record but the SOA, sorted. */
export function linesOf(records: Iterable<ResourceRecord>): string[] {
  return [...records]
    .filter(({ type }) => type !== 'SOA')
    .map(lineOf)
    .sort();
}

/** What a change says that it did, the SOA left out. */
export function changeLines(change: ZoneChange | undefined): {
  removed: string[];
  added: string[];
} {
  return { removed: linesOf(change?.removed ?? []), added: linesOf(change?.added ?? []) };
}
