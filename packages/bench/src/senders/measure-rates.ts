/**
 * Senders in turns, round after round: each as many updates as take it about so long, each turn checked.
 * How many that are is found by a first turn, which does not count.
 */

import type { Figure, Samples } from '../report/table.ts';
import type { Sender, SendRequest, SendRun } from './send-turn.ts';

export interface Contender {
  readonly sender: Sender;
  /** As the report calls it. @default the sender's name */
  readonly who?: string;
  readonly request: Pick<SendRequest, 'transport' | 'inFlight'> & Partial<SendRequest>;
}

/** Where a turn's updates go, and how to see afterwards that they came. */
export interface Place {
  readonly request: Pick<SendRequest, 'host' | 'port' | 'zone' | 'key'>;
  /** @throws where not all records came */
  check(records: number, who: string): Promise<void>;
}

export interface RateOptions {
  readonly rounds: number;
  /** About how long a turn is. */
  readonly ms: number;
  /** A place for the next turn. */
  readonly place: () => Promise<Place>;
  readonly onRound: (round: number) => void;
}

/** Updates of the first turn, which tells how fast one is. */
const firstLook = 500;

/** V8 compiles for thousands of updates, so that Node works for so long before it is measured. */
const warmUpMs = 1_200;

export async function measureRates(
  contenders: readonly Contender[],
  { rounds, ms, place, onRound }: RateOptions,
): Promise<Map<Contender, SendRun[]>> {
  let next = 0;
  const take = async (contender: Contender, updates: number): Promise<SendRun> => {
    const { sender, who = sender.who, request } = contender;
    const { request: where, check } = await place();
    const records = updates * (request.perMessage ?? 1);
    const run = await sender.send({ perMessage: 1, ...request, ...where, from: next, records });
    // Names have seven digits.
    next = (next + records) % 5_000_000;
    await check(records, who);
    return run;
  };
  const updatesOf = (run: SendRun, turnMs: number): number =>
    Math.max(100, Math.round((run.updates / run.ms) * turnMs));
  const counts = new Map<Contender, number>();
  for (const contender of contenders) {
    let run = await take(contender, firstLook);
    let worked = run.ms;
    // It gets faster, so that each turn is a better guess of how many updates the next one is.
    do {
      run = await take(contender, updatesOf(run, Math.min(ms, warmUpMs / 4)));
      worked += run.ms;
    } while (contender.sender.warmsUp && worked < warmUpMs);
    counts.set(contender, updatesOf(run, ms));
  }
  const runs = new Map(contenders.map((contender) => [contender, [] as SendRun[]]));
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const contender of contenders) {
      runs.get(contender)?.push(await take(contender, counts.get(contender) ?? firstLook));
    }
  }
  return runs;
}

/** Updates a second, and beside that latencies and CPU time. */
export function rateSamples(
  { sender, who = sender.who }: Contender,
  runs: readonly SendRun[],
): Samples {
  const figureOf = (
    unit: Figure['unit'],
    of: (run: SendRun) => number | undefined,
  ): { readonly unit: Figure['unit']; readonly samples: readonly number[] } => ({
    unit,
    samples: runs.map(of).filter((value) => value !== undefined),
  });
  return {
    who,
    kind: sender.kind,
    samples: runs.map((run) => (run.updates * 1000) / run.ms),
    figures: {
      p50: figureOf('us', ({ p50Us }) => p50Us),
      p99: figureOf('us', ({ p99Us }) => p99Us),
      'CPU an update': figureOf('us', (run) =>
        run.cpuMs === undefined ? undefined : (run.cpuMs * 1000) / run.updates,
      ),
    },
  };
}
