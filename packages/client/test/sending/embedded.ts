/** An embedded server that misbehaves as a test says, and a client of it that does not wait long. */

import { createServer, type DnsServer, type Fault, type ReceivedRequest } from '@zonewright/server';
import { DnsClient, type DnsClientOptions, type RRType, TsigKey } from '../../src/index.ts';

export const key: TsigKey = TsigKey.parse('hmac-sha256:ddns-key:c2VjcmV0');

export const zone = 'example.com';

const zoneText = `
@ 300 SOA ns1 hostmaster 1 3600 600 86400 300
@ 300 NS ns1
ns1 300 A 192.0.2.53
alias 300 CNAME ns1
shared 300 A 192.0.2.7
*.wild 300 A 192.0.2.9
`;

/** Short waits: what is lost on purpose must not cost a test its time. */
export const impatient = {
  timeoutMs: 150,
  verifyTimeoutMs: 150,
  deadlineMs: 5_000,
  retry: { attempts: 3, minDelayMs: 1, maxDelayMs: 2 },
} as const;

export interface Ground extends AsyncDisposable {
  readonly server: DnsServer;
  /** `host:port`. */
  readonly address: string;
  client(options?: Partial<DnsClientOptions>): DnsClient;
  /** The data of an RRset in the zone. */
  data(name: string, type: RRType): readonly unknown[];
  /** What came, by opcode. */
  requests(opcode: 'QUERY' | 'UPDATE'): readonly ReceivedRequest[];
}

/** Starts a server with one zone. */
export async function startGround(): Promise<Ground> {
  const server = createServer({ zones: { [zone]: zoneText }, keys: [key] });
  const { port } = await server.listen({ port: 0 });
  const clients: DnsClient[] = [];
  const address = `127.0.0.1:${port}`;
  return {
    server,
    address,
    client: (options = {}) => {
      const client = new DnsClient({ server: address, key, ...impatient, ...options });
      clients.push(client);
      return client;
    },
    data: (name, type) => server.zone(zone).rrset(`${name}.${zone}.`, type)?.data ?? [],
    requests: (opcode) => server.received.filter(({ message }) => message.opcode === opcode),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await server.close();
    },
  };
}

/** Faults for the first requests of an opcode, one after the other; those behind them go right. */
export function faultsOf(
  opcode: 'QUERY' | 'UPDATE',
  ...faults: readonly Fault[]
): (request: ReceivedRequest) => Fault | undefined {
  const left = [...faults];
  return ({ message }) => (message.opcode === opcode ? left.shift() : undefined);
}

/** What a promise comes to, be it a value or an error. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}
