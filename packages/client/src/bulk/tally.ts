/** What has become of the records of a load so far. */

import type { DnsError, UpdateRecord } from '@zonewright/wire';
import type { LoadCounts, LoadFailure } from './load-error.ts';

/** Failures that are kept with their records: a load of which all fails must not fill the memory. */
const mostFailures = 100;

export class Tally {
  #applied = 0;
  #notApplied = 0;
  #unknown = 0;
  readonly #failures: LoadFailure[] = [];
  #failureCount = 0;
  /** Messages of which all was applied, by number, that wait for those before them. */
  readonly #whole = new Map<number, number>();
  #nextWhole = 0;
  #resumeAt = 0;
  /** Messages that were answered. */
  messages = 0;

  get appliedRecords(): number {
    return this.#applied;
  }

  get failures(): readonly LoadFailure[] {
    return this.#failures;
  }

  /** Also of those that are not kept. */
  get failureCount(): number {
    return this.#failureCount;
  }

  get counts(): LoadCounts {
    return {
      appliedRecords: this.#applied,
      notAppliedRecords: this.#notApplied,
      unknownRecords: this.#unknown,
      resumeAt: this.#resumeAt,
    };
  }

  applied(records: number): void {
    this.#applied += records;
  }

  /** Read, and not sent. */
  unsent(records: number): void {
    this.#notApplied += records;
  }

  failed(records: readonly UpdateRecord[], error: DnsError): LoadFailure {
    const failure = Object.freeze({ records: Object.freeze(records), error });
    const count = Math.max(1, records.length);
    if (error.applied === 'no') this.#notApplied += count;
    else this.#unknown += count;
    this.#failureCount += 1;
    if (this.#failures.length < mostFailures) this.#failures.push(failure);
    return failure;
  }

  /** All records of the message of this number, counted from 0 in the order of the input, are in. */
  whole(number: number, records: number): void {
    this.#whole.set(number, records);
    for (;;) {
      const next = this.#whole.get(this.#nextWhole);
      if (next === undefined) return;
      this.#whole.delete(this.#nextWhole);
      this.#nextWhole += 1;
      this.#resumeAt += next;
    }
  }
}
