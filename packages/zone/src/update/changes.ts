/** The update section in the making: the records, and which calls they came from. */

import type { SectionOwners, UpdateRecord } from '@zonewright/wire';
import type { ChangeMethod } from '../errors/lint-finding.ts';
import type { Change } from './change.ts';
import type { Draft } from './draft.ts';

/**
 * The calls so far. All records stand in one list, as the message has them, and of a call no more is
 * kept than where its records end: an object for each call took twice the memory of its record.
 */
export class Changes {
  readonly owners: SectionOwners;
  readonly #records: UpdateRecord[] = [];
  readonly #labels: (string | undefined)[] = [];
  readonly #methods: ChangeMethod[] = [];
  /** By call: how many records there are up to its last one. */
  readonly #ends: number[] = [];

  /** @param zone the zone's name, absolute */
  constructor(zone: string) {
    this.owners = { zone, labels: this.#labels };
  }

  /** All records, in order. */
  get records(): readonly UpdateRecord[] {
    return this.#records;
  }

  /** Notes a call. */
  add(method: ChangeMethod, drafts: readonly Draft[]): void {
    for (const { record, label } of drafts) {
      this.#records.push(record);
      this.#labels.push(label);
    }
    this.#methods.push(method);
    this.#ends.push(this.#records.length);
  }

  /** The calls in order. */
  calls(): Change[] {
    return this.#methods.map((method, call) => ({
      method,
      records: this.#records.slice(this.#ends[call - 1] ?? 0, this.#ends[call]),
    }));
  }
}
