/** A text that should be an address or a prefix and is none. */

import { InvalidValueError, nameErrorClass, quote } from '@zonewright/wire';

/** An IP address or a prefix that cannot be read, or has no name in the reverse tree. */
export class InvalidAddressError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidAddressError');
  }

  constructor(value: unknown, rule: string) {
    super('INVALID_ADDRESS', 'address', value, rule, quote(value));
  }
}
