/** A prerequisite did not hold (RFC 2136 section 3.2), so that nothing was changed. */

import { nameErrorClass } from '../errors/dns-error.ts';
import { RcodeError, type VerdictContext } from './rcode-error.ts';

/** A prerequisite as it was given to the builder. */
export interface PrerequisiteDescription {
  /** The builder's method: `nameUsed`, `nameNotUsed`, `rrsetUsed`, `rrsetNotUsed` or `used`. */
  readonly method: string;
  /** Owner, absolute, in lower case. */
  readonly name: string;
  readonly type?: string;
  /** The data of `used`. */
  readonly data?: readonly unknown[];
}

export interface PrerequisiteContext extends VerdictContext {
  readonly prerequisites: readonly PrerequisiteDescription[];
}

/** A prerequisite did not hold. The zone is as it was, unless `applied` is `unknown`. */
export class PrerequisiteError extends RcodeError {
  static {
    nameErrorClass(this, 'PrerequisiteError');
  }

  /** Those of the message that can have failed with this RCODE. */
  readonly prerequisites: readonly PrerequisiteDescription[];

  constructor(message: string, context: PrerequisiteContext) {
    super(message, context);
    this.prerequisites = context.prerequisites;
  }
}

/** `nameUsed` failed: no record has the name. */
export class NxDomainError extends PrerequisiteError {
  static {
    nameErrorClass(this, 'NxDomainError');
  }
}

/** `nameNotUsed` failed: a record has the name. */
export class YxDomainError extends PrerequisiteError {
  static {
    nameErrorClass(this, 'YxDomainError');
  }
}

/** `rrsetUsed` or `used` failed: the RRset is not there, or holds something else. */
export class NxRRsetError extends PrerequisiteError {
  static {
    nameErrorClass(this, 'NxRRsetError');
  }
}

/** `rrsetNotUsed` failed: the RRset is there. */
export class YxRRsetError extends PrerequisiteError {
  static {
    nameErrorClass(this, 'YxRRsetError');
  }
}
