/**
 * Updates of one record, 64 in flight, into BIND on tmpfs: here the server is the limit, and it shows
 * who keeps it busy. Each turn has a zone of its own, so that nobody works on a larger one.
 */

import { availableParallelism } from 'node:os';
import { installed, startServer } from '@zonewright/testkit';
import { zoneText } from '../client/zone-text.ts';
import { benchKey, countedZone } from '../load/counted-zone.ts';
import { findFolders } from '../load/folders.ts';
import type { Measuring, NotMeasured } from '../measuring.ts';
import { withinPercent } from '../report/aims.ts';
import { makeTable, type Table } from '../report/table.ts';
import { bareSender, ourSender, peerSender } from '../senders/line-sender.ts';
import { type Contender, measureRates, rateSamples } from '../senders/measure-rates.ts';
import { findScriptPrograms, ScriptSender } from '../senders/script-sender.ts';

const inFlight = 64;
const connections = 32;

export async function measureBind64(
  measuring: Measuring,
): Promise<{ readonly tables: readonly Table[]; readonly notMeasured: readonly NotMeasured[] }> {
  const name = 'bind64';
  if (!measuring.isWanted(name)) return { tables: [], notMeasured: [] };
  if (!installed('bind')) {
    return { tables: [], notMeasured: [{ who: 'updates into BIND', why: 'not installed' }] };
  }
  const { tmpfs } = findFolders();
  const { rounds, ms } = measuring;
  await using server = await startServer('bind', {
    zones: {},
    keys: [benchKey],
    quiet: true,
    ...(tmpfs === undefined ? {} : { parentFolder: tmpfs }),
  });
  let zones = 0;
  const place = async () => {
    const zone = `z${zones++}.example`;
    await server.addZone(zone, zoneText);
    return countedZone(server, zone);
  };
  const contenders = contendersOf(measuring);
  try {
    const onRound = measuring.say(name);
    const runs = await measureRates(contenders, { rounds, ms: ms * 2, place, onRound });
    const table = makeTable({
      name,
      part: 'bind64',
      title: `1 record an update, 64 in flight, into BIND ${server.version} on ${tmpfs === undefined ? 'a disk' : 'tmpfs'}`,
      unit: '/s',
      better: 'more',
      rounds,
      rows: [...runs].map(([contender, own]) => rateSamples(contender, own)),
      aims: [withinPercent(5, ['peer', 'floor'])],
    });
    return { tables: [table], notMeasured: [] };
  } finally {
    for (const sender of new Set(contenders.map((contender) => contender.sender))) sender.end();
  }
}

function contendersOf({ peers, folder }: Measuring): Contender[] {
  const ours = ourSender();
  const contenders: Contender[] = [];
  const dnsperf = findScriptPrograms().find(({ program }) => program === 'dnsperf');
  for (const transport of ['tcp', 'udp'] as const) {
    const over = transport.toUpperCase();
    contenders.push({
      sender: ours,
      who: `${ours.who}, ${over}`,
      request: { transport, inFlight, how: 'sendAll' },
    });
  }
  for (const transport of ['tcp', 'udp'] as const) {
    const over = transport.toUpperCase();
    for (const peer of peers) {
      const sender =
        peer.name === 'dnspython'
          ? undefined
          : peerSender(peer, { threads: availableParallelism() });
      if (sender === undefined) continue;
      const who = `${sender.who}, ${over}, ${connections} sockets`;
      contenders.push({ sender, who, request: { transport, inFlight: connections } });
    }
    if (dnsperf?.version !== undefined) {
      const sender = new ScriptSender('dnsperf', folder);
      contenders.push({ sender, who: `dnsperf, ${over}`, request: { transport, inFlight } });
    }
    const sender = bareSender();
    contenders.push({
      sender,
      who: `${sender.who}, ${over}, 1 socket`,
      request: { transport, inFlight },
    });
  }
  return contenders;
}
