/** All that was measured, and where: what is kept as JSON and what the other reports are made of. */

import { failed, type NotMeasured } from '../measuring.ts';
import type { Curve } from './curve.ts';
import type { Machine } from './machine.ts';
import { bestOf, type Table } from './table.ts';

export interface Report {
  readonly machine: Machine;
  /** By the names of programs and packages. */
  readonly versions: Readonly<Record<string, string>>;
  /** The commands that made it, the newest last. */
  readonly madeBy: readonly string[];
  readonly tables: readonly Table[];
  readonly curves: readonly Curve[];
  readonly notMeasured: readonly NotMeasured[];
}

/** The parts in the order of the report. */
export const parts: readonly {
  readonly part: string;
  readonly title: string;
  readonly text: string;
}[] = [
  {
    part: 'messages',
    title: 'Messages',
    text:
      'What it takes to build an UPDATE from text, encode and sign it, and to read a reply, without a network. ' +
      'All checks of the input are in our figures. dns-packet cannot sign, and gets its records as objects; ' +
      'miekg/dns gets structs, and with `NewRR` text.',
  },
  {
    part: 'null',
    title: 'The client alone',
    text:
      'Signed updates of one record against a responder that answers at once, signed, and does nothing else. It ' +
      'verifies each request. `Node bare` encodes, signs and verifies with no checks at all: it shows what Node ' +
      'allows, and is no library.',
  },
  {
    part: 'bind64',
    title: 'Many updates into BIND',
    text: 'Here the server is the limit. Each turn has a zone of its own, whose records are counted afterwards.',
  },
  {
    part: 'load',
    title: 'Loading many records',
    text:
      'A server of its own for each load; the records are counted afterwards by a transfer. `load` is not told ' +
      'what server it is; the others send messages of a size that they are told, one after the other.',
  },
  {
    part: 'start',
    title: 'One update, the whole process',
    text: "From the start of a program to its end, with the most memory that it had. `node -e ''` sends nothing.",
  },
  {
    part: 'client',
    title: 'The cost of verifying, and connections',
    text:
      'With `verify: true`, the default, an update is read back; no peer does that. One update after the other ' +
      'on one connection, and then 64 in flight over several.',
  },
  {
    part: 'growth',
    title: 'Growth',
    text: 'How cost and memory grow with the work, against the same responder.',
  },
  {
    part: 'masterfile',
    title: 'Master files',
    text:
      'A file parsed and printed by a process of its own: the first go, before the compiler has seen it often. ' +
      'miekg/dns reads a stream and prints in the order of the file; ours and dnspython print in canonical order.',
  },
  {
    part: 'transfer',
    title: 'Zone transfers',
    text:
      'AXFR. Ours, miekg/dns and dnspython look at each record and keep none; kdig and dig print them, and each of ' +
      'their goes is a whole process.',
  },
];

/** What was measured before, with what was measured now in its place. */
export function joined(before: Report | undefined, now: Report): Report {
  if (before === undefined || !isSameMachine(before, now)) return now;
  const join = <Item extends { readonly name: string }>(
    old: readonly Item[],
    fresh: readonly Item[],
  ): Item[] => {
    const names = new Set(fresh.map(({ name }) => name));
    return [...old.filter(({ name }) => !names.has(name)), ...fresh];
  };
  const measured = [...now.tables, ...now.curves].flatMap(({ name, part }) => [name, part]);
  const isStill = ({ who, why }: NotMeasured): boolean => why !== failed || !measured.includes(who);
  const missing = new Map(
    [...before.notMeasured.filter(isStill), ...now.notMeasured].map(
      (one) => [one.who, one] as const,
    ),
  );
  return {
    ...now,
    madeBy: [
      ...new Set([...before.madeBy.filter((one) => !now.madeBy.includes(one)), ...now.madeBy]),
    ],
    tables: join(before.tables, now.tables),
    curves: join(before.curves, now.curves),
    notMeasured: [...missing.values()],
  };
}

/** Figures of different machines or versions do not belong into one table. */
export function isSameMachine(one: Report, other: Report): boolean {
  const key = ({ machine, versions }: Report): string => {
    const { memoryGiB: _, ...rest } = machine;
    return JSON.stringify([rest, versions]);
  };
  return key(one) === key(other);
}

/** One place where a peer does better than the best of ours. */
export interface Behind {
  readonly table: Table;
  readonly who: string;
  /** Times as fast. */
  readonly times: number;
}

/** Less than this is no difference that can be told from chance. */
const noise = 1.02;

export function whereBehind(tables: readonly Table[]): Behind[] {
  return tables.flatMap((table) => {
    const ours = bestOf(table.rows, table.better, ['ours']);
    const peer = bestOf(table.rows, table.better, ['peer']);
    if (ours === undefined || peer === undefined) return [];
    const ratio = ours.spread.median / peer.spread.median;
    const times = table.better === 'less' ? ratio : 1 / ratio;
    return times > noise ? [{ table, who: peer.who, times }] : [];
  });
}
