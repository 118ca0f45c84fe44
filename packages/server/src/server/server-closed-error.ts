/** What is thrown where a server is used after its end. */

import { DnsError, nameErrorClass } from '@zonewright/wire';

/** The server was closed: it answers nothing more. Create another one. */
export class ServerClosedError extends DnsError {
  static {
    nameErrorClass(this, 'ServerClosedError');
  }

  constructor() {
    super('SERVER_CLOSED', 'The server was closed: create another one.');
  }
}
