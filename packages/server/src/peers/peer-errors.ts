/** What `onError` is told where another server does not do its part. The zones go on being served. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '@zonewright/wire';

/**
 * A server of the option `notify` did not answer, or refused: it may learn of the change only when the
 * zone's refresh time is over. Check its address, and that it knows the zone and the key.
 */
export class NotifyError extends DnsError {
  static {
    nameErrorClass(this, 'NotifyError');
  }

  constructor(zone: string, server: string, what: string, context: DnsErrorContext = {}) {
    super('NOTIFY_FAILED', `NOTIFY of ${zone} to ${server}: ${what}.`, {
      ...context,
      zone,
      server,
    });
  }
}

/**
 * A zone could not be transferred from its primaries, and stays as it is until it expires. It is
 * tried again by itself.
 */
export class TransferError extends DnsError {
  static {
    nameErrorClass(this, 'TransferError');
  }

  constructor(zone: string, server: string, what: string, context: DnsErrorContext = {}) {
    super('TRANSFER_FAILED', `Transfer of ${zone} from ${server}: ${what}.`, {
      ...context,
      zone,
      server,
    });
  }
}
