/** A master file of 100,000 records: everyone in a process of its own, so that memory is its own. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { us } from './in-process.ts';
import { masterFileText } from './master-file-text.ts';
import type { Measuring } from './measuring.ts';
import { PeerProcess } from './peers.ts';
import { makeTable, type Table } from './report/table.ts';

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

const origin = 'big.example.';
/** Compiled: from the sources too, where the tests come from. */
const runFile = fileURLToPath(new URL('../dist/master-file-run.js', import.meta.url));

/** @param records how many there are in the file */
export async function measureMasterFiles(
  { folder, peers, rounds, isWanted, say }: Measuring,
  records: number,
): Promise<Table[]> {
  if (!isWanted('master file')) return [];
  const file = join(folder, 'big.example.zone');
  writeFileSync(file, masterFileText(records));
  const runs = new Map<string, Run[]>();
  const keep = (who: string, run: Run): void => {
    if (run.records !== records) throw new Error(`${who} read ${run.records} records`);
    runs.set(who, [...(runs.get(who) ?? []), run]);
  };
  const onRound = say('master file');
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    keep(us, runHere(file));
    for (const { name, command } of peers) {
      // dnspython takes many seconds for one go.
      const isSlow = name === 'dnspython';
      if (command === undefined || (isSlow && round > 1)) continue;
      keep(name, await runPeer(command, file, isSlow ? 1 : warmGoes));
    }
  }
  return (['parse', 'print'] as const).map((what) => tableOf(what, records, rounds, runs));
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

/** The first go of each process; those after it, and its memory, stand beside. */
function tableOf(
  what: 'parse' | 'print',
  records: number,
  rounds: number,
  runs: ReadonlyMap<string, readonly Run[]>,
): Table {
  const msOf = (run: Run): readonly number[] => (what === 'parse' ? run.parseMs : run.printMs);
  const mostOf = (run: Run): number => (what === 'parse' ? run.parsedMiB : run.printedMiB);
  const title = `A master file of ${records.toLocaleString('en-US')} records, ${what === 'parse' ? 'parsed' : 'printed'}`;
  return makeTable({
    name: `master file ${what}`,
    part: 'masterfile',
    title,
    unit: 'ms',
    better: 'less',
    rounds,
    rows: [...runs].map(([who, own]) => ({
      who,
      kind: who === us ? 'ours' : 'peer',
      samples: own.map((run) => msOf(run)[0] ?? Number.NaN),
      figures: {
        'once warm': { unit: 'ms', samples: own.flatMap((run) => msOf(run).slice(1)) },
        'with the text read': { unit: 'MiB', samples: own.map(({ beforeMiB }) => beforeMiB) },
        'most memory': { unit: 'MiB', samples: own.map(mostOf) },
      },
    })),
  });
}
