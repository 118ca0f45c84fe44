/** What was measured of the client against servers, as tables. */

import { us } from '../in-process.ts';
import { figureAtMost, ratioAtMost } from '../report/aims.ts';
import { type BareRow, judge, type Table } from '../report/table.ts';
import type { ClientMeasurements, ConnectionsEntry, VerifyEntry } from './measure-client.ts';

/** What reading back may cost at most, as parts of the same without it. */
const aims = { time: 1.6, cpu: 1.3 } as const;

export function clientTables(
  { verify, connections }: Pick<ClientMeasurements, 'verify' | 'connections'>,
  rounds: number,
): Table[] {
  const part = 'client';
  return [
    ...byServer(verify).map(([server, entries]) =>
      judge({
        name: `client verify ${server}`,
        part,
        title: `One update after the other, with and without verifying: ${server}`,
        unit: 'us',
        better: 'less',
        rounds,
        rows: entries.map(verifyRow),
      }),
    ),
    ...byServer(connections).map(([server, entries]) =>
      judge({
        name: `client connections ${server}`,
        part,
        title: `${entries[0]?.inFlight} updates in flight, without verifying: ${server}`,
        unit: '/s',
        better: 'more',
        rounds,
        rows: entries.map(connectionsRow),
      }),
    ),
  ];
}

function byServer<Entry extends { readonly server: string }>(
  entries: readonly Entry[],
): (readonly [string, readonly Entry[]])[] {
  const servers = [...new Set(entries.map(({ server }) => server))];
  return servers.map((server) => [server, entries.filter((entry) => entry.server === server)]);
}

const one = (value: number) => ({ median: value, least: value, most: value });

function verifyRow({ verify, us: spread, cpuUs, ratio, cpuRatio, updates }: VerifyEntry): BareRow {
  return {
    who: `${us}, verify: ${verify}`,
    kind: 'ours',
    spread,
    ratio: ratio.median,
    figures: {
      CPU: { unit: 'us', spread: cpuUs },
      'CPU to the first': { unit: 'x', spread: cpuRatio },
      done: { unit: 'updates', spread: one(updates) },
    },
    ...(verify
      ? { aims: [ratioAtMost(aims.time), figureAtMost('CPU to the first', aims.cpu, 'x')] }
      : {}),
  };
}

function connectionsRow(entry: ConnectionsEntry): BareRow {
  return {
    who: `${us}, maxConnections: ${entry.maxConnections}`,
    kind: 'ours',
    spread: entry.perSecond,
    ratio: entry.ratio.median,
    figures: {
      'CPU an update': { unit: 'us', spread: entry.cpuUs },
      done: { unit: 'updates', spread: one(entry.updates) },
    },
  };
}
