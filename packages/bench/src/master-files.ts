/** A master file of 100,000 records: everyone in a process of its own, so that memory is its own. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { us } from './in-process.ts';
import { masterFileText } from './master-file-text.ts';
import { type Peer, PeerProcess } from './peers.ts';
import { type Spread, spreadOf } from './spread.ts';

/** What one process tells of itself; the first of the times is that of a cold start. */
interface Run {
  readonly records: number;
  readonly parseMs: readonly number[];
  readonly printMs: readonly number[];
  /** Most memory so far, in MiB: with the text read, after parsing, after printing. */
  readonly beforeMiB: number;
  readonly parsedMiB: number;
  readonly printedMiB: number;
}

export interface MasterFileEntry {
  readonly who: string;
  readonly records: number;
  readonly parseMs: Spread;
  readonly printMs: Spread;
  /** Once warm: of the later goes of each process. Undefined where there is one go alone. */
  readonly warmParseMs: Spread | undefined;
  readonly warmPrintMs: Spread | undefined;
  /** How many times as long as ours, by the medians of the cold ones. */
  readonly parseRatio: number;
  readonly printRatio: number;
  readonly beforeMiB: number;
  readonly parsedMiB: number;
  readonly printedMiB: number;
}

const origin = 'big.example.';
const runFile = fileURLToPath(new URL('./master-file-run.js', import.meta.url));

/** @param options `records`: how many; `rounds`: how many processes of each, in turns */
export async function measureMasterFiles(options: {
  readonly records: number;
  readonly rounds: number;
  readonly folder: string;
  readonly peers: readonly Peer[];
  readonly onRound: (round: number) => void;
}): Promise<MasterFileEntry[]> {
  const file = join(options.folder, 'big.example.zone');
  writeFileSync(file, masterFileText(options.records));
  const runs = new Map<string, Run[]>();
  const keep = (who: string, run: Run): void => {
    if (run.records !== options.records) throw new Error(`${who} read ${run.records} records`);
    runs.set(who, [...(runs.get(who) ?? []), run]);
  };
  for (let round = 1; round <= options.rounds; round++) {
    options.onRound(round);
    keep(us, runHere(file));
    for (const { name, command } of options.peers) {
      // dnspython takes many seconds for one go.
      const isSlow = name === 'dnspython';
      if (command === undefined || (isSlow && round > 1)) continue;
      keep(name, await runPeer(command, file, isSlow ? 1 : warmGoes));
    }
  }
  const ours = runs.get(us) ?? [];
  return [...runs].map(([who, own]) => entryOf(who, own, ours));
}

/** Goes of one process, the cold one included. */
const warmGoes = 4;

function runHere(file: string): Run {
  const output = execFileSync(process.execPath, [runFile, file, origin, String(warmGoes)], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Run;
}

async function runPeer(command: readonly string[], file: string, times: number): Promise<Run> {
  const peer = new PeerProcess(command);
  try {
    return (await peer.ask({ masterFile: file, origin, times })) as Run;
  } finally {
    peer.end();
  }
}

function entryOf(who: string, runs: readonly Run[], ours: readonly Run[]): MasterFileEntry {
  const cold = (of: readonly Run[], what: 'parseMs' | 'printMs'): Spread =>
    spreadOf(of.map((run) => run[what][0] ?? Number.NaN));
  const warm = (what: 'parseMs' | 'printMs'): Spread | undefined => {
    const later = runs.flatMap((run) => run[what].slice(1));
    return later.length === 0 ? undefined : spreadOf(later);
  };
  const most = (what: 'beforeMiB' | 'parsedMiB' | 'printedMiB'): number =>
    Math.max(...runs.map((run) => run[what]));
  const [parseMs, printMs] = [cold(runs, 'parseMs'), cold(runs, 'printMs')];
  return {
    who,
    records: runs[0]?.records ?? 0,
    parseMs,
    printMs,
    warmParseMs: warm('parseMs'),
    warmPrintMs: warm('printMs'),
    parseRatio: parseMs.median / cold(ours, 'parseMs').median,
    printRatio: printMs.median / cold(ours, 'printMs').median,
    beforeMiB: most('beforeMiB'),
    parsedMiB: most('parsedMiB'),
    printedMiB: most('printedMiB'),
  };
}
