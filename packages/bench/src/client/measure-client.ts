/**
 * The client against servers: what `verify` costs, and what several connections bring. Everyone takes
 * turns, round after round, so that what else the machine does falls on all.
 */

import type { DnsClient, DnsClientOptions } from 'zonewright';
import { type Spread, spreadOf } from '../spread.ts';
import { type MeasuredServer, startServers } from './measured-server.ts';
import { clientOf, type Turn, takeTurn, Updates } from './turn.ts';

/** Updates one after the other, with and without `verify`. */
export interface VerifyEntry {
  readonly server: string;
  readonly verify: boolean;
  /** Microseconds per update. */
  readonly us: Spread;
  /** CPU time of the client's process per update, in microseconds. */
  readonly cpuUs: Spread;
  /** How many times as long as without `verify`, in the turn of the same round. */
  readonly ratio: Spread;
  readonly cpuRatio: Spread;
  /** Updates of all rounds; the server has carried out each of them. */
  readonly updates: number;
}

/** Many updates in flight, over so many connections. */
export interface ConnectionsEntry {
  readonly server: string;
  readonly maxConnections: number;
  readonly inFlight: number;
  /** Updates a second. */
  readonly perSecond: Spread;
  readonly cpuUs: Spread;
  /** How many times as many as over one connection, in the turn of the same round. */
  readonly ratio: Spread;
  readonly updates: number;
}

export interface ClientMeasurements {
  readonly verify: readonly VerifyEntry[];
  readonly connections: readonly ConnectionsEntry[];
  readonly notMeasured: readonly { readonly who: string; readonly why: string }[];
}

const inFlight = 64;
const connections = [1, 4, 16] as const;

/** How long each works at most before it is measured: V8 compiles for thousands of updates. */
const warmUpMs = 1_000;

/** What takes a turn in each round. */
interface Contender {
  readonly server: MeasuredServer;
  readonly inFlight: number;
  readonly options: Partial<DnsClientOptions>;
  readonly client: DnsClient;
  readonly turns: Turn[];
}

/** @param options `rounds`: how many turns each takes; `ms`: how long a turn is */
export async function measureClient(options: {
  readonly rounds: number;
  readonly ms: number;
  readonly isWanted: (name: string) => boolean;
  readonly onRound: (round: number) => void;
}): Promise<ClientMeasurements> {
  const wantsVerify = options.isWanted('client verify');
  const wantsConnections = options.isWanted('client connections');
  if (!wantsVerify && !wantsConnections) return { verify: [], connections: [], notMeasured: [] };
  const { servers, notMeasured } = await startServers();
  const verify = wantsVerify ? servers.flatMap(verifyContenders) : [];
  const several = wantsConnections ? servers.flatMap(connectionsContenders) : [];
  try {
    await takeTurns([...verify, ...several], options);
    return {
      verify: verify.map((one) => verifyEntry(one, verify)),
      connections: several.map((one) => connectionsEntry(one, several)),
      notMeasured,
    };
  } finally {
    await Promise.all([...verify, ...several].map(({ client }) => client.close()));
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  }
}

async function takeTurns(
  contenders: readonly Contender[],
  {
    rounds,
    ms,
    onRound,
  }: {
    readonly rounds: number;
    readonly ms: number;
    readonly onRound: (round: number) => void;
  },
): Promise<void> {
  const updates = new Updates();
  const turnOf = (contender: Contender, turnMs: number): Promise<Turn> =>
    takeTurn(contender.client, contender.server, updates, {
      ms: turnMs,
      inFlight: contender.inFlight,
    });
  for (const contender of contenders) await turnOf(contender, Math.min(warmUpMs, ms * 10));
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const contender of contenders) contender.turns.push(await turnOf(contender, ms));
  }
  for (const server of new Set(contenders.map((contender) => contender.server))) {
    await updates.checkRecords(server);
  }
}

function contender(
  server: MeasuredServer,
  atOnce: number,
  options: Partial<DnsClientOptions>,
): Contender {
  return { server, inFlight: atOnce, options, client: clientOf(server, options), turns: [] };
}

function verifyContenders(server: MeasuredServer): Contender[] {
  return [false, true].map((verify) => contender(server, 1, { verify }));
}

/** Without `verify`, as peers send. */
function connectionsContenders(server: MeasuredServer): Contender[] {
  return connections.map((maxConnections) =>
    contender(server, inFlight, { verify: false, maxConnections }),
  );
}

const usOf = ({ wallMs, updates }: Turn): number => (wallMs * 1000) / updates;
const cpuUsOf = ({ cpuMs, updates }: Turn): number => (cpuMs * 1000) / updates;
const perSecondOf = ({ wallMs, updates }: Turn): number => (updates * 1000) / wallMs;

const total = ({ turns }: Contender): number =>
  turns.reduce((sum, { updates }) => sum + updates, 0);

/**
 * By how much a figure differs from that of the first contender of the same server, round by round:
 * their turns follow each other, so that what slows the machine down for a while slows both.
 */
function ratioOf(
  one: Contender,
  all: readonly Contender[],
  figure: (turn: Turn) => number,
): Spread {
  const base = all.find(({ server }) => server === one.server) ?? one;
  return spreadOf(one.turns.map((turn, round) => figure(turn) / figure(base.turns[round] ?? turn)));
}

function verifyEntry(one: Contender, all: readonly Contender[]): VerifyEntry {
  return {
    server: one.server.name,
    verify: one.options.verify === true,
    us: spreadOf(one.turns.map(usOf)),
    cpuUs: spreadOf(one.turns.map(cpuUsOf)),
    ratio: ratioOf(one, all, usOf),
    cpuRatio: ratioOf(one, all, cpuUsOf),
    updates: total(one),
  };
}

function connectionsEntry(one: Contender, all: readonly Contender[]): ConnectionsEntry {
  return {
    server: one.server.name,
    maxConnections: one.options.maxConnections ?? Number.NaN,
    inFlight: one.inFlight,
    perSecond: spreadOf(one.turns.map(perSecondOf)),
    cpuUs: spreadOf(one.turns.map(cpuUsOf)),
    ratio: ratioOf(one, all, perSecondOf),
    updates: total(one),
  };
}
