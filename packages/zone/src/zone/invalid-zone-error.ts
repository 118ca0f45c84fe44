/** What is thrown where records would make no zone. The zone that there was stays as it was. */

import { canonicalName, DnsError, nameErrorClass } from '@zonewright/wire';

/** Records that cannot be a zone together: owner, type and rule say which and why. */
export class InvalidZoneError extends DnsError {
  static {
    nameErrorClass(this, 'InvalidZoneError');
  }

  /** The owner at fault, absolute. */
  readonly owner: string;
  /** The type at fault; undefined where it is about the name as a whole. */
  readonly type: string | undefined;
  /** The rule that is broken, in a few words, with its RFC section. */
  readonly rule: string;

  constructor(zone: string, owner: string, type: string | undefined, rule: string) {
    const what = type === undefined ? owner : `${owner} ${type}`;
    super('INVALID_ZONE', `No valid zone ${zone}, ${what}: ${rule}.`, {
      zone: canonicalName(zone),
    });
    this.owner = owner;
    this.type = type;
    this.rule = rule;
  }
}
