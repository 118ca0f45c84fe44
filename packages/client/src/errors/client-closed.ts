/** The client was used after it was closed. */

import { DnsError, nameErrorClass } from '@zonewright/wire';

/** Nothing was sent: the client is closed. Make a new one. */
export class ClientClosedError extends DnsError {
  static {
    nameErrorClass(this, 'ClientClosedError');
  }

  constructor() {
    super('CLIENT_CLOSED', 'The client is closed and sends nothing any more: make a new one.');
  }
}
