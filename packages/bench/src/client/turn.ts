/**
 * One turn of one client: updates of one record each, so many in flight, for so long; and the check
 * that the server carried out as many as were told to be done, by the zone's serial.
 */

import { DnsClient, type DnsClientOptions } from 'zonewright';
import { key, zoneName } from '../workload.ts';
import type { MeasuredServer, ZoneContents } from './measured-server.ts';

/** What a turn came to. */
export interface Turn {
  readonly updates: number;
  readonly wallMs: number;
  /** CPU time of this process, its threads for compiling and collecting garbage included. */
  readonly cpuMs: number;
}

export interface TurnOptions {
  readonly ms: number;
  readonly inFlight: number;
}

/** Owners that no update has had before, and how many of them each server has been sent. */
export class Updates {
  readonly #sent = new Map<MeasuredServer, number>();

  /** Adds one record under a name of its own. */
  async send(client: DnsClient, server: MeasuredServer): Promise<void> {
    const number = this.sentTo(server);
    this.#sent.set(server, number + 1);
    const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
    await client.update(zoneName).insert(`h${number}`, 300, 'A', address).send();
  }

  sentTo(server: MeasuredServer): number {
    return this.#sent.get(server) ?? 0;
  }

  /** @throws where the zone has not had exactly the updates that were sent */
  async check(server: MeasuredServer): Promise<void> {
    expectCount(server, 'serial', await server.serial(), first.serial + this.sentTo(server));
  }

  /** @throws where the zone does not hold exactly the records that were sent */
  async checkRecords(server: MeasuredServer): Promise<void> {
    await this.check(server);
    const { records } = await server.contents();
    expectCount(server, 'number of records', records, first.records + this.sentTo(server));
  }
}

/** What a zone starts with: `zoneText`. */
const first: ZoneContents = { serial: 1, records: 3 };

function expectCount(server: MeasuredServer, what: string, seen: number, expected: number): void {
  if (seen === expected) return;
  throw new Error(`${server.name} has ${what} ${seen}, and not ${expected}: not all was done`);
}

/** A client of a server, as the cases differ in it. */
export function clientOf(server: MeasuredServer, options: Partial<DnsClientOptions>): DnsClient {
  return new DnsClient({ server: server.address, key, transport: 'tcp', ...options });
}

/** Lets a client work for a while. Its connections are opened before the time starts. */
export async function takeTurn(
  client: DnsClient,
  server: MeasuredServer,
  updates: Updates,
  { ms, inFlight }: TurnOptions,
): Promise<Turn> {
  await Promise.all(Array.from({ length: inFlight }, () => updates.send(client, server)));
  const before = updates.sentTo(server);
  const startedCpu = process.cpuUsage();
  const started = performance.now();
  const work = async (): Promise<void> => {
    while (performance.now() - started < ms) await updates.send(client, server);
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(startedCpu);
  await updates.check(server);
  return { updates: updates.sentTo(server) - before, wallMs, cpuMs: (user + system) / 1000 };
}
