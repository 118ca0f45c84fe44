/**
 * Senders that are whole programs, started for each turn with a file of what to send: nsupdate and
 * knsupdate, which send one update after the other, and dnsperf, which has many in flight.
 */

import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostOf, type Sender, type SendRequest, type SendRun } from './send-turn.ts';

const execute = promisify(execFile);

export type ScriptProgram = 'nsupdate' | 'knsupdate' | 'dnsperf';

/** How each is told that its version is wanted, and where the number stands in what it says. */
const versionArguments: Readonly<Record<ScriptProgram, readonly string[]>> = {
  nsupdate: ['-V'],
  knsupdate: ['--version'],
  dnsperf: ['-h'],
};

/** Debian packages that bring them. */
const debianPackages: Readonly<Record<ScriptProgram, string>> = {
  nsupdate: 'bind9-dnsutils',
  knsupdate: 'knot-dnsutils',
  dnsperf: 'dnsperf',
};

export interface FoundProgram {
  readonly program: ScriptProgram;
  /** Undefined where it is not installed. */
  readonly version: string | undefined;
  readonly missing: string;
}

export function findScriptPrograms(): FoundProgram[] {
  return (Object.keys(versionArguments) as ScriptProgram[]).map((program) => {
    const { stdout, stderr, error } = spawnSync(program, versionArguments[program], {
      encoding: 'utf8',
    });
    const version = /(?:version|nsupdate) (\d[\d.]*)/i.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown';
    const missing = `not installed (Debian: ${debianPackages[program]})`;
    return { program, version: error === undefined ? version : undefined, missing };
  });
}

/** Longer than any turn that goes well. */
const mostMs = 180_000;

export class ScriptSender implements Sender {
  readonly who: ScriptProgram;
  readonly kind = 'peer';
  readonly warmsUp = false;
  readonly #folder: string;
  readonly #prefix: readonly string[];

  /** @param folder where it may write what the program reads */
  constructor(
    program: ScriptProgram,
    folder: string,
    { prefix = [] }: { readonly prefix?: readonly string[] } = {},
  ) {
    this.who = program;
    this.#folder = folder;
    this.#prefix = prefix;
  }

  async send(request: SendRequest): Promise<SendRun> {
    const [program = '', ...args] = this.command(request);
    const started = performance.now();
    const { stdout, stderr } = await execute(program, args, {
      maxBuffer: 1 << 26,
      timeout: mostMs,
    });
    const ms = performance.now() - started;
    const updates = Math.ceil(request.records / request.perMessage);
    const said = `${stdout}${stderr}`;
    if (this.who === 'dnsperf')
      return { updates, records: request.records, ...readDnsperf(said, updates) };
    // They say nothing when all went well; knsupdate ends well whatever the server said.
    if (/fail|error|refused|notauth|servfail|timed out|timeout/i.test(said)) {
      throw new Error(`${this.who}: ${said.slice(0, 500)}`);
    }
    return { updates, records: request.records, ms };
  }

  /** Writes what the program reads, and gives the command line that sends it. */
  command(request: SendRequest): string[] {
    const script = join(this.#folder, `${this.who}.txt`);
    writeFileSync(script, scriptText(this.who, request));
    return [...this.#prefix, this.who, ...this.#arguments(request, script)];
  }

  #arguments({ host, port, transport, key, inFlight }: SendRequest, script: string): string[] {
    const spec = `hmac-sha256:${key.name}:${key.secret}`;
    if (this.who === 'dnsperf') {
      const load = ['-u', '-n', '1', '-q', String(inFlight), '-m', transport, '-t', '20'];
      // It takes a key in no other way: the key of a benchmark is no secret.
      return [...load, '-s', host, '-p', String(port), '-y', spec, '-d', script];
    }
    const keyFile = join(this.#folder, `${this.who}.key`);
    writeFileSync(keyFile, this.who === 'knsupdate' ? `${spec}\n` : namedKey(key), { mode: 0o600 });
    return ['-k', keyFile, ...(transport === 'tcp' ? ['-v'] : []), script];
  }

  end(): void {}
}

const namedKey = ({ name, secret }: SendRequest['key']): string =>
  `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };\n`;

function scriptText(program: ScriptProgram, request: SendRequest): string {
  const { host, port, zone, from, records, perMessage } = request;
  const head = [`server ${host} ${port}`, `zone ${zone}`];
  const lines = program === 'dnsperf' ? [] : head;
  const verb = program === 'nsupdate' ? 'update add' : 'add';
  for (let index = 0; index < records; index++) {
    if (program === 'dnsperf' && index % perMessage === 0) lines.push(zone.replace(/\.$/, ''));
    const [owner, address] = hostOf(from + index);
    const name = program === 'dnsperf' ? owner : `${owner}.${zone}`;
    lines.push(`${verb} ${name} 300 A ${address}`);
    if ((index + 1) % perMessage === 0 || index + 1 === records) lines.push('send');
  }
  return `${lines.join('\n')}\n`;
}

/**
 * What dnsperf leaves out of its count: an answer that comes before it has noted that it asked it takes
 * for a stranger's, of a hundred thousand one or two.
 */
const mostLostParts = 10_000;

/** @throws where not all was answered by NOERROR */
export function readDnsperf(said: string, updates: number): { readonly ms: number } {
  const done = Number(/Updates completed:\s+(\d+)/.exec(said)?.[1]);
  const good = Number(/Response codes:.*\bNOERROR (\d+)/.exec(said)?.[1]);
  const seconds = Number(/Run time \(s\):\s+([\d.]+)/.exec(said)?.[1]);
  const isDone = done <= updates && done >= updates - Math.floor(updates / mostLostParts);
  if (isDone && good === done && seconds > 0) return { ms: seconds * 1000 };
  throw new Error(`dnsperf did not do ${updates} updates: ${said.slice(0, 2_000)}`);
}
