/**
 * Waits until the name servers of a zone have a version of it, or an RRset: see
 * {@link DnsClient.waitForPropagation}. Each address is asked by itself, so that one that is not there
 * holds up no other.
 */

import { DnsError, InvalidOptionError, type RecordOf } from '@zonewright/wire';
import {
  PropagationTimeoutError,
  type ServerProgress,
  ZoneNotFoundError,
} from '../errors/reading-error.ts';
import type { Call } from '../exchange/call.ts';
import { Pauses } from '../exchange/pauses.ts';
import type { ClientSettings } from '../options/client-options.ts';
import type { Expectation } from '../readback/expectation.ts';
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
  /** The serial that was waited for; undefined where only an RRset or an update was. */
  readonly serial: number | undefined;
  /** What each server was last seen to have: with a quorum not all need be `current`. */
  readonly servers: readonly ServerProgress[];
  readonly durationMs: number;
}

/** An update that was accepted. */
export interface AcceptedUpdate {
  readonly expectation: Expectation;
  /** Where it was, `host:port`. */
  readonly server: string;
}

/** Waits. @param update what is waited for in place of a serial or an RRset */
export async function waitForPropagation(
  source: Source,
  zone: string,
  options: PropagationOptions = {},
  update?: AcceptedUpdate,
): Promise<PropagationResult> {
  const { settings, calls } = source;
  calls.refuseWhenClosed();
  const world = asTheWorld(settings);
  const checked = checkPropagation(zone, options, world.port);
  return await calls.during(checked.timeoutMs, checked.signal, async (call) => {
    const { key, edns } = settings;
    const connectors = await source.servers.of(checked.zone, call);
    const ways = { connectors, settings, key, edns, recursionDesired: false };
    const awaited =
      update === undefined
        ? {
            rrset: checked.rrset,
            serial: await awaitedSerial(checked, call, ways),
            update: undefined,
          }
        : await awaitedUpdate(update, checked, call, ways);
    const wait = new Propagation(checked, awaited, call, { ...source, world });
    return await wait.run(await targets(checked, call, ways, world.port));
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

/** A server that accepted an update and does not tell its serial does no harm. */
async function awaitedUpdate(
  { expectation, server }: AcceptedUpdate,
  checked: PropagationSettings,
  call: Call,
  ways: AskServersOptions,
): Promise<Awaited> {
  const its = ways.connectors.filter(({ label }) => label === server);
  let serial: number | undefined;
  try {
    const connectors = its.length > 0 ? its : ways.connectors;
    serial = await awaitedSerial(checked, call, { ...ways, connectors });
  } catch (error) {
    if (!(error instanceof DnsError) || call.signal.aborted) throw error;
  }
  return { rrset: undefined, serial: undefined, update: { expectation, serial } };
}

async function targets(
  { zone, servers, exclude, quorum }: PropagationSettings,
  call: Call,
  ways: AskServersOptions,
  port: number,
): Promise<readonly ZoneServer[]> {
  const given = servers.map((address) => ({ name: undefined, address }));
  const byLabel = new Map<string, ZoneServer>();
  for (const server of [...(await zoneServers(zone, call, ways, port)), ...given]) {
    const isExcluded = exclude.has(server.address.label) || exclude.has(server.name ?? '');
    if (!isExcluded && !byLabel.has(server.address.label)) {
      byLabel.set(server.address.label, server);
    }
  }
  const all = [...byLabel.values()];
  if (all.length === 0 && exclude.size === 0) {
    throw new ZoneNotFoundError(
      `No name server of ${zone} has an address: say by the option servers whom to wait for.`,
      { zone },
    );
  }
  if (all.length === 0) {
    throw new InvalidOptionError('exclude', [...exclude], 'no server is left to wait for');
  }
  if (quorum !== undefined && quorum > all.length) {
    throw new InvalidOptionError('quorum', quorum, `there are ${all.length} servers`);
  }
  return all;
}

/** Whom a client talks to over TLS may be one server alone: the others are asked as all others ask. */
function asTheWorld(settings: ClientSettings): ClientSettings {
  if (settings.transport !== 'tls') return settings;
  return { ...settings, transport: 'auto', tls: undefined, port: 53 };
}

interface Sight extends Source {
  /** How servers are asked that are not the client's own. */
  readonly world: ClientSettings;
}

class Propagation {
  readonly #checked: PropagationSettings;
  readonly #awaited: Awaited;
  readonly #call: Call;
  readonly #source: Sight;
  readonly #seen = new Map<string, ServerProgress>();
  #isDone = false;

  constructor(checked: PropagationSettings, awaited: Awaited, call: Call, source: Sight) {
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
    const { settings, world, servers } = this.#source;
    const isOwn = servers.given?.some(({ label }) => label === address.label) === true;
    const connector = new Connector({ ...(isOwn ? settings : world), server: address });
    const pauses = new Pauses(this.#call);
    const server = address.label;
    let awaited = this.#awaited;
    try {
      do {
        const seen = await lookAtServer(this.#checked, awaited, this.#call, {
          connector,
          // The world asks without a key.
          key: undefined,
          clock: settings.clock,
          timeoutMs: settings.timeoutMs,
        });
        if (seen === undefined || this.#isDone) return;
        const { left, ...look } = seen;
        // What it was once seen to show is not asked for again.
        if (left !== undefined && awaited.update !== undefined) {
          awaited = { ...awaited, update: { ...awaited.update, expectation: left } };
        }
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
    const { serial, update } = this.#awaited;
    const late = seen.filter(({ state }) => state !== 'current');
    const whatever = late.map(({ server, state, reason }) => `${server} is ${state}, ${reason}`);
    const content = update === undefined ? 'the RRset' : 'what the update asked for';
    const what = serial === undefined ? content : `serial ${serial}`;
    const error = new PropagationTimeoutError(
      `${seen.length - late.length} of ${quorum} servers of ${zone} had ${what} within ${timeoutMs} ms: ${whatever.join('; ')}.`,
      { zone },
      seen,
    );
    const where = { subject: `the wait for ${zone}`, zone, server: undefined };
    return interruptedReading(this.#call, { ...where, deadlineMs: timeoutMs, reason: error });
  }
}
