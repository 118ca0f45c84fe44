/** What goes wrong in reading zones; nothing is changed by it. */

import { DnsError, type DnsErrorContext, nameErrorClass } from '@zonewright/wire';

/** A chain of CNAMEs comes back to where it was, or is longer than was allowed. */
export class CnameChainError extends DnsError {
  static {
    nameErrorClass(this, 'CnameChainError');
  }

  /** The names on the way, the one that was asked for first. */
  readonly names: readonly string[];

  constructor(message: string, names: readonly string[], context: DnsErrorContext = {}) {
    super('CNAME_CHAIN', message, context);
    this.names = names;
  }
}

/** One question of a search for a zone, and what was answered. */
export interface ZoneSearchStep {
  /** The name whose SOA was asked for. */
  readonly name: string;
  /** The server, `host:port`; undefined where none answered. */
  readonly server: string | undefined;
  /** What it said, in a few words. */
  readonly answer: string;
}

/** Name servers that a name was delegated to. */
export interface Delegation {
  readonly zone: string;
  readonly nameServers: readonly string[];
}

/** No zone was found that holds a name. `steps` says what was asked and answered. */
export class ZoneNotFoundError extends DnsError {
  static {
    nameErrorClass(this, 'ZoneNotFoundError');
  }

  readonly steps: readonly ZoneSearchStep[];
  /** Where the server knows that another one has the zone: ask that one. */
  readonly delegation: Delegation | undefined;

  constructor(
    message: string,
    context: DnsErrorContext = {},
    steps: readonly ZoneSearchStep[] = [],
    delegation?: Delegation,
  ) {
    super('ZONE_NOT_FOUND', message, context);
    this.steps = steps;
    this.delegation = delegation;
  }
}

/**
 * A zone transfer broke off, or what came is none. `cause` says by what, where it was not the zone
 * itself: the connection, or a message that cannot be trusted. What was handed on before is not the
 * whole zone: throw it away, and transfer it again.
 */
export class TransferError extends DnsError {
  static {
    nameErrorClass(this, 'TransferError');
  }

  /** Messages that had come whole before it. */
  readonly messages: number;
  /** Records that they held. */
  readonly records: number;

  constructor(
    message: string,
    context: DnsErrorContext = {},
    came: { readonly messages: number; readonly records: number } = { messages: 0, records: 0 },
  ) {
    super('TRANSFER_FAILED', message, context);
    this.messages = came.messages;
    this.records = came.records;
  }
}

/** What one server of a zone was last seen to have. */
export interface ServerProgress {
  /** `host:port`. */
  readonly server: string;
  /** The NS record that names it; undefined where it was given. */
  readonly name: string | undefined;
  /** `current`: it has what is waited for; `behind`: it answers and has not. */
  readonly state: 'current' | 'behind' | 'unreachable';
  /** The serial that it has, where it told one. */
  readonly serial: number | undefined;
  /** Why it is not current, in a clause. */
  readonly reason: string | undefined;
}

/** Not as many servers of a zone as were demanded had it in time; `servers` says which. */
export class PropagationTimeoutError extends DnsError {
  static {
    nameErrorClass(this, 'PropagationTimeoutError');
  }

  /** What each of them was last seen to have. */
  readonly servers: readonly ServerProgress[];

  constructor(
    message: string,
    context: DnsErrorContext = {},
    servers: readonly ServerProgress[] = [],
  ) {
    super('PROPAGATION_TIMEOUT', message, context);
    this.servers = servers;
  }
}
