/**
 * The records of an incremental transfer (RFC 1995 section 4): one difference after the other, or the
 * whole zone in their place. Pure.
 */

import {
  isInZone,
  type RecordOf,
  type ResourceRecord,
  type RRClass,
  sameName,
  sameRdata,
} from '@zonewright/wire';
import { serialCompare } from '../zone/serial.ts';
import type { ZoneChange } from '../zone/zone-change.ts';
import { AxfrReader } from './axfr-reader.ts';
import { type RecordReader, TransferFault } from './record-reader.ts';

/** The whole zone, where the server has no differences from the version that was asked for. */
export interface WholeZone {
  /** The zone's records, its SOA first and once. */
  readonly full: readonly ResourceRecord[];
}

export type ZoneChanges = ZoneChange | WholeZone;

/** A difference of which not all has come. */
interface Unfinished {
  readonly removed: [RecordOf<'SOA'>, ...ResourceRecord[]];
  added: [RecordOf<'SOA'>, ...ResourceRecord[]] | undefined;
}

/** A whole zone of which not all has come. */
interface UnfinishedZone {
  readonly reader: AxfrReader;
  readonly records: ResourceRecord[];
}

export class IxfrReader implements RecordReader<ZoneChanges> {
  readonly #zone: string;
  readonly #class: RRClass;
  /** The version from which differences are asked for, then that of the last one that came. */
  #serial: number;
  /** The newest version: it stands first, and again at the end. */
  #newest: RecordOf<'SOA'> | undefined;
  #unfinished: Unfinished | undefined;
  /** Where the whole zone comes. */
  #whole: UnfinishedZone | undefined;
  #isDone = false;

  constructor(zone: string, rrClass: RRClass, serial: number) {
    this.#zone = zone;
    this.#class = rrClass;
    this.#serial = serial;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  take(answers: readonly ResourceRecord[]): readonly ZoneChanges[] {
    const items: ZoneChanges[] = [];
    for (const record of answers) {
      if (this.#isDone) throw new TransferFault('records follow the closing SOA');
      const item = this.#takeOne(record, answers.length === 1);
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  #takeOne(record: ResourceRecord, isAlone: boolean): ZoneChanges | undefined {
    const soa = this.#soaOf(record);
    if (this.#newest === undefined) {
      if (soa === undefined) {
        throw new TransferFault(`it begins with ${record.name} ${record.type}, not with the SOA`);
      }
      this.#newest = soa;
      // Of a version that is not newer there is nothing to tell (RFC 1995 section 2). Where neither is
      // the newer one (RFC 1982 section 3.2), servers differ: some give the whole zone.
      const order = serialCompare(soa.data.serial, this.#serial);
      this.#isDone = order === undefined ? isAlone : order !== 1;
      return undefined;
    }
    if (this.#whole !== undefined) return this.#takeWhole(record, this.#whole);
    if (this.#unfinished === undefined) {
      const isIncremental = soa !== undefined && soa.data.serial !== this.#newest.data.serial;
      if (isIncremental) return this.#begin(soa);
      const whole = { reader: new AxfrReader(this.#zone, this.#class), records: [] };
      this.#whole = whole;
      this.#takeWhole(this.#newest, whole);
      return this.#takeWhole(record, whole);
    }
    if (soa !== undefined) return this.#takeSoa(soa, this.#unfinished, this.#newest);
    const { removed, added } = this.#unfinished;
    (added ?? removed).push(record);
    return undefined;
  }

  #takeWhole(record: ResourceRecord, { reader, records }: UnfinishedZone): WholeZone | undefined {
    records.push(...reader.take([record]));
    if (!reader.isDone) return undefined;
    this.#isDone = true;
    return { full: records };
  }

  /** A difference begins with the SOA of the version that it is made from. */
  #begin(soa: RecordOf<'SOA'>): undefined {
    if (soa.data.serial !== this.#serial) {
      throw new TransferFault(
        `a difference begins at serial ${soa.data.serial}, where ${this.#serial} is due`,
      );
    }
    this.#unfinished = { removed: [soa], added: undefined };
    return undefined;
  }

  /** Between what is removed and what is added, after it, and at the end of all stands an SOA. */
  #takeSoa(
    soa: RecordOf<'SOA'>,
    unfinished: Unfinished,
    newest: RecordOf<'SOA'>,
  ): ZoneChange | undefined {
    const { removed, added } = unfinished;
    if (added === undefined) {
      if (serialCompare(soa.data.serial, this.#serial) !== 1) {
        throw new TransferFault(`serial ${soa.data.serial} follows ${this.#serial}`);
      }
      unfinished.added = [soa];
      return undefined;
    }
    const [{ data: before }] = removed;
    const [{ data: after }] = added;
    this.#serial = after.serial;
    if (after.serial !== newest.data.serial) this.#begin(soa);
    else if (!sameRdata('SOA', soa.data, newest.data)) {
      throw new TransferFault('it does not end with the SOA that it begins with');
    } else this.#isDone = true;
    return { from: before.serial, to: after.serial, removed, added };
  }

  #soaOf(record: ResourceRecord): RecordOf<'SOA'> | undefined {
    const { name, type, class: rrClass } = record;
    if (rrClass !== this.#class) throw new TransferFault(`${name} is of class ${rrClass}`);
    if (!isInZone(name, this.#zone)) throw new TransferFault(`${name} is not in the zone`);
    if (type !== 'SOA') return undefined;
    if (!sameName(name, this.#zone)) throw new TransferFault(`there is an SOA at ${name}`);
    return record as RecordOf<'SOA'>;
  }
}
