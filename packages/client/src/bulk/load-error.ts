/** The error of a load of which not all was carried out, with what became of which part. */

import {
  DnsError,
  type DnsErrorContext,
  nameErrorClass,
  type UpdateRecord,
} from '@zonewright/wire';

/** A message of a load that failed, or a record that could not be read. */
export interface LoadFailure {
  /** What it would have added; empty for what could not be read, which the error names. */
  readonly records: readonly UpdateRecord[];
  /** `applied` says whether they may be in the zone all the same. */
  readonly error: DnsError;
}

/** What became of the records of a load. */
export interface LoadCounts {
  /** The server said that they are in the zone, or, with `verify`, showed it. */
  readonly appliedRecords: number;
  /** They are not in the zone by this load: refused, not to be read, or read and not sent. */
  readonly notAppliedRecords: number;
  /** They may be: sent, and not answered. */
  readonly unknownRecords: number;
  /**
   * So many records at the beginning of the input are all in the zone: a load of those behind them
   * goes on where this one stopped. Records may be added twice; it changes nothing.
   */
  readonly resumeAt: number;
}

/**
 * A load stopped, or went on over failures. `applied` is `partly` where some of it is in the zone: a
 * load is many messages, and each is carried out by itself. `cause` is the first error.
 */
export class LoadError extends DnsError implements LoadCounts {
  static {
    nameErrorClass(this, 'LoadError');
  }

  readonly appliedRecords: number;
  readonly notAppliedRecords: number;
  readonly unknownRecords: number;
  readonly resumeAt: number;
  /** The first hundred; `onFailure` is told of each. */
  readonly failures: readonly LoadFailure[];

  constructor(
    message: string,
    counts: LoadCounts,
    failures: readonly LoadFailure[],
    context: DnsErrorContext = {},
  ) {
    const { appliedRecords, notAppliedRecords, unknownRecords, resumeAt } = counts;
    const applied = appliedRecords > 0 ? 'partly' : unknownRecords > 0 ? 'unknown' : 'no';
    super('LOAD_FAILED', message, { applied, ...context });
    this.appliedRecords = appliedRecords;
    this.notAppliedRecords = notAppliedRecords;
    this.unknownRecords = unknownRecords;
    this.resumeAt = resumeAt;
    this.failures = failures;
  }
}

/** The error for what became of a load into a zone. @param context with the first error as `cause` */
export function loadError(
  zone: string,
  counts: LoadCounts,
  failures: readonly LoadFailure[],
  context: { readonly cause: unknown; readonly attempts: number },
): LoadError {
  const { appliedRecords, notAppliedRecords, unknownRecords, resumeAt } = counts;
  const { cause } = context;
  const unknown = unknownRecords === 0 ? '' : `, of ${unknownRecords} it is not known`;
  const first = cause instanceof Error ? cause.message : String(cause);
  return new LoadError(
    `Not all was loaded into ${zone}: ${appliedRecords} records are in the zone, ${notAppliedRecords} that were read are not${unknown}; go on with those behind the first ${resumeAt}, once what stopped it is mended: ${first}`,
    counts,
    failures,
    { ...context, zone, ...(cause instanceof DnsError ? { server: cause.server } : {}) },
  );
}
