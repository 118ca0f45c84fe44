/** What is thrown where a client cannot listen for what servers tell it by themselves. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '@zonewright/wire';

/** The client does not listen for NOTIFY: `cause` is the system's reason. */
export class ListenError extends DnsError {
  static {
    nameErrorClass(this, 'ListenError');
  }

  constructor(message: string, context: DnsErrorContext = {}) {
    super('LISTEN_FAILED', message, context);
  }
}
