/**
 * Waits until the name servers of a zone have a version of it, or an RRset: see
 * {@link DnsClient.waitForPropagation}. Each address is asked by itself, so that one that is not there
 * holds up no other.
 */

import { InvalidOptionError, type RecordOf } from '@zonewright/wire';
import {
  PropagationTimeoutError,
  type ServerProgress,
  ZoneNotFoundError,
} from '../errors/reading-error.ts';
import type { Call } from '../exchange/call.ts';
import { Pauses } from '../exchange/pauses.ts';
import { type AskServersOptions, askServers } from '../reading/ask-servers.ts';
import { interruptedReading } from '../reading/interrupted.ts';
import { readAnswer } from '../reading/read-answer.ts';
import type { Source } from '../reading/source.ts';
import { Connector } from '../transport/connector.ts';
import { type Awaited, lookAtServer } from './look-at-server.ts';
import {
  checkPropagation,
  type PropagationOptions,
  type PropagationSettings,
} from './propagation-options.ts';
import { type ZoneServer, zoneServers } from './zone-servers.ts';

/** What {@link DnsClient.waitForPropagation} resolves to. */
export interface PropagationResult {
  readonly zone: string;
  /** The serial that was waited for; undefined where only an RRset was. */
  readonly serial: number | undefined;
  /** What each server was last seen to have: with a quorum not all need be `current`. */
  readonly servers: readonly ServerProgress[];
  readonly durationMs: number;
}

/** Waits. */
export async function waitForPropagation(
  source: Source,
  zone: string,
  options: PropagationOptions = {},
): Promise<PropagationResult> {
  const { settings, calls } = source;
  calls.refuseWhenClosed();
  const checked = checkPropagation(zone, options, settings.port);
  return await calls.during(checked.timeoutMs, checked.signal, async (call) => {
    const { key, edns } = settings;
    const connectors = await source.servers.of(checked.zone, call);
    const ways = { connectors, settings, key, edns, recursionDesired: false };
    const awaited = { rrset: checked.rrset, serial: await awaitedSerial(checked, call, ways) };
    const wait = new Propagation(checked, awaited, call, source);
    return await wait.run(await targets(checked, call, ways));
  });
}

/** Where neither is given: the serial that the zone has now. */
async function awaitedSerial(
  { zone, class: rrClass, serial, rrset }: PropagationSettings,
  call: Call,
  ways: AskServersOptions,
): Promise<number | undefined> {
  if (serial !== undefined || rrset !== undefined) return serial;
  const question = { name: zone, type: 'SOA', class: rrClass } as const;
  const { message, connector } = await askServers(question, call, ways);
  const { records } = readAnswer(question, message);
  const soa = records.find((record): record is RecordOf<'SOA'> => record.type === 'SOA');
  if (soa !== undefined) return soa.data.serial;
  const { label: server } = connector;
  throw new ZoneNotFoundError(`${server} has no SOA of ${zone}: check its name.`, { zone, server });
}

async function targets(
  { zone, servers, exclude, quorum }: PropagationSettings,
  call: Call,
  ways: AskServersOptions,
): Promise<readonly ZoneServer[]> {
  const given = servers.map((address) => ({ name: undefined, address }));
  const byLabel = new Map<string, ZoneServer>();
  for (const server of [...(await zoneServers(zone, call, ways)), ...given]) {
    const isExcluded = exclude.has(server.address.label) || exclude.has(server.name ?? '');
    if (!isExcluded && !byLabel.has(server.address.label)) {
      byLabel.set(server.address.label, server);
    }
  }
  const all = [...byLabel.values()];
  if (all.length === 0) {
    throw new InvalidOptionError('exclude', [...exclude], 'no server is left to wait for');
  }
  if (quorum !== undefined && quorum > all.length) {
    throw new InvalidOptionError('quorum', quorum, `there are ${all.length} servers`);
  }
  return all;
}

class Propagation {
  readonly #checked: PropagationSettings;
  readonly #awaited: Awaited;
  readonly #call: Call;
  readonly #source: Source;
  readonly #seen = new Map<string, ServerProgress>();
  #isDone = false;

  constructor(checked: PropagationSettings, awaited: Awaited, call: Call, source: Source) {
    this.#checked = checked;
    this.#awaited = awaited;
    this.#call = call;
    this.#source = source;
  }

  /** @throws {PropagationTimeoutError} or the signal's reason */
  async run(servers: readonly ZoneServer[]): Promise<PropagationResult> {
    const quorum = this.#checked.quorum ?? servers.length;
    for (const { name, address } of servers) {
      const unasked = {
        state: 'unreachable',
        serial: undefined,
        reason: 'it has not answered',
      } as const;
      this.#seen.set(address.label, { server: address.label, name, ...unasked });
    }
    try {
      await Promise.all(servers.map((server) => this.#follow(server, quorum)));
    } finally {
      // What one of them threw ends the others too.
      this.#stop();
    }
    const { zone } = this.#checked;
    const { serial } = this.#awaited;
    const seen = [...this.#seen.values()];
    if (this.#isDone) return { zone, serial, servers: seen, durationMs: this.#call.durationMs };
    throw this.#timedOut(seen, quorum);
  }

  /** Asks one server until it has it, or the wait is over. */
  async #follow({ name, address }: ZoneServer, quorum: number): Promise<void> {
    const { settings } = this.#source;
    const connector = new Connector({ ...settings, server: address });
    const pauses = new Pauses(this.#call);
    const server = address.label;
    try {
      do {
        const look = await lookAtServer(this.#checked, this.#awaited, this.#call, {
          connector,
          // The world asks without a key.
          key: undefined,
          clock: settings.clock,
          timeoutMs: settings.timeoutMs,
        });
        if (look === undefined || this.#isDone) return;
        this.#seen.set(server, { server, name, ...look });
        this.#checked.onProgress([...this.#seen.values()]);
        if (this.#current >= quorum) {
          this.#isDone = true;
          this.#stop();
        }
        if (look.state === 'current') return;
      } while (await pauses.next(Number.POSITIVE_INFINITY));
    } finally {
      connector.close();
    }
  }

  get #current(): number {
    return [...this.#seen.values()].filter(({ state }) => state === 'current').length;
  }

  #stop(): void {
    this.#call.interrupt({ kind: 'aborted', reason: undefined });
  }

  #timedOut(seen: readonly ServerProgress[], quorum: number): unknown {
    const { zone, timeoutMs } = this.#checked;
    const { serial } = this.#awaited;
    const late = seen.filter(({ state }) => state !== 'current');
    const whatever = late.map(({ server, state, reason }) => `${server} is ${state}, ${reason}`);
    const what = serial === undefined ? 'the RRset' : `serial ${serial}`;
    const error = new PropagationTimeoutError(
      `${seen.length - late.length} of ${quorum} servers of ${zone} had ${what} within ${timeoutMs} ms: ${whatever.join('; ')}.`,
      { zone },
      seen,
    );
    const where = { subject: `the wait for ${zone}`, zone, server: undefined };
    return interruptedReading(this.#call, { ...where, deadlineMs: timeoutMs, reason: error });
  }
}
