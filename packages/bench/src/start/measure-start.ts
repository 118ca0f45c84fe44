/**
 * One update from a program, the whole process: from its start to its end, and the most memory it had.
 * The null responder answers, so that the server is no part of it.
 */

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { us } from '../in-process.ts';
import type { Measuring, NotMeasured } from '../measuring.ts';
import { compile } from '../null/compile.ts';
import { checkCounted, NullResponder } from '../null/null-responder.ts';
import { atMost, figureAtMost } from '../report/aims.ts';
import { makeTable, type RowKind, type Table } from '../report/table.ts';
import { bare } from '../senders/line-sender.ts';
import { findScriptPrograms, ScriptSender } from '../senders/script-sender.ts';
import type { SendRequest } from '../senders/send-turn.ts';
import { keyName, secret, zoneName } from '../workload.ts';

const execute = promisify(execFile);

/** Compiled: from the sources too, where the tests come from. */
const compiled = (file: string): string =>
  fileURLToPath(new URL(`../../dist/start/${file}`, import.meta.url));

/** What responder/run-program.c tells. */
interface ProgramRun {
  readonly wallUs: number;
  readonly cpuUs: number;
  readonly peakKiB: number;
}

interface Contender {
  readonly who: string;
  readonly kind: RowKind;
  readonly command: readonly string[];
  /** Updates that it sends. */
  readonly updates: 0 | 1;
}

/** Each is short, and what moves is large beside it. */
const roundsPerRound = 4;

export async function measureStart(
  measuring: Measuring,
): Promise<{ readonly tables: readonly Table[]; readonly notMeasured: readonly NotMeasured[] }> {
  const name = 'start';
  if (!measuring.isWanted(name)) return { tables: [], notMeasured: [] };
  const { folder } = measuring;
  const responderProgram = compile(folder, 'null-responder', ['crypto']);
  const launcher = compile(folder, 'run-program');
  if (responderProgram.path === undefined || launcher.path === undefined) {
    const why = responderProgram.missing ?? launcher.missing ?? '';
    return { tables: [], notMeasured: [{ who: 'whole processes', why }] };
  }
  using responder = await NullResponder.start({ program: responderProgram.path, folder });
  const contenders = contendersOf(responder, measuring);
  const runs = new Map(contenders.map((contender) => [contender, [] as ProgramRun[]]));
  const rounds = measuring.rounds * (measuring.isQuick ? 1 : roundsPerRound);
  const onRound = measuring.say(name);
  // The first one of all finds its files on the disk, the others in memory.
  for (let round = 0; round <= rounds; round++) {
    if (round > 0) onRound(round);
    for (const contender of contenders) {
      const run = await runOnce(launcher.path, contender, responder);
      if (round > 0) runs.get(contender)?.push(run);
    }
  }
  const table = makeTable({
    name,
    part: 'start',
    title: 'One update from a program, the whole process',
    unit: 'ms',
    better: 'less',
    rounds,
    rows: [...runs].map(([{ who, kind }, own]) => ({
      who,
      kind,
      samples: own.map(({ wallUs }) => wallUs / 1000),
      figures: {
        CPU: { unit: 'ms', samples: own.map(({ cpuUs }) => cpuUs / 1000) },
        'most memory': { unit: 'MiB', samples: own.map(({ peakKiB }) => peakKiB / 1024) },
      },
    })),
    aims: [atMost(72, 'ms'), figureAtMost('most memory', 48, 'MiB')],
  });
  return { tables: [table], notMeasured: [] };
}

async function runOnce(
  launcher: string,
  { who, command, updates }: Contender,
  responder: NullResponder,
): Promise<ProgramRun> {
  const before = await responder.counted();
  const { stdout } = await execute(launcher, command);
  checkCounted(before, await responder.counted(), updates, who);
  return JSON.parse(stdout) as ProgramRun;
}

function contendersOf({ host, port }: NullResponder, { folder, peers }: Measuring): Contender[] {
  const oneRequest = (transport: 'udp' | 'tcp'): SendRequest => ({
    host,
    port,
    transport,
    zone: `${zoneName}.`,
    key: { name: keyName, secret },
    from: 0,
    records: 1,
    perMessage: 1,
    inFlight: 1,
  });
  const requestFile = (transport: 'udp' | 'tcp'): string => {
    const file = join(folder, `one-update-${transport}.json`);
    writeFileSync(file, JSON.stringify(oneRequest(transport)), { mode: 0o600 });
    return file;
  };
  const udp = requestFile('udp');
  const node = process.execPath;
  const program = compiled('one-update.js');
  const contenders: Contender[] = [
    { who: `${us}, UDP`, kind: 'ours', command: [node, program, udp], updates: 1 },
    { who: `${us}, TCP`, kind: 'ours', command: [node, program, requestFile('tcp')], updates: 1 },
    {
      who: `${bare}, UDP`,
      kind: 'floor',
      command: [node, compiled('one-bare.js'), udp],
      updates: 1,
    },
    { who: "node -e ''", kind: 'floor', command: [node, '-e', ''], updates: 0 },
  ];
  for (const peer of peers) {
    if (peer.once === undefined) continue;
    contenders.push({
      who: `${peer.name}, UDP`,
      kind: 'peer',
      command: [...peer.once, udp],
      updates: 1,
    });
  }
  for (const { program: script, version } of findScriptPrograms()) {
    if (version === undefined || script === 'dnsperf') continue;
    const command = new ScriptSender(script, folder).command(oneRequest('udp'));
    contenders.push({ who: `${script}, UDP`, kind: 'peer', command, updates: 1 });
  }
  return contenders;
}
