/**
 * Updates of one record against a server that does nothing: what a client can do at most. One by one
 * with client and server on one CPU, so that the time of an update is the work of both and no waiting
 * for another CPU to wake up; and 64 in flight, over all CPUs.
 */

import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Measuring, NotMeasured } from '../measuring.ts';
import { atLeast, figureWithin } from '../report/aims.ts';
import { makeTable, type Table } from '../report/table.ts';
import { bare, bareSender, ourSender, peerSender } from '../senders/line-sender.ts';
import { type Contender, measureRates, type Place, rateSamples } from '../senders/measure-rates.ts';
import { findScriptPrograms, ScriptSender } from '../senders/script-sender.ts';
import { keyName, secret, zoneName } from '../workload.ts';
import { compile } from './compile.ts';
import { checkCounted, NullResponder } from './null-responder.ts';

type Transport = 'udp' | 'tcp';

interface Case {
  readonly name: string;
  readonly title: string;
  readonly transport: Transport;
  readonly inFlight: 1 | 64;
  /** Updates a second that are aimed at. */
  readonly aim: number;
}

const cases: readonly Case[] = [
  {
    name: 'null one udp',
    title: 'One by one, UDP, client and responder on one CPU',
    transport: 'udp',
    inFlight: 1,
    aim: 38_000,
  },
  {
    name: 'null one tcp',
    title: 'One by one, a kept TCP connection, client and responder on one CPU',
    transport: 'tcp',
    inFlight: 1,
    aim: 33_000,
  },
  {
    name: 'null 64 udp',
    title: '64 in flight, UDP, all CPUs',
    transport: 'udp',
    inFlight: 64,
    aim: 70_000,
  },
  {
    name: 'null 64 tcp',
    title: '64 in flight, TCP, all CPUs',
    transport: 'tcp',
    inFlight: 64,
    aim: 110_000,
  },
];

/** miekg/dns has no other way to have several in flight, and more of them do not make it faster. */
const goroutines = 32;

const pin: readonly string[] = ['taskset', '-c', '0'];

export async function measureNull(
  measuring: Measuring,
): Promise<{ readonly tables: readonly Table[]; readonly notMeasured: readonly NotMeasured[] }> {
  const wanted = cases.filter(({ name }) => measuring.isWanted(name));
  if (wanted.length === 0) return { tables: [], notMeasured: [] };
  const { path: program, missing } = compile(measuring.folder, 'null-responder', ['crypto']);
  if (program === undefined) {
    return { tables: [], notMeasured: [{ who: 'the null responder', why: missing }] };
  }
  const canPin = spawnSync(pin[0] ?? '', ['-V']).error === undefined;
  const notMeasured: NotMeasured[] = canPin
    ? []
    : [{ who: 'client and responder on one CPU', why: 'taskset is not there: they ran on any' }];
  const tables: Table[] = [];
  for (const one of wanted) {
    const prefix = canPin && one.inFlight === 1 ? pin : [];
    const measure = () => measureCase(one, prefix, program, measuring);
    const table = await measuring.attempt(one.name, measure);
    if (table !== undefined) tables.push(table);
  }
  return { tables, notMeasured };
}

async function measureCase(
  { name, title, transport, inFlight, aim }: Case,
  prefix: readonly string[],
  program: string,
  measuring: Measuring,
): Promise<Table> {
  const { folder, rounds } = measuring;
  using responder = await NullResponder.start({ program, folder, prefix });
  const place = async (): Promise<Place> => {
    const before = await responder.counted();
    return {
      request: {
        host: responder.host,
        port: responder.port,
        zone: `${zoneName}.`,
        key: { name: keyName, secret },
      },
      check: async (records, who) => checkCounted(before, await responder.counted(), records, who),
    };
  };
  const contenders = contendersOf(transport, inFlight, prefix, measuring);
  try {
    const onRound = measuring.say(name);
    const runs = await measureRates(contenders, { rounds, ms: measuring.ms * 2, place, onRound });
    return makeTable({
      name,
      part: 'null',
      title,
      unit: '/s',
      better: 'more',
      rounds,
      rows: [...runs].map(([contender, own]) => rateSamples(contender, own)),
      aims: [atLeast(aim, '/s'), ...(inFlight === 1 ? [figureWithin('p99', 2, bare)] : [])],
    });
  } finally {
    for (const { sender } of contenders) sender.end();
  }
}

function contendersOf(
  transport: Transport,
  inFlight: 1 | 64,
  prefix: readonly string[],
  { peers, folder }: Measuring,
): Contender[] {
  const request = { transport, inFlight };
  const ours = ourSender({ prefix });
  const contenders: Contender[] = [{ sender: ours, request: { ...request, how: 'send' } }];
  if (inFlight > 1) {
    contenders.unshift({
      sender: ours,
      who: `${ours.who}, sendAll`,
      request: { ...request, how: 'sendAll' },
    });
  }
  contenders.push({ sender: bareSender({ prefix }), request });
  for (const peer of peers) {
    // dnspython sends one after the other.
    if (inFlight > 1 && peer.name === 'dnspython') continue;
    const sender = peerSender(peer, { prefix, threads: inFlight > 1 ? availableParallelism() : 1 });
    if (sender === undefined) continue;
    const isMany = inFlight > 1;
    contenders.push({
      sender,
      ...(isMany ? { who: `${sender.who}, ${goroutines} goroutines` } : {}),
      request: { transport, inFlight: isMany ? goroutines : 1 },
    });
  }
  for (const { program, version } of findScriptPrograms()) {
    const isMany = program === 'dnsperf';
    // nsupdate and knsupdate connect anew for each update.
    const keepsUp = isMany ? inFlight > 1 : inFlight === 1 && transport === 'udp';
    if (version === undefined || !keepsUp) continue;
    contenders.push({ sender: new ScriptSender(program, folder, { prefix }), request });
  }
  return contenders;
}
