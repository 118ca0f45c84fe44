/**
 * Transfers a zone with the client in a process of its own, so that memory is its own. It is told by
 * lines on its standard input, as the peers are, and ends with it.
 *
 * Run: node transfer-run.js
 */

import { createInterface } from 'node:readline';
import { getHeapStatistics } from 'node:v8';
import { DnsClient, TsigKey } from 'zonewright';
import { mostMiB } from '../memory.ts';
import type { TransferRequest, TransferRun } from './transfer-turn.ts';

/** The heap is looked at after so many records: often enough for its height, and it costs little. */
const recordsBetweenLooks = 20_000;

const heapBytes = (): number => getHeapStatistics().used_heap_size;

async function transfer({ host, port, zone, key, times }: TransferRequest): Promise<TransferRun> {
  await using dns = new DnsClient({
    server: `${host}:${port}`,
    timeoutMs: 20_000,
    ...(key === undefined ? {} : { key: new TsigKey(key) }),
  });
  const beforeMiB = process.memoryUsage.rss() / 1_048_576;
  const heapBefore = heapBytes();
  let heapMost = heapBefore;
  const ms: number[] = [];
  const cpuMs: number[] = [];
  let records = 0;
  for (let go = 0; go < times; go++) {
    const started = performance.now();
    const startedCpu = process.cpuUsage();
    records = 0;
    for await (const _record of dns.transfer(zone)) {
      records += 1;
      if (records % recordsBetweenLooks === 0) heapMost = Math.max(heapMost, heapBytes());
    }
    ms.push(performance.now() - started);
    const { user, system } = process.cpuUsage(startedCpu);
    cpuMs.push((user + system) / 1000);
  }
  heapMost = Math.max(heapMost, heapBytes());
  const heapMiB = (heapMost - heapBefore) / 1_048_576;
  return { records, ms, cpuMs, beforeMiB, peakMiB: mostMiB('self'), heapMiB };
}

for await (const line of createInterface({ input: process.stdin })) {
  // What the benchmark asks for, and nothing else writes to this process.
  const { transfer: request } = JSON.parse(line) as { readonly transfer: TransferRequest };
  process.stdout.write(`${JSON.stringify(await transfer(request))}\n`);
}
