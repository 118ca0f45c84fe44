/** An update for several independent servers that did not succeed at all of them. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '@zonewright/wire';
import type { ServerOutcome } from './update-result.ts';

/**
 * With `mode: 'all'`: some servers have the update and some have not. `outcomes` says which; send it
 * again to those that lack it, by a client of their own.
 */
export class ServersFailedError extends DnsError {
  static {
    nameErrorClass(this, 'ServersFailedError');
  }

  /** One for each server, in their order. */
  readonly outcomes: readonly ServerOutcome[];

  constructor(message: string, outcomes: readonly ServerOutcome[], context: DnsErrorContext = {}) {
    super('SERVERS_FAILED', message, context);
    this.outcomes = outcomes;
  }
}
