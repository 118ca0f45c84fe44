/**
 * How cost and memory grow with the work: records of a load, zones, servers, and how long it goes on.
 * What is wanted is that they do not.
 */

import type { Measuring, NotMeasured } from '../measuring.ts';
import { compile } from '../null/compile.ts';
import { checkCounted, NullResponder } from '../null/null-responder.ts';
import type { Curve, Line, Point } from '../report/curve.ts';
import { number } from '../report/figures.ts';
import type { AimResult } from '../report/table.ts';
import { spreadOf } from '../spread.ts';
import { keyName, secret } from '../workload.ts';
import { type GrowthRequest, type GrowthRun, growthOf } from './growth-turn.ts';

type Without<Request> = Request extends unknown ? Omit<Request, 'host' | 'port' | 'key'> : never;

/** What is asked of the process, but for where it sends. */
type Ask = (request: Without<GrowthRequest>) => Promise<GrowthRun>;

/** Several processes for each size. */
const mostRounds = 3;

/** How much more the largest may cost than the cheapest that is smaller, and still be called flat. */
const flat = 1.5;

/** Above what a process had when it began, however long it goes on. */
const mostHeapMiB = 16;

export async function measureGrowth(
  measuring: Measuring,
): Promise<{ readonly curves: readonly Curve[]; readonly notMeasured: readonly NotMeasured[] }> {
  const parts = [records, zones, servers, memory].filter(({ name: part }) =>
    measuring.isWanted(`growth ${part}`),
  );
  if (parts.length === 0) return { curves: [], notMeasured: [] };
  const { path: program, missing } = compile(measuring.folder, 'null-responder', ['crypto']);
  if (program === undefined) {
    return { curves: [], notMeasured: [{ who: 'growth', why: missing }] };
  }
  using responder = await NullResponder.start({ program, folder: measuring.folder, any: true });
  const ask: Ask = async (request) => {
    const before = await responder.counted();
    const { host, port } = responder;
    const run = await growthOf({ host, port, key: { name: keyName, secret }, ...request });
    checkCounted(before, await responder.counted(), run.done, `growth ${request.what}`);
    return run;
  };
  const curves: Curve[] = [];
  for (const part of parts) {
    const curve = await measuring.attempt(`growth ${part.name}`, () => part(ask, measuring));
    if (curve !== undefined) curves.push(curve);
  }
  return { curves, notMeasured: [] };
}

/** Sizes that grow tenfold, up to the last. */
function tenfold(last: number): number[] {
  const sizes: number[] = [];
  for (let size = 1; size <= last; size *= 10) sizes.push(size);
  return sizes;
}

const roundsOf = ({ isQuick, rounds }: Measuring): number =>
  isQuick ? 1 : Math.min(rounds, mostRounds);

/** Microseconds for one, at each size: the median of the rounds, in which the sizes take turns. */
async function costs(
  name: string,
  sizes: readonly number[],
  measuring: Measuring,
  run: (size: number) => Promise<GrowthRun>,
): Promise<Point[]> {
  const samples = new Map(sizes.map((size) => [size, [] as number[]]));
  const onRound = measuring.say(name);
  for (let round = 1; round <= roundsOf(measuring); round++) {
    onRound(round);
    for (const size of sizes) samples.get(size)?.push((await run(size)).us ?? Number.NaN);
  }
  return [...samples].map(([x, own]) => ({ x, y: spreadOf(own).median }));
}

function flatness(points: readonly Point[], of: string): AimResult[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const cheapest = Math.min(...points.map(({ y }) => y));
  return [
    {
      aim: `${of} at ${number(last.x)} costs at most ${flat} times what it costs where it is cheapest`,
      isMet: last.y <= cheapest * flat,
    },
  ];
}

function curveOf(
  part: string,
  measuring: Measuring,
  given: Pick<Curve, 'title' | 'xTitle' | 'yTitle' | 'lines' | 'aims'> & {
    readonly isLogX?: boolean;
    readonly isLogY?: boolean;
  },
): Curve {
  return {
    name: `growth ${part}`,
    part: 'growth',
    isLogX: true,
    isLogY: false,
    rounds: roundsOf(measuring),
    at: new Date().toISOString(),
    ...given,
  };
}

const line = (who: string, points: readonly Point[]): Line => ({ who, kind: 'ours', points });

async function records(ask: Ask, measuring: Measuring): Promise<Curve> {
  const sizes = tenfold(measuring.isQuick ? 100_000 : 1_000_000);
  const points = await costs('growth records', sizes, measuring, (size) =>
    ask({ what: 'records', records: size, ms: measuring.ms }),
  );
  const built = await costs('growth build', sizes, measuring, (size) =>
    ask({ what: 'build', records: size, ms: measuring.ms }),
  );
  return curveOf('records', measuring, {
    title: 'Cost of a record, by their number',
    xTitle: 'records',
    yTitle: 'µs a record',
    // One record alone is a message, and a load of its own.
    isLogY: true,
    lines: [line('load', points), line('built, encoded and signed, 2,500 a message', built)],
    aims: [...flatness(points, 'a record of a load'), ...flatness(built, 'a record that is built')],
  });
}

async function zones(ask: Ask, measuring: Measuring): Promise<Curve> {
  const updates = measuring.isQuick ? 10_000 : 40_000;
  const points = await costs('growth zones', tenfold(10_000), measuring, (size) =>
    ask({ what: 'zones', zones: size, updates }),
  );
  return curveOf('zones', measuring, {
    title: 'Cost of an update, by the zones that are updated',
    xTitle: 'zones',
    yTitle: 'µs an update',
    lines: [line('sendAll, 64 in flight', points)],
    aims: flatness(points, 'an update'),
  });
}

async function servers(ask: Ask, measuring: Measuring): Promise<Curve> {
  const updates = measuring.isQuick ? 5_000 : 20_000;
  const over = (inFlight: number): Promise<Point[]> =>
    costs(`growth servers, ${inFlight} in flight`, tenfold(1_000), measuring, (size) =>
      ask({ what: 'servers', servers: size, updates, inFlight }),
    );
  const [one, many] = [await over(1), await over(64)];
  return curveOf('servers', measuring, {
    title: 'Cost of an update, by the servers that are updated',
    xTitle: 'servers, a client for each',
    yTitle: 'µs an update',
    lines: [line('one by one, TCP', one), line('64 in flight, TCP', many)],
    aims: flatness(one, 'an update, one by one,'),
  });
}

async function memory(ask: Ask, measuring: Measuring): Promise<Curve> {
  const factor = measuring.isQuick ? 0.2 : 1;
  measuring.say('growth memory')(1);
  const sent = await ask({ what: 'memory', how: 'sendAll', items: 250_000 * factor, looks: 50 });
  const loaded = await ask({ what: 'memory', how: 'load', items: 1_000_000 * factor, looks: 50 });
  const lines = [
    { who: 'sendAll, updates', run: sent },
    { who: 'load, records', run: loaded },
  ].flatMap(({ who, run }) => {
    const looks = run.memory ?? [];
    return [
      line(
        `${who}: heap in use`,
        looks.map(({ done, heapMiB }) => ({ x: done, y: heapMiB })),
      ),
      line(
        `${who}: process`,
        looks.map(({ done, rssMiB }) => ({ x: done, y: rssMiB })),
      ),
    ];
  });
  const heaps = [sent, loaded].flatMap((run) => run.memory?.map(({ heapMiB }) => heapMiB) ?? []);
  return curveOf('memory', measuring, {
    title: 'Memory above that at the start, by what was sent so far',
    xTitle: 'sent so far',
    yTitle: 'MiB above start',
    isLogX: false,
    lines,
    aims: [
      {
        aim: `the heap in use grows by at most ${mostHeapMiB} MiB`,
        isMet: Math.max(...heaps) <= mostHeapMiB,
      },
    ],
  });
}
