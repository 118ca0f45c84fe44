/** What happens between us and the server: no connection, no answer, a connection that ends. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '@zonewright/wire';

/** No connection, or no signature in time: nothing was sent, so nothing was changed. */
export class ConnectError extends DnsError {
  static {
    nameErrorClass(this, 'ConnectError');
  }

  constructor(message: string, context: DnsErrorContext = {}) {
    super('CONNECT_FAILED', message, context);
  }
}

/** A reply that was not taken for the answer, and why. */
export interface IgnoredReply {
  /** Why it was not taken. */
  readonly reason: string;
  /** The RCODE that it claims, where it could be read. */
  readonly rcode?: string;
}

/** The request was sent and no answer came in time: the zone may have changed. */
export class TimeoutError extends DnsError {
  static {
    nameErrorClass(this, 'TimeoutError');
  }

  /** What came and was not taken for the answer, the first few of it. */
  readonly ignored: readonly IgnoredReply[];

  constructor(message: string, ignored: readonly IgnoredReply[], context: DnsErrorContext = {}) {
    super('TIMEOUT', message, { applied: 'unknown', ...context });
    this.ignored = ignored;
  }
}

/** The connection ended after the request was sent: the zone may have changed. */
export class ConnectionLostError extends DnsError {
  static {
    nameErrorClass(this, 'ConnectionLostError');
  }

  constructor(message: string, context: DnsErrorContext = {}) {
    super('CONNECTION_LOST', message, { applied: 'unknown', ...context });
  }
}
