/** Messages: everyone's works of every case, in turns, round after round. */

import { makeWorks, measureHere, us } from './in-process.ts';
import { PeerProcess } from './peers.ts';
import { type Spread, spreadOf } from './spread.ts';
import { fullRecords, keyName, makeGiven, secret, zoneName } from './workload.ts';

/** What one of them took for a case, in microseconds. */
export interface Entry {
  readonly who: string;
  readonly us: Spread;
  /** How many times as long as ours, by the medians. */
  readonly ratio: number;
  /** Octets of the message that was made or taken apart. */
  readonly bytes: number;
}

export interface MessageCase {
  readonly name: string;
  readonly entries: readonly Entry[];
}

const titles: Readonly<Record<string, string>> = {
  'update 1': 'UPDATE of 1 A: build from text, encode, sign',
  'update 1 whole': 'the same, names whole',
  'update 100': 'UPDATE of 100 A',
  'update 100 whole': 'the same, names whole',
  'update full': `UPDATE of ${fullRecords.compressed} A`,
  'update full whole': `UPDATE of ${fullRecords.whole} A, names whole`,
  'verify reply': 'signed reply: decode, verify',
  'decode 100': 'UPDATE of 100 A: decode',
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

/**
 * Measures all cases.
 *
 * @param options `rounds`: how many times each takes its turn; `ms`: how long a turn is; `commands`:
 *   the peers that can be started; `isWanted`: which cases
 */
export async function measureMessages(options: {
  readonly rounds: number;
  readonly ms: number;
  readonly commands: readonly (readonly string[])[];
  readonly isWanted: (name: string) => boolean;
  readonly onRound: (round: number) => void;
}): Promise<MessageCase[]> {
  const peers = options.commands.map((command) => new PeerProcess(command));
  const table = new Map<string, Map<string, Samples>>();
  try {
    for (let round = 1; round <= options.rounds; round++) {
      options.onRound(round);
      await measureRound(peers, table, options);
    }
  } finally {
    for (const peer of peers) peer.end();
  }
  return [...table].map(([key, entries]) => summary(titles[key] ?? key, entries));
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

function summary(name: string, entries: ReadonlyMap<string, Samples>): MessageCase {
  const ours = spreadOf(entries.get(us)?.us ?? []).median;
  return {
    name,
    entries: [...entries].map(([who, { us: values, bytes }]) => {
      const spread = spreadOf(values);
      return { who, us: spread, ratio: spread.median / ours, bytes };
    }),
  };
}

function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
