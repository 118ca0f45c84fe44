/**
 * Records to master-file text (RFC 1035 section 5): the same text for the same records, in whatever
 * order they come, so that two versions of a zone can be compared line by line.
 */

import {
  canonicalName,
  parseName,
  printRdata,
  type ResourceRecord,
  rrTypes,
} from '@zonewright/wire';
import { compareKeys, ownerKey, rdataKey } from './canonical-order.ts';

/** How records are printed. */
export interface PrintMasterFileOptions {
  /** The zone's name; it is printed as `$ORIGIN`, though all names below it are absolute. */
  readonly origin: string;
}

interface Line {
  readonly record: ResourceRecord;
  readonly owner: string;
  /** Sorts by owner and type: the SOA first, then the types by number. */
  readonly typeRank: number;
  /** Made only where an RRset has more than one record. */
  data: string | undefined;
}

/**
 * Prints records as a master file: the SOA first, then owners in canonical order (RFC 4034 section
 * 6.1), types by number, data in canonical order; one record to a line, every name absolute.
 *
 * @example
 * ```ts
 * import { createRecord } from '@zonewright/wire';
 * import { printMasterFile } from '@zonewright/zone';
 *
 * const record = createRecord({ name: 'www.example.com', type: 'A', ttl: 60, data: '192.0.2.1' });
 * printMasterFile([record], { origin: 'example.com.' }).split(/\s+/);
 * // => ['$ORIGIN', 'example.com.', 'www.example.com.', '60', 'IN', 'A', '192.0.2.1', '']
 * ```
 */
export function printMasterFile(
  records: Iterable<ResourceRecord>,
  options: PrintMasterFileOptions,
): string {
  let text = `$ORIGIN ${parseName(options.origin)}\n`;
  for (const { record } of sorted(records)) text += `${printLine(record)}\n`;
  return text;
}

function sorted(records: Iterable<ResourceRecord>): Line[] {
  const ownerKeys = new Map<string, string>();
  const ownerOf = (name: string): string => {
    const known = ownerKeys.get(name);
    if (known !== undefined) return known;
    const key = ownerKey(name);
    ownerKeys.set(name, key);
    return key;
  };
  const lines = Array.from(
    records,
    (record): Line => ({
      record,
      owner: record.type === 'SOA' ? '' : ownerOf(canonicalName(record.name)),
      // Every type of a record has a number.
      typeRank: record.type === 'SOA' ? 0 : (rrTypes.number(record.type) as number),
      data: undefined,
    }),
  );
  return lines.sort(
    (a, b) =>
      compareKeys(a.owner, b.owner) || a.typeRank - b.typeRank || compareKeys(dataOf(a), dataOf(b)),
  );
}

function dataOf(line: Line): string {
  line.data ??= rdataKey(line.record.type, line.record.data);
  return line.data;
}

function printLine({ name, ttl, class: rrClass, type, data }: ResourceRecord): string {
  // The data is that of the type, which the compiler cannot see for a type that varies.
  const rdata = printRdata<string>(type, data as never);
  return `${name.padEnd(24)} ${String(ttl).padEnd(6)} ${rrClass} ${type.padEnd(6)} ${rdata}`;
}
