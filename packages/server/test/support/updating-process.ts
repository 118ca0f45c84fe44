/**
 * A process of its own that keeps a zone in a file and updates it as fast as it can, until it is
 * killed. It says each update that was acknowledged, and runs what was built, not the sources.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const module = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Each update adds one name, and puts 40 kB of text in the place of others. */
const program = `
import { writeSync } from 'node:fs';
import { createServer } from ${JSON.stringify(module('server/dist/index.js'))};
import { createRecord, decodeMessage, encodeMessage, TsigKey } from ${JSON.stringify(module('wire/dist/index.js'))};

const [path, first] = process.argv.slice(1);
const key = TsigKey.parse('hmac-sha256:k:c2VjcmV0');
const text = '@ 60 SOA ns1 h 1 60 60 60 60';
const server = createServer({ zones: { 'example.com': text }, file: { 'example.com': path }, keys: [key] });
const zone = { name: 'example.com.', type: 'SOA', class: 'IN' };
const gone = { name: 'big.example.com.', type: 'TXT', class: 'ANY', ttl: 0 };
for (let n = Number(first); ; n++) {
  const texts = Array.from({ length: 160 }, (_, i) =>
    createRecord({ name: 'big.example.com', type: 'TXT', ttl: 1, data: n + '.' + i + '.'.repeat(230) }));
  const name = createRecord({ name: 'n' + n + '.example.com', type: 'A', ttl: 1, data: '192.0.2.1' });
  const request = encodeMessage({ id: 1, opcode: 'UPDATE', zone, updates: [gone, name, ...texts] });
  const reply = await server.answer(key.sign(request, { now: Math.floor(Date.now() / 1000) }).bytes);
  if (decodeMessage(reply).rcode !== 'NOERROR') throw new Error('not acknowledged');
  writeSync(1, n + '\\n');
}
`;

/**
 * Starts it, kills it with SIGKILL so many milliseconds after its first update was acknowledged, and
 * gives the number of the last one that was.
 *
 * @param first the number of its first update
 * @throws Error with what it said, where it ended by itself
 */
export async function updateUntilKilled(
  path: string,
  first: number,
  afterMs: number,
): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, path, String(first)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let complaint = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [, signal] = await once(child, 'close');
  clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`it ended by itself: ${complaint}`);
  // A number that was written in part was acknowledged too, but nobody can say which it is.
  const numbers = said.slice(0, said.lastIndexOf('\n')).split('\n');
  return Number(numbers.at(-1));
}
