/** What goes wrong in reading zones; nothing is changed by it. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '@zonewright/wire';

/** No zone was found that holds a name. */
export class ZoneNotFoundError extends DnsError {
  static {
    nameErrorClass(this, 'ZoneNotFoundError');
  }

  constructor(message: string, context: DnsErrorContext = {}) {
    super('ZONE_NOT_FOUND', message, context);
  }
}

/** A zone transfer ended before its end, or is none. */
export class TransferError extends DnsError {
  static {
    nameErrorClass(this, 'TransferError');
  }

  constructor(message: string, context: DnsErrorContext = {}) {
    super('TRANSFER_FAILED', message, context);
  }
}

/** Not all servers of a zone had it in time. */
export class PropagationTimeoutError extends DnsError {
  static {
    nameErrorClass(this, 'PropagationTimeoutError');
  }

  constructor(message: string, context: DnsErrorContext = {}) {
    super('PROPAGATION_TIMEOUT', message, context);
  }
}
