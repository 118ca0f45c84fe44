/** The server rejected the signature of the request (RFC 8945 section 5.2). Nothing was changed. */

import { nameErrorClass } from '../errors/dns-error.ts';
import { RcodeError, type VerdictContext } from './rcode-error.ts';

/** The server rejected our signature. */
export class TsigError extends RcodeError {
  static {
    nameErrorClass(this, 'TsigError');
  }
}

/**
 * The server does not know the key, or not with this algorithm. Knot says so also of a key that it
 * knows and that lacks the permission.
 */
export class BadKeyError extends TsigError {
  static {
    nameErrorClass(this, 'BadKeyError');
  }
}

/** The MAC did not verify: the secrets differ, or the message was changed on its way. */
export class BadSigError extends TsigError {
  static {
    nameErrorClass(this, 'BadSigError');
  }
}

export interface BadTimeContext extends VerdictContext {
  readonly serverTime: number;
  readonly skewSeconds: number;
}

/** The clocks differ by more than the fudge. */
export class BadTimeError extends TsigError {
  static {
    nameErrorClass(this, 'BadTimeError');
  }

  /** The server's clock, in Unix seconds. */
  readonly serverTime: number;
  /** The server's clock less ours, in seconds. */
  readonly skewSeconds: number;

  constructor(message: string, context: BadTimeContext) {
    super(message, context);
    this.serverTime = context.serverTime;
    this.skewSeconds = context.skewSeconds;
  }
}

/** The MAC was shorter than the server's policy demands: use more of it. */
export class BadTruncError extends TsigError {
  static {
    nameErrorClass(this, 'BadTruncError');
  }
}
