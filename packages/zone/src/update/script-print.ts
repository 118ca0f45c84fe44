/**
 * An update as a script for BIND's nsupdate and Knot's knsupdate, one line for each record. Both read
 * names relative to the root and data as master files have it, so names print whole.
 */

import {
  encodeRdata,
  printRdata,
  type ResourceRecord,
  type RRType,
  readEntries,
  rrTypes,
  type UpdateMessage,
  type UpdateRecord,
} from '@zonewright/wire';
import type { UpdateZone } from './update-zone.ts';

/** Types that IANA has names for and knsupdate 3.2 has not: they print as `TYPEn`. */
const unnamed: ReadonlySet<RRType> = new Set<RRType>(
  `MD MF MB MG MR WKS X25 ISDN NSAP NSAP-PTR PX GPOS NXT A6 HIP NINFO TALINK AVC RESINFO WALLET
  DSYNC AMTRELAY DLV NULL SIG`.split(/\s+/) as RRType[],
);

/** Prints the script of an update; `send` is its last line. */
export function printScript(
  zone: UpdateZone,
  { prerequisites, updates }: Pick<UpdateMessage, 'prerequisites' | 'updates'>,
): string {
  const lines = [
    `zone ${printName(zone.name)}`,
    ...(zone.class === 'IN' ? [] : [`class ${zone.class}`]),
    ...prerequisites.flatMap(printPrerequisite),
    ...updates.flatMap(printChange),
    'send',
  ];
  return `${lines.join('\n')}\n`;
}

function printPrerequisite(record: UpdateRecord): string[] {
  const name = printName(record.name);
  if (record.data !== undefined) {
    return [...warning(record), `prereq yxrrset ${name} ${printTypeAndData(record)}`];
  }
  const is = record.class === 'ANY' ? 'yx' : 'nx';
  return [
    record.type === 'ANY'
      ? `prereq ${is}domain ${name}`
      : `prereq ${is}rrset ${name} ${printType(record.type)}`,
  ];
}

function printChange(record: UpdateRecord): string[] {
  const name = printName(record.name);
  if (record.data === undefined) {
    return [`update delete ${record.type === 'ANY' ? name : `${name} ${printType(record.type)}`}`];
  }
  const typeAndData = printTypeAndData(record);
  return record.class === 'NONE'
    ? [...warning(record), `update delete ${name} ${typeAndData}`]
    : [`update add ${name} ${record.ttl} ${typeAndData}`];
}

/**
 * A name as both programs read it: knsupdate takes letters, digits, hyphens, underscores, slashes and
 * asterisks as they are, all else as escapes alone.
 */
function printName(name: string): string {
  return name.replace(/\\.|[^A-Za-z0-9*/_.-]/g, (part) =>
    part.startsWith('\\') ? part : `\\${String(part.charCodeAt(0)).padStart(3, '0')}`,
  );
}

/** Data as text, with the names in it as {@link printName} has them. */
function printData({ type, data }: ResourceRecord): string {
  const text = printRdata<string>(type, data as never);
  const values: readonly unknown[] = typeof data === 'object' ? Object.values(data) : [data];
  const names = values.filter((value) => typeof value === 'string' && value.endsWith('.'));
  if (names.every((name) => printName(name as string) === name)) return text;
  return [...readEntries(text)]
    .flatMap(({ tokens }) => tokens)
    .map(({ kind, text: word }) => {
      if (kind === 'quoted') return `"${word}"`;
      return names.includes(word) ? printName(word) : word;
    })
    .join(' ');
}

function printType(type: RRType): string {
  return unnamed.has(type) ? `TYPE${rrTypes.number(type)}` : type;
}

function printTypeAndData(record: ResourceRecord): string {
  const { type } = record;
  const name = printType(type);
  if (name === type) return `${type} ${printData(record)}`;
  // Under its number a type has only the generic text, which any type of private use prints.
  const octets = encodeRdata<string>(type, record.data as never);
  return `${name} ${printRdata('TYPE65280', octets)}`;
}

/** Data of no octets is no data to knsupdate, which takes the whole RRset then. */
function warning({ type, data }: ResourceRecord): string[] {
  return data instanceof Uint8Array && data.length === 0
    ? [`; knsupdate 3.2 reads the next line as one about the whole ${printType(type)} RRset`]
    : [];
}
