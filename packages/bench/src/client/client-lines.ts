/** What was measured of the client, as lines of the report. */

import { number, range, times } from '../figures.ts';
import type { ClientMeasurements, ConnectionsEntry, VerifyEntry } from './measure-client.ts';

/** What reading back may cost at most, as parts of the same without it. */
const aims = { time: 1.6, cpu: 1.3 } as const;

export function* clientLines({
  verify,
  connections,
}: Pick<ClientMeasurements, 'verify' | 'connections'>): Generator<string> {
  if (verify.length > 0) {
    yield `client: one update after the other, one connection (aim for verify: ${aims.time} x the time, ${aims.cpu} x the CPU)`;
    for (const entry of verify) yield verifyLine(entry);
    yield '';
  }
  if (connections.length > 0) {
    yield `client: ${connections[0]?.inFlight} updates in flight, without verify`;
    for (const entry of connections) yield connectionsLine(entry);
    yield '';
  }
}

function verifyLine({ server, verify, us, cpuUs, ratio, cpuRatio, updates }: VerifyEntry): string {
  const who = `${server}, verify ${verify}`;
  return (
    `  ${who.padEnd(34)}${number(us.median).padStart(6)} us ${range(us)}${times(ratio.median).padStart(7)}` +
    `   CPU ${number(cpuUs.median).padStart(5)} us ${range(cpuUs)}${times(cpuRatio.median).padStart(7)}` +
    `${String(updates).padStart(8)} updates`
  );
}

function connectionsLine({
  server,
  maxConnections,
  perSecond,
  cpuUs,
  ratio,
  updates,
}: ConnectionsEntry): string {
  const who = `${server}, maxConnections ${maxConnections}`;
  return (
    `  ${who.padEnd(34)}${number(perSecond.median).padStart(6)}/s  ${range(perSecond)}` +
    `${times(ratio.median).padStart(7)}   CPU ${number(cpuUs.median).padStart(5)} us ${range(cpuUs)}` +
    `${String(updates).padStart(15)} updates`
  );
}
