/** The real servers of a suite: started once, with a zone of its own for each test. */

import {
  defaultKey,
  type RealServer,
  requireServers,
  type ServerKind,
  startServer,
} from '@zonewright/testkit';
import { afterAll, beforeAll, describe } from 'vitest';
import { DnsClient, type DnsClientOptions, TsigKey } from '../../src/index.ts';

/** What a test against a real server works with. */
export interface Ground {
  readonly server: RealServer;
  /** A fresh zone from the template. */
  zone(): Promise<string>;
  /** A client with the server's key; closed when the suite ends. */
  client(options?: Partial<DnsClientOptions>): DnsClient;
}

/** The key that all real servers of the tests know. */
export const key: TsigKey = new TsigKey(defaultKey);

/** Runs a suite against one kind of server, or skips it visibly where that is not installed. */
export function describeServer(
  kind: ServerKind,
  what: string,
  suite: (ground: Ground) => void,
): void {
  const { available, reason } = requireServers(kind);
  describe.skipIf(!available)(
    `${kind}: ${what}${reason === undefined ? '' : ` (${reason})`}`,
    () => {
      let server: RealServer | undefined;
      const clients: DnsClient[] = [];
      let zones = 0;
      beforeAll(async () => {
        server = await startServer(kind);
      });
      afterAll(async () => {
        await Promise.all(clients.map((client) => client.close()));
        await server?.close();
      });
      const started = (): RealServer => {
        if (server === undefined) throw new Error(`${kind} is not started`);
        return server;
      };
      suite({
        get server() {
          return started();
        },
        zone: async () => {
          zones += 1;
          const zone = `z${zones}.example`;
          await started().addZone(zone);
          return zone;
        },
        client: (options = {}) => {
          const client = new DnsClient({ server: started().server, key, ...options });
          clients.push(client);
          return client;
        },
      });
    },
  );
}

/** The error that a promise rejects with; a value makes the test fail. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was expected to fail');
}
