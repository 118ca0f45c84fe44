/**
 * The records of a full transfer (RFC 5936 section 2.2): the SOA, everything else, and the same SOA
 * again, which is the only sign that nothing is missing. Pure.
 */

import {
  isInZone,
  type RecordOf,
  type ResourceRecord,
  type RRClass,
  sameName,
  sameRdata,
} from '@zonewright/wire';
import { type RecordReader, TransferFault } from './record-reader.ts';

export class AxfrReader implements RecordReader<ResourceRecord> {
  readonly #zone: string;
  readonly #class: RRClass;
  #opening: RecordOf<'SOA'> | undefined;
  #isDone = false;
  /** The owner that was looked at last: records of one name come together. */
  #owner = '';

  constructor(zone: string, rrClass: RRClass) {
    this.#zone = zone;
    this.#class = rrClass;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** The records of the zone, the opening SOA among them, the closing one not. */
  take(answers: readonly ResourceRecord[]): readonly ResourceRecord[] {
    for (const record of answers) {
      if (this.#isDone) throw new TransferFault('records follow the closing SOA');
      this.#check(record);
      if (record.type !== 'SOA') {
        if (this.#opening === undefined) {
          throw new TransferFault(`it begins with ${record.name} ${record.type}, not with the SOA`);
        }
        continue;
      }
      this.#takeSoa(record as RecordOf<'SOA'>);
    }
    return this.#isDone ? answers.slice(0, -1) : answers;
  }

  #takeSoa(soa: RecordOf<'SOA'>): void {
    if (!sameName(soa.name, this.#zone)) throw new TransferFault(`there is an SOA at ${soa.name}`);
    if (this.#opening === undefined) {
      this.#opening = soa;
      return;
    }
    if (!sameRdata('SOA', soa.data, this.#opening.data)) {
      const { serial } = this.#opening.data;
      throw new TransferFault(
        `it begins with the SOA of serial ${serial} and ends with another, of serial ${soa.data.serial}`,
      );
    }
    this.#isDone = true;
  }

  #check({ name, class: rrClass }: ResourceRecord): void {
    if (rrClass !== this.#class) throw new TransferFault(`${name} is of class ${rrClass}`);
    if (name === this.#owner) return;
    if (!isInZone(name, this.#zone)) throw new TransferFault(`${name} is not in the zone`);
    this.#owner = name;
  }
}
