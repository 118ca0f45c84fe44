/**
 * Zone transfers of several sizes, signed and not, from BIND and Knot: records a second, and memory.
 * Everyone takes turns, round after round, each a process of its own in each of them.
 */

import { installed, type RealServer, startServer } from '@zonewright/testkit';
import { us } from '../in-process.ts';
import { masterFileText } from '../master-file-text.ts';
import type { Peer } from '../peers.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { keyName, secret } from '../workload.ts';
import { findPrograms, transferByProgram } from './program-turn.ts';
import { ourCommand, type TransferRequest, type TransferRun, transferBy } from './transfer-turn.ts';

/** What one of them came to at one zone. */
export interface TransferEntry {
  readonly who: string;
  /** Records a second, by the median of each round: of what is warm, where there are several goes. */
  readonly perSecond: Spread;
  /** How many times as long as ours it took, in the turn of the same round: the median. */
  readonly ratio: number;
  /** CPU time per record in microseconds: what others do on the machine counts less in it. */
  readonly cpuUs: Spread | undefined;
  /** The most that a process had, in MiB; 0 where it was gone before that was looked at. */
  readonly peakMiB: number;
  /** The same above what it had before it began; a program that prints has no such moment. */
  readonly grownMiB: number | undefined;
  /** By how much our heap grew, with what was not yet collected. */
  readonly heapMiB: number | undefined;
}

export interface TransferCase {
  readonly name: string;
  readonly server: string;
  readonly records: number;
  readonly signed: boolean;
  readonly entries: readonly TransferEntry[];
}

export interface TransferMeasurements {
  readonly cases: readonly TransferCase[];
  readonly notMeasured: readonly { readonly who: string; readonly why: string }[];
}

/** Records of the zones; the largest is left out where somebody only wants a look. */
export const sizes: readonly number[] = [10, 10_000, 1_000_000];

/** Transfers of one process: the first is cold. A million takes its time once. */
function timesOf(records: number): number {
  return records >= 100_000 ? 1 : records >= 1_000 ? 10 : 50;
}

const origin = 'big.example';
const servers = ['bind', 'knot'] as const;

interface Case {
  readonly name: string;
  readonly kind: (typeof servers)[number];
  readonly records: number;
  readonly signed: boolean;
}

/** All of them by name, such as `transfer bind 10000 signed`. */
function casesOf(wanted: readonly number[]): Case[] {
  return servers.flatMap((kind) =>
    wanted.flatMap((records) =>
      [true, false].map((signed) => ({
        name: `transfer ${kind} ${records} ${signed ? 'signed' : 'unsigned'}`,
        kind,
        records,
        signed,
      })),
    ),
  );
}

/**
 * @param options `rounds`: how many turns each takes; `sizes`: records of the zones; `folder`: where
 *   dig and kdig print to
 */
export async function measureTransfer(options: {
  readonly rounds: number;
  readonly sizes: readonly number[];
  readonly folder: string;
  readonly peers: readonly Peer[];
  readonly isWanted: (name: string) => boolean;
  readonly onRound: (round: number) => void;
}): Promise<TransferMeasurements> {
  const wanted = casesOf(options.sizes).filter(({ name }) => options.isWanted(name));
  const notMeasured: { who: string; why: string }[] = [];
  if (wanted.length === 0) return { cases: [], notMeasured };
  const programs = findPrograms();
  for (const who of programs.missing) notMeasured.push({ who, why: 'not installed' });
  const contenders = contendersOf(options.peers, programs.found, options.folder);
  const cases: TransferCase[] = [];
  for (const kind of servers) {
    const own = wanted.filter((one) => one.kind === kind);
    if (own.length === 0) continue;
    if (!installed(kind)) {
      notMeasured.push({ who: `transfers from ${kind}`, why: 'not installed' });
      continue;
    }
    cases.push(...(await measureServer(kind, own, contenders, options)));
  }
  return { cases, notMeasured };
}

interface Contender {
  readonly who: string;
  readonly isSlow: boolean;
  readonly take: (request: TransferRequest) => Promise<TransferRun>;
}

function contendersOf(
  peers: readonly Peer[],
  programs: readonly string[],
  folder: string,
): Contender[] {
  const byLines = (who: string, command: readonly string[]): Contender => ({
    who,
    isSlow: who === 'dnspython',
    take: (request) => transferBy(command, request),
  });
  return [
    byLines(us, ourCommand),
    ...peers.flatMap(({ name, command }) => (command === undefined ? [] : byLines(name, command))),
    ...programs.map((who) => ({
      who,
      isSlow: false,
      take: (request: TransferRequest) => transferByProgram(who, request, folder),
    })),
  ];
}

async function measureServer(
  kind: (typeof servers)[number],
  cases: readonly Case[],
  contenders: readonly Contender[],
  options: { readonly rounds: number; readonly onRound: (round: number) => void },
): Promise<TransferCase[]> {
  await using server = await startServer(kind, {
    zones: {},
    keys: [{ name: keyName, algorithm: 'hmac-sha256', secret }],
  });
  for (const records of new Set(cases.map((one) => one.records))) {
    await server.addZone(zoneOf(records), { text: textOf(records), openTransfer: true });
  }
  const runs = cases.map(() => new Map<string, TransferRun[]>());
  for (let round = 1; round <= options.rounds; round++) {
    options.onRound(round);
    for (const [index, one] of cases.entries()) {
      for (const { who, isSlow, take } of contenders) {
        const own = runs[index]?.get(who) ?? [];
        runs[index]?.set(who, own);
        // dnspython takes seconds for ten thousand, and half a minute for a million.
        const isLeftOut = isSlow && one.records >= 1_000 && round > 1;
        if (!isLeftOut) own.push(checked(who, one, await take(requestOf(server, one))));
      }
    }
  }
  return cases.map(({ name, records, signed }, index) => {
    const own = runs[index] ?? new Map<string, TransferRun[]>();
    const label = `${kind === 'bind' ? 'BIND' : 'Knot'} ${server.version}`;
    const entries = [...own].map(([who, theirs]) => entryOf(who, theirs, own.get(us) ?? []));
    return { name, server: label, records, signed, entries };
  });
}

const zoneOf = (records: number): string => `r${records}.${origin}`;

function textOf(records: number): string {
  return (
    masterFileText(records)
      .replace(/^\$ORIGIN .*$/m, `$ORIGIN ${zoneOf(records)}.`)
      // A name server in the zone would need an address.
      .replace('NS ns1', 'NS ns1.example.net.')
  );
}

function requestOf({ address, port }: RealServer, { records, signed }: Case): TransferRequest {
  return {
    host: address,
    port,
    zone: `${zoneOf(records)}.`,
    key: signed ? { name: keyName, secret } : undefined,
    times: timesOf(records),
  };
}

/** @throws where not all records came, or more */
function checked(who: string, { name, records }: Case, run: TransferRun): TransferRun {
  if (run.records === records) return run;
  throw new Error(`${name}: ${who} had ${run.records} records`);
}

/** Of the goes of one process: what is warm, where there is something. */
function warm(goes: readonly number[]): number {
  return spreadOf(goes.length > 1 ? goes.slice(1) : goes).median;
}

const msOf = ({ ms }: TransferRun): number => warm(ms);

function entryOf(
  who: string,
  runs: readonly TransferRun[],
  ours: readonly TransferRun[],
): TransferEntry {
  const most = (figure: (run: TransferRun) => number | undefined): number | undefined => {
    const figures = runs.map(figure).filter((value) => value !== undefined);
    return figures.length === 0 ? undefined : Math.max(...figures);
  };
  const cpuUs = runs.flatMap(({ records, cpuMs }) =>
    cpuMs === undefined ? [] : [(warm(cpuMs) * 1000) / records],
  );
  return {
    who,
    cpuUs: cpuUs.length === 0 ? undefined : spreadOf(cpuUs),
    perSecond: spreadOf(runs.map((run) => (run.records * 1000) / msOf(run))),
    ratio: spreadOf(runs.map((run, round) => msOf(run) / msOf(ours[round] ?? run))).median,
    peakMiB: most(({ peakMiB }) => peakMiB) ?? 0,
    grownMiB: most(({ beforeMiB, peakMiB }) =>
      beforeMiB === undefined ? undefined : peakMiB - beforeMiB,
    ),
    heapMiB: most(({ heapMiB }) => heapMiB),
  };
}
