/**
 * The bare sender as a process, told by lines, as the peers are.
 *
 * Run: node bare-run.js
 */

import { createInterface } from 'node:readline';
import { sendBare } from './bare-turn.ts';
import type { SendRequest } from './send-turn.ts';

for await (const line of createInterface({ input: process.stdin })) {
  // What the benchmark asks for, and nothing else writes to this process.
  const { send: request } = JSON.parse(line) as { readonly send: SendRequest };
  process.stdout.write(`${JSON.stringify(await sendBare(request))}\n`);
}
