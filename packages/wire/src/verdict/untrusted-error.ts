/** A reply that cannot be trusted: what it says of the zone is not known to be true. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '../errors/dns-error.ts';
import type { TsigErrorCode } from '../registry/rcode.ts';

/** Octets that are no reply to this request; `cause` is the `WireError`. */
export class MalformedResponseError extends DnsError {
  static {
    nameErrorClass(this, 'MalformedResponseError');
  }

  constructor(message: string, context: DnsErrorContext = {}) {
    super('MALFORMED_RESPONSE', message, { applied: 'unknown', ...context });
  }
}

/** A signed request was answered without a signature (RFC 8945 section 5.4). */
export class UnsignedResponseError extends DnsError {
  static {
    nameErrorClass(this, 'UnsignedResponseError');
  }

  /** What the reply claims. */
  readonly rcode: string;

  constructor(message: string, rcode: string, context: DnsErrorContext = {}) {
    super('UNSIGNED_RESPONSE', message, { applied: 'unknown', ...context });
    this.rcode = rcode;
  }
}

/** A reply whose signature we reject (RFC 8945 section 5.2). */
export class ResponseSignatureError extends DnsError {
  static {
    nameErrorClass(this, 'ResponseSignatureError');
  }

  /** Our finding, by the name of the TSIG error that it corresponds to. */
  readonly finding: TsigErrorCode;

  constructor(message: string, finding: TsigErrorCode, context: DnsErrorContext = {}) {
    super('RESPONSE_SIGNATURE', message, { applied: 'unknown', ...context });
    this.finding = finding;
  }
}
