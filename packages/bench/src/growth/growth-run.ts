/**
 * Measures how the client's cost grows, in a process of its own, against the null responder. Told by a
 * line, as the peers are.
 *
 * Run: node --expose-gc growth-run.js
 */

import { createInterface } from 'node:readline';
import { signRequest } from '@zonewright/wire';
import { DnsClient, TsigKey, Update } from 'zonewright';
import { hostOf } from '../senders/send-turn.ts';
import { key, zoneName } from '../workload.ts';
import type { GrowthRequest, GrowthRun } from './growth-turn.ts';

type Of<What extends GrowthRequest['what']> = Extract<GrowthRequest, { readonly what: What }>;

/** Records loaded before the clock starts: V8 compiles for thousands of them. */
const warmUpRecords = 50_000;
const warmUpUpdates = 10_000;

/** In one update, so that it fits a message. */
const mostRecords = 2_500;

function clientOf({ port, key: given }: GrowthRequest, host = '127.0.0.1'): DnsClient {
  return new DnsClient({ server: `${host}:${port}`, key: new TsigKey(given), verify: false });
}

function* recordsOf(count: number) {
  for (let number = 0; number < count; number++) {
    const [name, data] = hostOf(number);
    yield { name, ttl: 300, type: 'A', data } as const;
  }
}

function* updatesOf(count: number, zones: readonly string[]): Generator<Update> {
  for (let number = 0; number < count; number++) {
    const [owner, address] = hostOf(number);
    yield new Update(zones[number % zones.length] ?? zoneName).insert(owner, 300, 'A', address);
  }
}

async function sendAll(client: DnsClient, updates: Iterable<Update>): Promise<number> {
  let done = 0;
  for await (const { ok } of client.sendAll(updates)) if (ok) done += 1;
  return done;
}

async function growRecords(request: Of<'records'>): Promise<GrowthRun> {
  const { records, ms } = request;
  await using client = clientOf(request);
  await client.load(zoneName, recordsOf(warmUpRecords));
  let done = 0;
  const started = performance.now();
  let elapsed = 0;
  while (elapsed < ms) {
    await client.load(zoneName, recordsOf(records));
    done += records;
    elapsed = performance.now() - started;
  }
  return { done: done + warmUpRecords, us: (elapsed * 1000) / done };
}

/** Updates of as many records as fit, as one sends them who does not know of `load`. */
function buildAll(records: number): void {
  let update = new Update(zoneName);
  const end = (): void => {
    const options = { now: Math.floor(Date.now() / 1000) };
    signRequest(update.toWire({ id: 4711 }), key, options);
    update = new Update(zoneName);
  };
  let count = 0;
  for (const record of recordsOf(records)) {
    update.insert(record);
    count += 1;
    if (count % mostRecords === 0 || count === records) end();
  }
}

function growBuild({ records, ms }: Of<'build'>): GrowthRun {
  buildAll(warmUpRecords);
  let built = 0;
  const started = performance.now();
  let elapsed = 0;
  while (elapsed < ms) {
    buildAll(records);
    built += records;
    elapsed = performance.now() - started;
  }
  return { done: 0, us: (elapsed * 1000) / built };
}

async function growZones(request: Of<'zones'>): Promise<GrowthRun> {
  const { zones, updates } = request;
  const names = Array.from({ length: zones }, (_, index) => `z${index}.${zoneName}`);
  await using client = clientOf(request);
  const warm = await sendAll(client, updatesOf(warmUpUpdates, names));
  const started = performance.now();
  const done = await sendAll(client, updatesOf(updates, names));
  return { done: done + warm, us: ((performance.now() - started) * 1000) / done };
}

/** A client of each server, which keeps its connection. */
async function growServers(request: Of<'servers'>): Promise<GrowthRun> {
  const { servers, updates, inFlight } = request;
  const clients = Array.from({ length: servers }, (_, index) =>
    clientOf(request, `127.0.${(index + 1) >> 8}.${(index + 1) & 255}`),
  );
  let done = 0;
  const send = async (count: number): Promise<void> => {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        const number = next++;
        const [owner, address] = hostOf(number);
        const client = clients[number % servers];
        await client?.update(zoneName).insert(owner, 300, 'A', address).send();
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
  };
  await send(Math.max(warmUpUpdates, servers));
  const started = performance.now();
  await send(updates);
  const us = ((performance.now() - started) * 1000) / updates;
  await Promise.all(clients.map((client) => client.close()));
  return { done, us };
}

async function growMemory(request: Of<'memory'>): Promise<GrowthRun> {
  const { how, items, looks } = request;
  await using client = clientOf(request);
  const memory: { done: number; rssMiB: number; heapMiB: number }[] = [];
  let first: NodeJS.MemoryUsage | undefined;
  const look = (done: number): void => {
    // What is not needed any more is no memory that it holds; the process's size tells of both.
    globalThis.gc?.();
    const now = process.memoryUsage();
    first ??= now;
    const mebibytes = (of: 'rss' | 'heapUsed'): number =>
      (now[of] - (first ?? now)[of]) / 1_048_576;
    memory.push({ done, rssMiB: mebibytes('rss'), heapMiB: mebibytes('heapUsed') });
  };
  function* watched<Item>(source: Iterable<Item>): Generator<Item> {
    let done = 0;
    for (const item of source) {
      if (done % Math.ceil(items / looks) === 0) look(done);
      done += 1;
      yield item;
    }
  }
  let done = items;
  if (how === 'load') await client.load(zoneName, watched(recordsOf(items)));
  else done = await sendAll(client, watched(updatesOf(items, [zoneName])));
  look(done);
  return { done, memory };
}

async function grow(request: GrowthRequest): Promise<GrowthRun> {
  switch (request.what) {
    case 'build':
      return growBuild(request);
    case 'records':
      return growRecords(request);
    case 'zones':
      return growZones(request);
    case 'servers':
      return growServers(request);
    case 'memory':
      return growMemory(request);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  // What the benchmark asks for, and nothing else writes to this process.
  const { growth } = JSON.parse(line) as { readonly growth: GrowthRequest };
  process.stdout.write(`${JSON.stringify(await grow(growth))}\n`);
}
