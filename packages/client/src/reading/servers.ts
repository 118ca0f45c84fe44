/** The servers that a call goes to: those that the client was given, or those of the zone it is about. */

import type { Call } from '../exchange/call.ts';
import type { Connector } from '../transport/connector.ts';

/** In the order in which they are tried. */
export type Connectors = readonly [Connector, ...Connector[]];

export interface Servers {
  /** Those that the client was given. */
  readonly given: Connectors | undefined;
  /**
   * Those for what a call is about.
   *
   * @param name absolute: a zone, or a name in one
   * @throws {ZoneNotFoundError} where they are to be found and are not
   */
  of(name: string, call: Call): Promise<Connectors>;
  /** Frees all sockets. */
  close(): void;
}

/** Servers that the client was given. */
export class GivenServers implements Servers {
  readonly given: Connectors;

  constructor(connectors: Connectors) {
    this.given = connectors;
  }

  of(): Promise<Connectors> {
    return Promise.resolve(this.given);
  }

  close(): void {
    for (const connector of this.given) connector.close();
  }
}
