/** An option of the server that cannot be used. */

import { InvalidValueError, nameErrorClass, quote } from '@zonewright/wire';

/** An option that is missing, of the wrong kind, or out of range. Nothing was started. */
export class InvalidOptionError extends InvalidValueError {
  static {
    nameErrorClass(this, 'InvalidOptionError');
  }

  /** The option's name. */
  readonly option: string;

  constructor(option: string, value: unknown, rule: string) {
    super('INVALID_OPTION', `option ${option}`, value, rule, quote(value));
    this.option = option;
  }
}
