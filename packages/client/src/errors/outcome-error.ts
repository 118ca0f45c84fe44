/** The two outcomes that are neither done nor refused. */

import {
  DnsError,
  type DnsErrorContext,
  nameErrorClass,
  type ResourceRecord,
  type RRType,
} from '@zonewright/wire';

/**
 * The request was sent and it cannot be said whether it was applied. `cause` says why: no answer,
 * an answer that cannot be trusted, an abort after sending.
 */
export class UnknownOutcomeError extends DnsError {
  static {
    nameErrorClass(this, 'UnknownOutcomeError');
  }

  /** What reading the zone back showed, `unverified` where it could not be read; empty where it was not. */
  readonly rrsets: readonly ReadBackState[];

  constructor(
    message: string,
    context: DnsErrorContext = {},
    rrsets: readonly ReadBackState[] = [],
  ) {
    super('UNKNOWN_OUTCOME', message, { applied: 'unknown', ...context });
    this.rrsets = rrsets;
  }
}

/** What the zone should hold of an RRset after an update, and what it was seen to hold. */
export interface RRsetState {
  /** Owner, absolute, in lower case. */
  readonly name: string;
  /** ANY for a name whose records were all removed. */
  readonly type: RRType;
  /**
   * `applied`: the zone holds what the update asked for; `diverged`: it does, beside other data;
   * `unverified`: it could not be read.
   */
  readonly state: 'applied' | 'diverged' | 'unverified';
  /** The data that must be there, as in a record's `data`; none where all is to be gone. */
  readonly expected: readonly ResourceRecord['data'][];
  /** The data that is there. */
  readonly seen: readonly ResourceRecord['data'][];
  /** Why it is not plainly `applied`, for people. */
  readonly reason?: string;
}

/** As {@link RRsetState}; `missing`: the zone does not hold what the update asked for. */
export interface ReadBackState extends Omit<RRsetState, 'state'> {
  readonly state: RRsetState['state'] | 'missing';
}

/** The server said NOERROR, and the zone does not hold what was asked for. */
export class NotAppliedError extends DnsError {
  static {
    nameErrorClass(this, 'NotAppliedError');
  }

  /** What was asked and what was seen. */
  readonly rrsets: readonly ReadBackState[];

  constructor(message: string, rrsets: readonly ReadBackState[], context: DnsErrorContext = {}) {
    super('NOT_APPLIED', message, { applied: 'unknown', ...context });
    this.rrsets = rrsets;
  }
}
