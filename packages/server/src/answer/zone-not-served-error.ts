/** What `zone`, `freeze` and `thaw` throw for a zone that the server does not have. */

import { DnsError, nameErrorClass, quote } from '@zonewright/wire';

/** A zone that this server was not created with: `zones` of the message lists those it has. */
export class ZoneNotServedError extends DnsError {
  static {
    nameErrorClass(this, 'ZoneNotServedError');
  }

  /** @param served the names of its zones, as the message shows them */
  constructor(given: string, zone: string, served: readonly string[]) {
    const list = served.length === 0 ? 'it has no zone' : `it has ${served.join(', ')}`;
    super('ZONE_NOT_SERVED', `This server does not serve zone ${quote(given)}: ${list}.`, { zone });
  }
}
