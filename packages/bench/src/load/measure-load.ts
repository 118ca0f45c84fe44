/**
 * Many records into a zone: for each load a server of its own, so that nobody finds what another has
 * left behind, and a process of its own, as programs are that load a zone. The time begins when that
 * process is there, but for nsupdate and knsupdate, which are quickly there. Everyone sends over TCP;
 * what the zone holds is counted afterwards by a transfer.
 */

import { installed, type ServerKind, startServer } from '@zonewright/testkit';
import { zoneText } from '../client/zone-text.ts';
import { us } from '../in-process.ts';
import type { Measuring, NotMeasured } from '../measuring.ts';
import { atMost, withinPercent } from '../report/aims.ts';
import { type Aim, makeTable, type RowKind, type Table } from '../report/table.ts';
import { bare, bareSender, LineSender, ourSender } from '../senders/line-sender.ts';
import { findScriptPrograms, ScriptSender } from '../senders/script-sender.ts';
import type { Sender, SendRequest, SendRun } from '../senders/send-turn.ts';
import { zoneName } from '../workload.ts';
import { benchKey, countedZone } from './counted-zone.ts';
import { findFolders } from './folders.ts';

interface Case {
  readonly name: string;
  readonly kind: ServerKind;
  readonly label: string;
  readonly parentFolder: string | undefined;
  readonly records: number;
  readonly aims: readonly Aim[];
}

interface Contender {
  readonly who: string;
  readonly kind: RowKind;
  readonly start: () => Sender;
  readonly request: Pick<SendRequest, 'perMessage'> & Partial<SendRequest>;
  readonly isSlow: boolean;
}

/** Rounds: a load is long, and moves less than an update. */
const mostRounds = 3;

const sizes = [10_000, 100_000] as const;

function casesOf({ isQuick }: Measuring): Case[] {
  const { tmpfs, disk } = findFolders();
  const wanted = isQuick ? sizes.slice(0, 1) : sizes;
  return wanted.flatMap((records) => {
    const isAimed = records === 100_000;
    const place = (
      name: string,
      kind: ServerKind,
      label: string,
      parentFolder: string | undefined,
      aim: Aim,
    ): Case => ({
      name: `load ${name} ${records}`,
      kind,
      label,
      parentFolder,
      records,
      aims: isAimed ? [aim] : [],
    });
    return [
      place('bind tmpfs', 'bind', 'BIND, its folder on tmpfs', tmpfs, atMost(0.6, 's')),
      place('bind disk', 'bind', 'BIND, its folder on a disk', disk, atMost(0.8, 's')),
      place('knot', 'knot', 'Knot DNS, tmpfs', tmpfs, withinPercent(10, ['peer', 'floor'])),
      place('powerdns', 'powerdns', 'PowerDNS, tmpfs', tmpfs, withinPercent(10, ['peer', 'floor'])),
    ];
  });
}

export async function measureLoad(
  measuring: Measuring,
): Promise<{ readonly tables: readonly Table[]; readonly notMeasured: readonly NotMeasured[] }> {
  const notMeasured = new Map<string, string>();
  const tables: Table[] = [];
  const wanted = casesOf(measuring).filter(({ name }) => measuring.isWanted(name));
  for (const one of wanted) {
    if (!installed(one.kind)) notMeasured.set(`loads into ${one.kind}`, 'not installed');
    else if (one.parentFolder === undefined) notMeasured.set(one.label, 'there is no such folder');
    else {
      const table = await measuring.attempt(one.name, () => measureCase(one, measuring));
      if (table !== undefined) tables.push(table);
    }
  }
  return { tables, notMeasured: [...notMeasured].map(([who, why]) => ({ who, why })) };
}

async function measureCase(one: Case, measuring: Measuring): Promise<Table> {
  const rounds = measuring.isQuick ? 1 : Math.min(measuring.rounds, mostRounds);
  const contenders = contendersOf(measuring);
  const runs = new Map(contenders.map((contender) => [contender, [] as SendRun[]]));
  let version = '';
  const onRound = measuring.say(one.name);
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const contender of contenders) {
      if (contender.isSlow && round > 1) continue;
      const load = await loadOnce(one, contender);
      runs.get(contender)?.push(load.run);
      version = load.version;
    }
  }
  return makeTable({
    name: one.name,
    part: 'load',
    title: `${one.records.toLocaleString('en-US')} A records into ${one.label.replace(/,|$/, ` ${version}$&`)}`,
    unit: 's',
    better: 'less',
    rounds,
    rows: [...runs].map(([{ who, kind }, own]) => ({
      who,
      kind,
      samples: own.map(({ ms }) => ms / 1000),
      figures: {
        'records a second': {
          unit: '/s',
          samples: own.map((run) => (run.records * 1000) / run.ms),
        },
        'CPU of the sender': {
          unit: 's',
          samples: own.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs / 1000])),
        },
      },
    })),
    aims: one.aims,
  });
}

async function loadOnce(
  { kind, parentFolder, records }: Case,
  { who, start, request }: Contender,
): Promise<{ readonly run: SendRun; readonly version: string }> {
  await using server = await startServer(kind, {
    zones: { [zoneName]: zoneText },
    keys: [benchKey],
    quiet: true,
    ...(parentFolder === undefined ? {} : { parentFolder }),
  });
  const { request: where, check } = countedZone(server, zoneName);
  const sender = start();
  try {
    const turn = { transport: 'tcp', inFlight: 1, ...request, ...where, from: 0, records } as const;
    const run = await sender.send(turn);
    await check(records, who);
    return { run, version: server.version };
  } finally {
    sender.end();
  }
}

/** The others send one message after the other, of 1,000 records; some also of as many as fit. */
const inThousands = { perMessage: 1_000, what: 'in 1,000s' } as const;
const inLargest = { perMessage: 2_500, what: 'in 2,500s' } as const;

function contendersOf({ peers, folder }: Measuring): Contender[] {
  const contenders: Contender[] = [
    {
      who: `${us}, load`,
      kind: 'ours',
      start: () => ourSender(),
      request: { perMessage: 1, how: 'load' },
      isSlow: false,
    },
  ];
  const add = (
    who: string,
    kind: RowKind,
    start: () => Sender,
    { isLarge = true, isSlow = false } = {},
  ): void => {
    for (const { perMessage, what } of isLarge ? [inThousands, inLargest] : [inThousands]) {
      contenders.push({ who: `${who}, ${what}`, kind, start, request: { perMessage }, isSlow });
    }
  };
  add(bare, 'floor', () => bareSender());
  for (const { name, command } of peers) {
    if (command === undefined) continue;
    // dnspython takes seconds.
    const isSlow = name === 'dnspython';
    add(name, 'peer', () => new LineSender(name, 'peer', command), { isLarge: !isSlow, isSlow });
  }
  for (const { program, version } of findScriptPrograms()) {
    if (version === undefined || program === 'dnsperf') continue;
    add(program, 'peer', () => new ScriptSender(program, folder), { isLarge: false });
  }
  return contenders;
}
