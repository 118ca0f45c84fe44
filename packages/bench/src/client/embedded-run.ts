/**
 * The embedded server in a process of its own, so that the CPU time of the process that measures is
 * the client's alone. It is told by lines on its standard input, as the peers are: `listen` gives
 * where it listens, `contents` what its zone holds by now. It ends with its standard input.
 *
 * Run: node embedded-run.js
 */

import { createInterface } from 'node:readline';
import { createServer } from '@zonewright/server';
import { key, zoneName } from '../workload.ts';
import type { ZoneContents } from './measured-server.ts';
import { zoneText } from './zone-text.ts';

const server = createServer({ zones: { [zoneName]: zoneText }, keys: [key] });

async function answer(request: string): Promise<object> {
  if (request === 'listen') {
    const { address, port } = await server.listen({ port: 0 });
    return { server: `${address}:${port}` };
  }
  const { serial, size } = server.zone(zoneName);
  return { serial, records: size } satisfies ZoneContents;
}

for await (const line of createInterface({ input: process.stdin })) {
  // What the benchmark asks for, and nothing else writes to this process.
  const { request } = JSON.parse(line) as { readonly request: string };
  process.stdout.write(`${JSON.stringify(await answer(request))}\n`);
}
await server.close();
