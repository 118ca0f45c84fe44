/**
 * Errors for values that a caller gave and that cannot be used. They are thrown at the call that
 * was given the value, before anything is sent, and name the value and the rule.
 */

import { DnsError, nameErrorClass } from './dns-error.ts';
import { quote } from './quote.ts';

/** A value that is refused, and why. */
export abstract class InvalidValueError extends DnsError {
  /** The value as it was given. */
  readonly value: unknown;
  /** The rule that it breaks. */
  readonly rule: string;
  /** The method that was given the value, where it is known: `insert`, `nameUsed`, … */
  operation: string | undefined;

  constructor(code: string, what: string, value: unknown, rule: string, shown: string) {
    super(code, `Invalid ${shown === '' ? what : `${what} ${shown}`}: ${rule}.`);
    this.rule = rule;
    this.value = value;
  }

  /** As of all errors; a `value` that JSON may not be able to hold as it is shown in the message. */
  override toJSON(): Readonly<Record<string, unknown>> {
    const { value } = this;
    const isPlain = value === null || /^(?:string|number|boolean|undefined)$/.test(typeof value);
    return { ...super.toJSON(), value: isPlain ? value : quote(value) };
  }

  /** The same error, with the method named that was given the value. */
  during(operation: string): this {
    this.operation = operation;
    this.message = `${operation}: ${this.message}`;
    return this;
  }
}

/** A domain name that breaks a rule of RFC 1035 section 2.3.4 or of its text form. */
export class InvalidNameError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidNameError');
  }

  constructor(value: unknown, rule: string) {
    super('INVALID_NAME', 'domain name', value, rule, quote(value));
  }
}

/** Record data that does not fit its type. */
export class InvalidRdataError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidRdataError');
  }

  /** The record type whose form the data breaks. */
  readonly type: string;

  constructor(type: string, value: unknown, rule: string) {
    super('INVALID_RDATA', `${type} data`, value, rule, quote(value));
    this.type = type;
  }
}

/**
 * A TSIG key that cannot be used. `value` is never the secret nor a text that holds one: only the
 * part that is at fault and harmless, such as the algorithm's name.
 */
export class InvalidKeyError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidKeyError');
  }

  constructor(rule: string, value?: string) {
    super('INVALID_KEY', 'TSIG key', value, rule, value === undefined ? '' : quote(value));
  }
}

/** A message that cannot be written: a field out of range, or one that its form does not have. */
export class InvalidMessageError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidMessageError');
  }

  constructor(what: string, value: unknown, rule: string) {
    super('INVALID_MESSAGE', what, value, rule, quote(value));
  }
}

/**
 * An option that is missing, of the wrong kind, or out of range. `value` is undefined where it could be a
 * secret or does not matter, and then the message shows none: "undefined" would be taken for what was given.
 */
export class InvalidOptionError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidOptionError');
  }

  /** The option's name. */
  readonly option: string;

  constructor(option: string, value: unknown, rule: string) {
    const shown = value === undefined ? '' : quote(value);
    super('INVALID_OPTION', `option ${option}`, value, rule, shown);
    this.option = option;
  }
}

/** A message that does not fit in 65,535 octets (RFC 1035 section 4.2.2), TSIG included. */
export class MessageTooLargeError extends DnsError {
  static {
    nameErrorClass(this, 'MessageTooLargeError');
  }

  /** Size of the message in octets, as far as it was counted. */
  readonly sizeBytes: number;

  constructor(sizeBytes: number) {
    super(
      'MESSAGE_TOO_LARGE',
      `The message has ${sizeBytes} octets or more and a DNS message holds 65535: send it in parts.`,
    );
    this.sizeBytes = sizeBytes;
  }
}
