/**
 * dig and kdig at a transfer: a process for each, which prints the records into a file, a line for
 * each. How much memory it takes is read from the system while it runs.
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { mostMiB } from '../memory.ts';
import type { TransferRequest, TransferRun } from './transfer-turn.ts';

const all = ['kdig', 'dig'] as const;

/** Which of them are there, and which are not. */
export function findPrograms(): { readonly found: string[]; readonly missing: string[] } {
  const isThere = (program: string): boolean => spawnSync(program, ['-h']).error === undefined;
  return {
    found: all.filter(isThere),
    missing: all.filter((program) => !isThere(program)),
  };
}

/** They do not warm up, so that a few goes will do. */
const mostGoes = 5;

/** How often a program's memory is looked at. */
const lookMs = 5;

const newline = 0x0a;

/** @param folder where the records are printed to */
export async function transferByProgram(
  program: string,
  { host, port, zone, key, times }: TransferRequest,
  folder: string,
): Promise<TransferRun> {
  const path = join(folder, 'transferred.txt');
  // `ps` shows it: the key of a benchmark is no secret.
  const signed = key === undefined ? [] : ['-y', `hmac-sha256:${key.name}:${key.secret}`];
  const shown = ['+noall', '+answer'];
  const args = [`@${host}`, '-p', String(port), ...signed, zone, 'AXFR', ...shown];
  const ms: number[] = [];
  let records = 0;
  let peakMiB = 0;
  for (let go = 0; go < Math.min(times, mostGoes); go++) {
    const run = await printTo(path, program, args);
    ms.push(run.ms);
    peakMiB = Math.max(peakMiB, run.peakMiB);
    // They print the closing SOA, too.
    records = (await countRecords(path)) - 1;
  }
  return { records, ms, peakMiB };
}

async function printTo(
  path: string,
  program: string,
  args: readonly string[],
): Promise<{ readonly ms: number; readonly peakMiB: number }> {
  await using file = await open(path, 'w');
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', file.fd, 'ignore'] });
  let peakMiB = 0;
  const look = setInterval(() => {
    peakMiB = Math.max(peakMiB, mostMiB(child.pid ?? 0));
  }, lookMs);
  try {
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${program} ended with ${String(code)}`);
    return { ms: performance.now() - started, peakMiB };
  } finally {
    clearInterval(look);
  }
}

/** Lines that are neither empty nor comments. */
async function countRecords(path: string): Promise<number> {
  let records = 0;
  let isLineStart = true;
  let isRecord = false;
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    for (const octet of chunk) {
      if (isLineStart) isRecord = octet !== newline && octet !== 0x3b;
      isLineStart = octet === newline;
      if (isLineStart && isRecord) records += 1;
    }
  }
  return records;
}
