/** Messages: everyone's works of every case, in turns, round after round. */

import { floors, makeWorks, measureHere, us } from './in-process.ts';
import type { Measuring } from './measuring.ts';
import { PeerProcess } from './peers.ts';
import { atMost } from './report/aims.ts';
import { type Aim, makeTable, type RowKind, type Table } from './report/table.ts';
import { fullRecords, keyName, makeGiven, secret, zoneName } from './workload.ts';

const titles: Readonly<Record<string, string>> = {
  'update 1': 'UPDATE of 1 A: build from text, encode, sign',
  'update 1 whole': 'UPDATE of 1 A, names whole',
  'update mixed': 'UPDATE of a prerequisite, a removal and 3 records of 3 types',
  'update 100': 'UPDATE of 100 A',
  'update 100 whole': 'UPDATE of 100 A, names whole',
  'update full': `UPDATE of ${fullRecords.compressed} A`,
  'update full whole': `UPDATE of ${fullRecords.whole} A, names whole`,
  'verify reply': 'A signed reply: decode, verify',
  'decode 100': 'UPDATE of 100 A: decode',
};

/** Of the figure of ours, in microseconds; not of the row of wire's own key, which is for browsers. */
const aims: Readonly<Record<string, Aim>> = {
  'update 1': atMost(4, 'us'),
  'update mixed': atMost(6, 'us'),
  'update 100': atMost(25, 'us'),
  'update full': atMost(450, 'us'),
  'verify reply': atMost(5, 'us'),
};

/** What was measured of one entry so far. */
interface Samples {
  readonly us: number[];
  bytes: number;
}

interface Measured {
  readonly us: number;
  readonly bytes: number;
}

/** Measures all cases that somebody wants. */
export async function measureMessages({
  rounds,
  ms,
  peers,
  isWanted,
  say,
}: Measuring): Promise<Table[]> {
  if (!Object.keys(titles).some(isWanted)) return [];
  const commands = peers.flatMap(({ command }) => (command === undefined ? [] : [command]));
  const processes = commands.map((command) => new PeerProcess(command));
  const table = new Map<string, Map<string, Samples>>();
  const onRound = say('messages');
  try {
    for (let round = 1; round <= rounds; round++) {
      onRound(round);
      await measureRound(processes, table, { ms, isWanted });
    }
  } finally {
    for (const process of processes) process.end();
  }
  return [...table].map(([name, entries]) => tableOf(name, entries, rounds));
}

async function measureRound(
  peers: readonly PeerProcess[],
  table: Map<string, Map<string, Samples>>,
  { ms, isWanted }: { readonly ms: number; readonly isWanted: (name: string) => boolean },
): Promise<void> {
  // Afresh in each round: a signature is good for five minutes, and peers look at the clock.
  const now = Math.floor(Date.now() / 1000);
  const given = makeGiven(now);
  const works = makeWorks(given, now, fullRecords);
  const request = {
    zone: `${zoneName}.`,
    keyName,
    secret,
    reply: hexOf(given.reply),
    requestMac: hexOf(given.requestMac),
    update: hexOf(given.update),
    full: fullRecords.compressed,
    fullWhole: fullRecords.whole,
  };
  const theirs: { readonly peer: PeerProcess; readonly works: Record<string, string[]> }[] = [];
  for (const peer of peers) {
    // What the peers in this package answer to this request.
    const answer = (await peer.ask({ given: request })) as Record<string, string[]>;
    theirs.push({ peer, works: answer });
  }
  for (const [name, own] of Object.entries(works)) {
    if (!isWanted(name)) continue;
    for (const [who, work] of Object.entries(own)) add(table, name, who, measureHere(work, ms));
    for (const { peer, works: offered } of theirs) {
      for (const who of (offered[name] ?? []).toSorted()) {
        add(table, name, who, (await peer.ask({ case: name, who, ms })) as Measured);
      }
    }
  }
}

function add(
  table: Map<string, Map<string, Samples>>,
  name: string,
  who: string,
  measured: Measured,
): void {
  const entries = table.get(name) ?? new Map<string, Samples>();
  table.set(name, entries);
  const samples = entries.get(who) ?? { us: [], bytes: 0 };
  entries.set(who, samples);
  samples.us.push(measured.us);
  samples.bytes = measured.bytes;
}

function tableOf(name: string, entries: ReadonlyMap<string, Samples>, rounds: number): Table {
  const aim = aims[name];
  const kindOf = (who: string): RowKind => {
    if (who.startsWith(us)) return 'ours';
    return floors.includes(who) ? 'floor' : 'peer';
  };
  return makeTable({
    name,
    part: 'messages',
    title: titles[name] ?? name,
    unit: 'us',
    better: 'less',
    rounds,
    rows: [...entries].map(([who, { us: samples, bytes }]) => ({
      who,
      kind: kindOf(who),
      samples,
      figures: { size: { unit: 'octets', samples: [bytes] } },
      ...(who === us && aim !== undefined ? { aims: [aim] } : {}),
    })),
  });
}

function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
