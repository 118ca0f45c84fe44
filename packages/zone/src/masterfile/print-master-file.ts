/**
 * Records to master-file text (RFC 1035 section 5): the same text for the same records, in whatever
 * order they come, so that two versions of a zone can be compared line by line.
 */

import {
  checkRecord,
  parseName,
  printRdata,
  type ResourceRecord,
  rrTypes,
  toUnicodeName,
} from '@zonewright/wire';
import { compareKeys, ownerKey, rdataKey } from './canonical-order.ts';
import { checkIterable, checkOptions } from './check-arguments.ts';
import { toUnicodeRdata } from './unicode-rdata.ts';

/** How records are printed. */
export interface PrintMasterFileOptions {
  /** The zone's name; it is printed as `$ORIGIN`, though all names below it are absolute. */
  readonly origin: string;
  /**
   * Whether names are printed in Unicode where they have A-labels, for people to read; the text is
   * read back to the same records all the same, by who knows IDNA.
   *
   * @default false
   */
  readonly unicode?: boolean | undefined;
}

/** A record with what it is sorted by. */
interface Line {
  readonly record: ResourceRecord;
  /** Empty for the SOA, which comes first; the root's own is empty too. */
  readonly owner: string;
  /** 0 for the SOA. */
  readonly typeNumber: number;
  /** Made only where an owner has several records of the type. */
  dataKey: string | undefined;
}

/** How many lines are put together at a time: what they are made of is garbage while it is young. */
const chunkLines = 1_000;

/**
 * Prints records as a master file: the SOA first, then owners in canonical order (RFC 4034 section
 * 6.1), types by number, data in canonical order; one record to a line, every name absolute. What
 * it prints is read back to the same records.
 *
 * @throws {InvalidNameError | InvalidRdataError | InvalidMessageError} where one is no record
 * @throws {InvalidOptionError} for what are no records or no options
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
  checkOptions(options);
  checkIterable(records);
  const { unicode = false } = options;
  const origin = parseName(options.origin);
  const chunks = [`$ORIGIN ${unicode ? toUnicodeName(origin) : origin}\n`];
  let lines: string[] = [];
  for (const { record } of sortedLines(records)) {
    lines.push(printLine(record, unicode));
    if (lines.length === chunkLines) {
      chunks.push(lines.join(''));
      lines = [];
    }
  }
  return chunks.join('') + lines.join('');
}

function sortedLines(records: Iterable<ResourceRecord>): Line[] {
  const lines: Line[] = [];
  let name: string | undefined;
  let key = '';
  for (const given of records) {
    // A record that a caller made may be written in another way, or hold a line of its own.
    const record = checkRecord(given) as ResourceRecord;
    // Every type of a record has a number.
    const typeNumber = rrTypes.number(record.type) as number;
    // Records of one owner mostly come together.
    if (record.name !== name) key = ownerKey(record.name);
    name = record.name;
    const isSoa = record.type === 'SOA';
    lines.push({
      record,
      owner: isSoa ? '' : key,
      typeNumber: isSoa ? 0 : typeNumber,
      dataKey: undefined,
    });
  }
  return lines.sort(
    (a, b) =>
      compareKeys(a.owner, b.owner) ||
      a.typeNumber - b.typeNumber ||
      compareKeys(dataKeyOf(a), dataKeyOf(b)) ||
      // The same record twice, with other TTLs or in other letters.
      compareKeys(printLine(a.record, false), printLine(b.record, false)),
  );
}

function dataKeyOf(line: Line): string {
  line.dataKey ??= rdataKey(line.record.type, line.record.data);
  return line.dataKey;
}

function printLine(record: ResourceRecord, unicode: boolean): string {
  const { ttl, class: rrClass, type, data } = record;
  const name = unicode ? toUnicodeName(record.name) : record.name;
  // The data is that of the type, which the compiler cannot see for a type that varies.
  const plain = printRdata<string>(type, data as never);
  const rdata = unicode ? toUnicodeRdata(type, plain) : plain;
  return `${name.padEnd(24)} ${String(ttl).padEnd(6)} ${rrClass} ${type.padEnd(6)} ${rdata}\n`;
}
