/**
 * Runs nsupdate or knsupdate against a socket of the test's own, which takes down what they send and
 * answers NOERROR to it.
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export type UpdateProgram = 'nsupdate' | 'knsupdate';

const packages: Readonly<Record<UpdateProgram, string>> = {
  nsupdate: 'bind9-dnsutils',
  knsupdate: 'knot-dnsutils',
};

/**
 * Whether a program is on this machine. Where it is not, a line says so; in CI it is an error.
 */
export function isInstalled(program: UpdateProgram): boolean {
  if (spawnSync(program, ['-V']).status === 0) return true;
  const missing = `${program} is not installed (Debian package ${packages[program]})`;
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`SKIPPED: ${missing}`);
  return false;
}

/** What a program sends for a script, message by message. */
export async function sentBy(program: UpdateProgram, script: string): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  const sockets = new Set<Socket>();
  const sink = createServer((socket) => {
    sockets.add(socket);
    let buffered = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
        const end = 2 + buffered.readUInt16BE(0);
        const message = Uint8Array.from(buffered.subarray(2, end));
        buffered = buffered.subarray(end);
        messages.push(message);
        // QR and the opcode; every count is 0 (RFC 2136 section 3.8).
        socket.write(Buffer.from([0, 12, ...message.subarray(0, 2), 0xa8, ...Array(9).fill(0)]));
      }
    });
  });
  await once(sink.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = sink.address() as AddressInfo;
    await run(program, `server 127.0.0.1 ${port}\n${script}`);
    return messages;
  } finally {
    for (const socket of sockets) socket.destroy();
    sink.close();
  }
}

async function run(program: UpdateProgram, input: string): Promise<void> {
  const child = spawn(program, ['-v', '-t', '10'], { timeout: 60_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${output}`);
}
