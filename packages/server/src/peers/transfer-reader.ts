/**
 * Reads the records of a transfer as they come, and tells the whole zone (RFC 5936 section 2.2) from
 * the changes since a version (RFC 1995 section 4), which may both answer a request for the latter.
 */

import { type RecordOf, type ResourceRecord, sameName } from '@zonewright/wire';
import { serialCompare, type ZoneChange } from '@zonewright/zone';

/** What a primary has sent. */
export type Transferred =
  | { readonly kind: 'whole'; readonly records: readonly ResourceRecord[] }
  | { readonly kind: 'changes'; readonly changes: readonly ZoneChange[] }
  /** It has nothing newer. */
  | { readonly kind: 'current' };

interface GrowingChange {
  readonly from: number;
  to: number | undefined;
  readonly removed: ResourceRecord[];
  readonly added: ResourceRecord[];
}

/** A transfer that is none; the rule says why. */
export class BrokenTransfer extends Error {}

export class TransferReader {
  readonly #zone: string;
  readonly #held: number | undefined;
  #first: RecordOf<'SOA'> | undefined;
  #records: ResourceRecord[] = [];
  readonly #changes: GrowingChange[] = [];
  #result: Transferred | undefined;

  /** @param held the serial of the version that there is, where changes were asked for */
  constructor(zone: string, held?: number) {
    this.#zone = zone;
    this.#held = held;
  }

  /** What it was; undefined while there is more to come. */
  get result(): Transferred | undefined {
    return this.#result;
  }

  /** @throws {BrokenTransfer} */
  push(record: ResourceRecord): void {
    if (this.#result !== undefined) throw new BrokenTransfer('records behind its end');
    if (record.type === 'SOA' && !sameName(record.name, this.#zone)) {
      throw new BrokenTransfer('an SOA of another name');
    }
    if (this.#first === undefined) this.#begin(record);
    else if (this.#changes.length > 0) this.#pushToChange(record);
    else this.#pushToZone(record, this.#first);
  }

  #begin(record: ResourceRecord): void {
    if (record.type !== 'SOA') throw new BrokenTransfer('it does not begin with the SOA');
    this.#first = record;
    this.#records.push(record);
    const { serial } = record.data;
    if (this.#held !== undefined && serialCompare(serial, this.#held) !== 1) {
      this.#result = { kind: 'current' };
    }
  }

  #pushToZone(record: ResourceRecord, first: RecordOf<'SOA'>): void {
    if (record.type !== 'SOA') {
      this.#records.push(record);
      return;
    }
    const { serial } = record.data;
    if (serial === first.data.serial) {
      this.#result = { kind: 'whole', records: this.#records };
    } else if (serial === this.#held && this.#records.length === 1) {
      this.#changes.push({ from: serial, to: undefined, removed: [record], added: [] });
    } else throw new BrokenTransfer('another SOA in the middle');
  }

  #pushToChange(record: ResourceRecord): void {
    const change = this.#changes.at(-1) as GrowingChange;
    if (record.type !== 'SOA') {
      (change.to === undefined ? change.removed : change.added).push(record);
      return;
    }
    const { serial } = record.data;
    if (change.to === undefined) {
      change.to = serial;
      change.added.push(record);
    } else if (serial !== change.to) {
      throw new BrokenTransfer('its changes do not follow one another');
    } else if (serial === this.#first?.data.serial) {
      const changes = this.#changes.map(({ to = serial, ...rest }) => ({ ...rest, to }));
      this.#result = { kind: 'changes', changes };
    } else this.#changes.push({ from: serial, to: undefined, removed: [record], added: [] });
  }
}
