/**
 * The programs that we are measured beside: miekg/dns and dnspython from Debian, each a process of
 * its own that is told by lines on its standard input what to do next, so that all take turns.
 */

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Where the peers' programs stand in the package. */
const sources = fileURLToPath(new URL('../peers/', import.meta.url));

const goPath = '/usr/share/gocode';

/** Debian packages that bring the peers. */
const debianPackages: readonly string[] = [
  'golang-go',
  'golang-github-miekg-dns-dev',
  'python3-dnspython',
  'dnsperf',
  'bind9-dnsutils',
  'knot-dnsutils',
  'gcc',
  'libc6-dev',
  'libssl-dev',
];

/** A peer that can be started, or why not. `once` sends one update: the request's file follows. */
export type Peer =
  | {
      readonly name: string;
      readonly command: readonly string[];
      readonly once?: readonly string[];
      readonly missing?: undefined;
    }
  | {
      readonly name: string;
      readonly command?: undefined;
      readonly once?: undefined;
      readonly missing: string;
    };

/** Finds the peers; miekg/dns is compiled, into `folder`. */
export function findPeers(folder: string): Peer[] {
  return [findMiekg(folder), findDnspython()];
}

function findMiekg(folder: string): Peer {
  const name = 'miekg/dns';
  const missing = 'not installed (Debian: golang-go golang-github-miekg-dns-dev)';
  if (!existsSync(join(goPath, 'src/github.com/miekg/dns'))) return { name, missing };
  const program = join(folder, 'miekg');
  try {
    execFileSync('go', ['build', '-o', program, join(sources, 'miekg.go')], {
      env: { ...process.env, GO111MODULE: 'off', GOPATH: goPath, GOCACHE: join(folder, 'go') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return { name, missing: isNotFound(error) ? missing : `did not compile: ${String(error)}` };
  }
  return { name, command: [program], once: [program] };
}

function findDnspython(): Peer {
  const name = 'dnspython';
  // Debian's own Python has Debian's packages; another one may stand before it in PATH.
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  try {
    execFileSync(python, ['-c', 'import dns.update, dns.tsigkeyring'], { stdio: 'ignore' });
  } catch {
    return { name, missing: 'not installed (Debian: python3-dnspython)' };
  }
  const [command, once] = ['dnspython.py', 'one_update.py'].map((file) => [
    python,
    join(sources, file),
  ]) as [string[], string[]];
  return { name, command, once };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Installs the peers where that can be done: as root on Debian. */
export function installPeers(): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Error(`--install-peers wants root on Debian; install ${debianPackages.join(' ')}`);
  }
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    // What is printed to standard output may be read by a program.
    stdio: ['ignore', 2, 2] as ['ignore', 2, 2],
  };
  execFileSync('apt-get', ['-qq', 'update'], options);
  const install = ['-qq', 'install', '--yes', '--no-install-recommends', ...debianPackages];
  execFileSync('apt-get', install, options);
}

/** A peer that runs; ask it one thing at a time. */
export class PeerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  /** @param options `threads`: how many a Go program may compute with; as Node does, one */
  constructor(command: readonly string[], { threads = 1 }: { readonly threads?: number } = {}) {
    const [program = '', ...args] = command;
    this.#child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, GOMAXPROCS: String(threads) },
    });
    // Who cannot be started, or is gone, gives no answer: `next` tells of that.
    this.#child.on('error', () => {});
    this.#child.stdin.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** @throws where the peer ends before it has answered */
  async ask(request: object): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.next();
  }

  /** The next line that it says. @throws where it ends before that */
  async next(): Promise<unknown> {
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('a peer ended before it had answered');
    return JSON.parse(value);
  }

  /** Lets it end. */
  end(): void {
    this.#child.stdin.end();
    this.#lines.close();
  }
}
