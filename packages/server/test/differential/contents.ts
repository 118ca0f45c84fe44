/**
 * Zones of the differential tests: from the text of a case to records and messages, and from what a
 * zone holds to lines that can be compared, whatever the server.
 */

import {
  createRecord,
  type MessageInput,
  parseRdata,
  printRdata,
  type ResourceRecord,
  rrTypes,
  type UpdateRecord,
} from '@zonewright/wire';
import { type Item, owners, type Step } from './arbitrary-update.ts';

/** The zone's SOA, its serial left open. */
export const soaRdata = (serial: number): string =>
  `ns.example.net. hostmaster.example.net. ${serial} 3600 600 86400 60`;

/** A name of a case as an absolute one. */
export const absolute = (name: string, zone: string): string =>
  name === '@' ? zone : `${name}.${zone}`;

/** The data of a case, with the zone's name for `Z` and its serial for `serial`. */
function dataOf(type: string, rdata: string, zone: string, serial: number): never {
  const text = rdata
    .replace(/\bZ$/, zone)
    .replace(/\bserial([+-]\d+)/, (_, by: string) => String((serial + Number(by)) >>> 0));
  // Type and text belong together by their making.
  return parseRdata<string>(type, text) as never;
}

export function recordOf(item: Item, zone: string, serial: number): ResourceRecord {
  const { name, ttl, type, rdata } = item;
  const data = dataOf(type, rdata, zone, serial);
  return createRecord({ name: absolute(name, zone), type, ttl, data });
}

function stepOf(step: Step, zone: string, serial: number): UpdateRecord {
  const { name, class: rrClass, ttl, rdata } = step;
  const type = rrTypes.normalise(step.type);
  if (type === undefined) throw new Error(`no type: ${step.type}`);
  const head = { name: absolute(name, zone), class: rrClass, ttl };
  if (rdata === undefined) return { ...head, type };
  const data = dataOf(type, rdata, zone, serial);
  return createRecord({ ...head, type: step.type, data });
}

/** The message of a case. @param serial the zone's before */
export function messageOf(
  { prerequisites, updates }: { prerequisites: readonly Step[]; updates: readonly Step[] },
  zone: string,
  serial: number,
): MessageInput {
  return {
    id: 1,
    opcode: 'UPDATE',
    zone: { name: zone, type: 'SOA', class: 'IN' },
    prerequisites: prerequisites.map((step) => stepOf(step, zone, serial)),
    updates: updates.map((step) => stepOf(step, zone, serial)),
  };
}

/**
 * The message that makes a zone what a case starts from, whatever another left there, but for its
 * serial: all names of the alphabet go; the NS RRset of the apex, which cannot, is changed by a
 * passing member, and the SOA by a newer one.
 */
export function resetMessage(items: readonly Item[], zone: string, serial: number): MessageInput {
  const passing = { name: '@', ttl: 300, type: 'NS', rdata: 'passing.example.net.' };
  const nsOfApex = ['ns.example.net.', 'ns2.example.net.', 'ns.d.Z'];
  const add = (item: Item): Step => ({ ...item, class: 'IN' });
  const removeNs = (rdata: string): Step => ({ ...passing, class: 'NONE', ttl: 0, rdata });
  const updates: Step[] = [
    ...owners.map(
      (name) => ({ name, class: 'ANY', type: 'ANY', ttl: 0, rdata: undefined }) as const,
    ),
    add({ name: '@', ttl: 300, type: 'SOA', rdata: soaRdata(0).replace(' 0 ', ' serial+1 ') }),
    add(passing),
    ...nsOfApex.map(removeNs),
    ...items.map(add),
    removeNs(passing.rdata),
  ];
  return messageOf({ prerequisites: [], updates }, zone, serial);
}

export function serialOf(records: Iterable<ResourceRecord>): number {
  for (const record of records) if (record.type === 'SOA') return record.data.serial;
  throw new Error('a zone without an SOA');
}

/**
 * What a zone holds, a line for each record, sorted; the zone's name is `Z`, names are in lower case, and the
 * serial is told as how much it moved.
 */
export function linesOf(records: Iterable<ResourceRecord>, zone: string, serial: number): string[] {
  return Array.from(records, (record) => {
    const { name, ttl, type } = record;
    const data =
      record.type === 'SOA'
        ? { ...record.data, serial: (record.data.serial - serial) >>> 0 }
        : record.data;
    const text = printRdata<string>(type, data as never);
    return `${name} ${ttl} ${type} ${text}`.replaceAll(zone, 'Z').toLowerCase();
  }).sort();
}
