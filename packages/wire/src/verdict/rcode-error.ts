/**
 * The server said no: the base class of all errors that carry an RCODE, and of the two groups that
 * callers tell apart, failed prerequisites and rejected signatures.
 */

import { DnsError, type DnsErrorContext, nameErrorClass } from '../errors/dns-error.ts';
import type { ExtendedError } from '../message/extended-error.ts';
import type { Message } from '../message/message.ts';

/** An Extended DNS Error of a reply, and whether the reply's signature vouches for it (RFC 8914). */
export interface ReportedExtendedError extends ExtendedError {
  readonly authenticated: boolean;
}

/** What is known of a verdict. */
export interface VerdictContext extends DnsErrorContext {
  /** Mnemonic: `REFUSED`, `BADSIG`, `RCODE11`. */
  readonly rcode: string;
  readonly rcodeNumber: number;
  /** Whether the reply was signed and its signature verified. */
  readonly authenticated: boolean;
  readonly ede: readonly ReportedExtendedError[];
  readonly response: Message;
}

/** A reply with another RCODE than NOERROR, or with an error in its TSIG. */
export class RcodeError extends DnsError {
  static {
    nameErrorClass(this, 'RcodeError');
  }

  /** The RCODE's mnemonic, or that of the TSIG error. */
  readonly rcode: string;
  readonly rcodeNumber: number;
  /** Whether the verdict was signed: one that was not may be anybody's. */
  readonly authenticated: boolean;
  /** Extended DNS Errors that came with it. */
  readonly ede: readonly ReportedExtendedError[];
  declare readonly response: Message;

  constructor(message: string, context: VerdictContext) {
    super(context.rcode, message, context);
    this.rcode = context.rcode;
    this.rcodeNumber = context.rcodeNumber;
    this.authenticated = context.authenticated;
    this.ede = context.ede;
    // Not enumerable: a log of the error should not be a dump of the message.
    Object.defineProperty(this, 'response', { value: context.response });
  }
}

/** The server could not read the message. Usually a type or an option that it does not know. */
export class FormErrError extends RcodeError {
  static {
    nameErrorClass(this, 'FormErrError');
  }
}

/**
 * The server failed, or it forwards and its primary did: the zone may have changed all the same.
 * With BIND also: a journal that cannot be written, more records than it is configured for.
 */
export class ServFailError extends RcodeError {
  static {
    nameErrorClass(this, 'ServFailError');
  }
}

/** The server does not do updates at all. Ask another one: the zone's primary. */
export class NotImpError extends RcodeError {
  static {
    nameErrorClass(this, 'NotImpError');
  }
}

/**
 * The server will not: the zone is frozen, its policy forbids it to this key or address, it is a
 * secondary that does not forward, or, with PowerDNS, the signature did not verify.
 */
export class RefusedError extends RcodeError {
  static {
    nameErrorClass(this, 'RefusedError');
  }
}

/** The server does not serve this zone, or serves only a part above or below it (RFC 2136 3.1.2). */
export class NotAuthError extends RcodeError {
  static {
    nameErrorClass(this, 'NotAuthError');
  }
}

/** A name in the message lies outside the zone (RFC 2136 section 3.2.1). */
export class NotZoneError extends RcodeError {
  static {
    nameErrorClass(this, 'NotZoneError');
  }
}

/** An RCODE without a class of its own; `rcodeNumber` has it. */
export class UnexpectedRcodeError extends RcodeError {
  static {
    nameErrorClass(this, 'UnexpectedRcodeError');
  }
}
