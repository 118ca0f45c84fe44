/**
 * What the decoder throws: the octets are not a DNS message. It says where and which rule they
 * break, and nothing else ever leaves the decoder.
 */

import { DnsError, nameErrorClass } from './dns-error.ts';

/** Octets that break a rule of the wire format. */
export class WireError extends DnsError {
  static {
    nameErrorClass(this, 'WireError');
  }

  /** Offset of the offending octet, counted from the start of the message. */
  readonly offset: number;
  /** The rule that is broken, in a few words, with its RFC section where there is one. */
  readonly rule: string;

  constructor(offset: number, rule: string) {
    super('WIRE_FORMAT', `Malformed DNS data at octet ${offset}: ${rule}.`);
    this.offset = offset;
    this.rule = rule;
  }
}
