/**
 * A zone for one test: a fresh name, a fresh key, a server that listens and a client of it, gone
 * together when the test is over. The only place of this package that knows the client, which whoever
 * imports it has to have installed.
 */

import { randomBytes } from 'node:crypto';
import { InvalidOptionError, parseName } from '@zonewright/wire';
import { DnsClient, type DnsClientOptions, TsigKey } from 'zonewright';
import { checkOptionNames } from '../answer/option-names.ts';
import { createServer, type DnsServer } from '../server/dns-server.ts';
import type { ServerOptions } from '../server/server-options.ts';

/** What a test may want otherwise. */
export interface TestZoneOptions {
  /**
   * The zone's name, where the program that is tested knows only one.
   * @default one under `test.` (RFC 6761) that nobody had before
   */
  readonly name?: string | undefined;
  /**
   * What the zone holds besides its SOA and NS, as master-file text. `@` is the apex, and a TTL that is
   * left out is 60. @default nothing
   */
  readonly records?: string | undefined;
  /** Options of the server; its zone and its key are the test's. */
  readonly server?: Omit<ServerOptions, 'zones' | 'keys'> | undefined;
  /** Options of the client, before the short waits that it has here. */
  readonly client?: Omit<DnsClientOptions, 'server' | 'key'> | undefined;
}

/** A zone, and what is needed to change it and to look at it. */
export interface TestZone {
  /** The zone's name, absolute. */
  readonly zone: string;
  /** May do everything that the server allows at all. */
  readonly key: TsigKey;
  /** Listens on a free port of 127.0.0.1. */
  readonly server: DnsServer;
  /** Sends to the server, signs with the key, and gives up within seconds. */
  readonly client: DnsClient;
  /** Closes client and server, for who cannot say `await using`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server on the same machine answers at once, or not at all. */
const shortWaits = {
  timeoutMs: 1_000,
  deadlineMs: 4_000,
  verifyTimeoutMs: 1_000,
  retry: { attempts: 3, minDelayMs: 10, maxDelayMs: 100 },
} as const satisfies Partial<DnsClientOptions>;

/**
 * Starts a server with an empty zone of its own, and a client that may change it: in memory, on
 * loopback, without anything that another test could see.
 *
 * @throws {InvalidOptionError}
 * @throws {MasterFileError | InvalidZoneError} for records that are none
 *
 * @example
 * ```ts
 * import { testZone } from '@zonewright/server/test';
 *
 * const { zone, server, client, close } = await testZone({ records: 'old A 192.0.2.1' });
 * await client.update(zone).insert('www', 60, 'A', '192.0.2.80').removeName('old').send();
 *
 * server.zone(zone).rrset(`www.${zone}`, 'A')?.data; // => ['192.0.2.80']
 * server.zone(zone).hasName(`old.${zone}`); // => false
 * await close();
 * ```
 */
export async function testZone(options: TestZoneOptions = {}): Promise<TestZone> {
  checkOptionNames(options, ['name', 'records', 'server', 'client']);
  const zone = parseName(options.name ?? `zone-${randomBytes(6).toString('hex')}.test`);
  const key = TsigKey.generate('test-key');
  const server = createServer({
    ...options.server,
    zones: { [zone]: zoneText(options.records ?? '') },
    keys: [key],
  });
  const { address, port } = await server.listen();
  let client: DnsClient;
  try {
    client = new DnsClient({ ...shortWaits, ...options.client, server: `${address}:${port}`, key });
  } catch (error) {
    await server.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    await client.close();
    await server.close();
  };
  return { zone, key, server, client, close, [Symbol.asyncDispose]: close };
}

function zoneText(records: unknown): string {
  if (typeof records !== 'string') {
    throw new InvalidOptionError('records', records, 'master-file text is needed');
  }
  return `$TTL 60\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n${records}\n`;
}
