/** What a load is told, and what it tells. */

import type { GivenInsert } from '@zonewright/zone';
import { checkBoolean, checkNames } from '../options/option-check.ts';
import {
  type BulkOptions,
  checkBulkOptions,
  checkCallback,
  checkConcurrency,
} from './bulk-options.ts';
import type { LoadFailure } from './load-error.ts';
import type { BulkInput } from './source.ts';

/**
 * Records to load, as `insert` takes them: values or text, of one line or several. A `Zone` is an
 * iterable of its records, and so is what `parseMasterFile` gives.
 */
export type LoadInput = string | BulkInput<GivenInsert | string>;

/** How far a load is. */
export interface LoadProgress {
  /** Records in the zone. */
  readonly records: number;
  /** Messages that were answered. */
  readonly messages: number;
  /** Over all of the time so far. */
  readonly recordsPerSecond: number;
}

/** A load of which all was carried out. */
export interface LoadResult extends LoadProgress {
  /** Absolute, in lower case, with the final dot. */
  readonly zone: string;
  readonly durationMs: number;
}

/** Options of {@link DnsClient.load}. */
export interface LoadOptions extends BulkOptions {
  /** The zone's class. @default 'IN' */
  readonly class?: string | undefined;
  /** Most messages in flight at once, from 1 to 64. @default 8 */
  readonly concurrency?: number | undefined;
  /**
   * Sends a message that was refused again in halves, until it is known which record it is: the
   * others are added then. @default false
   */
  readonly bisect?: boolean | undefined;
  /** Is told after each message; what it throws stops the load. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Is told of each failure when it happens; what it throws stops the load. */
  readonly onFailure?: ((failure: LoadFailure) => void) | undefined;
}

/** Checked options, with defaults. */
export type LoadSettings = ReturnType<typeof checkBulkOptions> & {
  readonly class: string;
  readonly concurrency: number;
  readonly bisect: boolean;
  readonly onProgress: LoadOptions['onProgress'];
  readonly onFailure: LoadOptions['onFailure'];
};

const names: readonly (keyof LoadOptions)[] = [
  'class',
  'concurrency',
  'verify',
  'signal',
  'onError',
  'bisect',
  'onProgress',
  'onFailure',
];

/** @throws {InvalidOptionError} */
export function checkLoadOptions(options: LoadOptions): LoadSettings {
  checkNames(options, names);
  return {
    ...checkBulkOptions(options),
    class: options.class ?? 'IN',
    concurrency: checkConcurrency(options.concurrency, 8),
    bisect: checkBoolean('bisect', options.bisect, false),
    onProgress: checkCallback('onProgress', options.onProgress),
    onFailure: checkCallback('onFailure', options.onFailure),
  };
}
