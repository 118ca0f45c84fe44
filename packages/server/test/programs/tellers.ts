/**
 * What sends updates: nsupdate and knsupdate, run for each one; dnspython and miekg/dns, each a small
 * program that is told of them line by line; and our own client. All but the last share no code with us.
 */

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TsigKey } from '@zonewright/wire';
import { DnsClient, InvalidUpdateError, RcodeError, Update } from 'zonewright';
import { requireProgram, run } from '../support/programs.ts';

/** A server, and a key that may change the zone. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly key: TsigKey;
  /** Absolute. */
  readonly zone: string;
}

/** Sends updates to one server. */
export interface Telling {
  /** Sends one update, lines of nsupdate's language without `send`, and gives the RCODE. */
  tell(script: readonly string[]): Promise<string>;
  close(): void;
}

export interface Teller {
  readonly name: string;
  /** Whether it is here; a line says what is missing, and in CI that is an error. */
  isHere(): boolean;
  /** @param folder for what has to be compiled */
  start(target: Target, folder: string): Telling;
}

/** A program of its own for each update. @param verdict finds the RCODE where that is no success */
function perUpdate(name: string, debianPackage: string, verdict: RegExp): Teller {
  return {
    name,
    isHere: () => requireProgram(name, debianPackage),
    start: ({ address, port, key, zone }) => ({
      async tell(script) {
        const signer = `${key.algorithm}:${key.name.slice(0, -1)}:${key.revealSecret()}`;
        const lines = [`server ${address} ${port}`, `zone ${zone}`, ...script, 'send', ''];
        const { code, output } = await run(
          name,
          ['-v', '-t', '10', '-y', signer],
          lines.join('\n'),
        );
        return code === 0 ? 'NOERROR' : (verdict.exec(output)?.[1] ?? output);
      },
      close: () => undefined,
    }),
  };
}

/** A program that is told of each update by a line, and answers with one. */
function lineByLine(command: readonly string[], target: Target): Telling {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += String(chunk);
  });
  child.stdin.on('error', () => undefined);
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const { key, ...rest } = target;
  const request = { ...rest, keyName: key.name, secret: key.revealSecret() };
  return {
    async tell(script) {
      child.stdin.write(`${JSON.stringify({ ...request, script })}\n`);
      const { done, value } = await answers.next();
      if (done === true) throw new Error(`${program} ended: ${complaints}`);
      return value;
    },
    close: () => child.stdin.end(),
  };
}

const here = fileURLToPath(new URL('.', import.meta.url));

// Debian's own Python has Debian's packages; another one may stand before it in PATH.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const goPath = '/usr/share/gocode';

function missing(what: string, packages: string): false {
  const reason = `${what} is not installed: apt-get install --no-install-recommends ${packages}`;
  if (process.env['CI'] === 'true')
    throw new Error(`in CI (CI=true) it has to be there; ${reason}`);
  console.warn(`SKIPPED, ${reason}`);
  return false;
}

const dnspython: Teller = {
  name: 'dnspython',
  isHere() {
    try {
      execFileSync(python, ['-c', 'import dns.update, dns.tsigkeyring'], { stdio: 'ignore' });
      return true;
    } catch {
      return missing('dnspython', 'python3-dnspython');
    }
  },
  start: (target) => lineByLine([python, join(here, 'dnspython.py')], target),
};

const miekg: Teller = {
  name: 'miekg/dns',
  isHere() {
    const isHere = existsSync(join(goPath, 'src/github.com/miekg/dns'));
    if (isHere && requireProgram('go', 'golang-go')) return true;
    return missing('miekg/dns', 'golang-go golang-github-miekg-dns-dev');
  },
  start(target, folder) {
    const program = join(folder, 'miekg');
    if (!existsSync(program)) {
      execFileSync('go', ['build', '-o', program, join(here, 'miekg.go')], {
        env: { ...process.env, GO111MODULE: 'off', GOPATH: goPath, GOCACHE: join(folder, 'go') },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    }
    return lineByLine([program], target);
  },
};

/** Our own client; it does not send what is outside the zone. */
const zonewright: Teller = {
  name: 'zonewright',
  isHere: () => true,
  start({ address, port, key, zone }) {
    const client = new DnsClient({ server: `${address}:${port}`, key, verify: false });
    return {
      async tell(script) {
        try {
          const update = Update.parse(script.join('\n'), { zone });
          return (await client.send(update, { allowSilent: true })).rcode;
        } catch (error) {
          if (error instanceof RcodeError) return error.rcode;
          if (error instanceof InvalidUpdateError && error.message.includes('zone')) {
            return 'NOTZONE';
          }
          throw error;
        }
      },
      close: () => void client.close(),
    };
  },
};

export const tellers: readonly Teller[] = [
  perUpdate('nsupdate', 'bind9-dnsutils', /^update failed: ([A-Z]+)/m),
  perUpdate('knsupdate', 'knot-dnsutils', /opcode: UPDATE; status: ([A-Z]+);/),
  dnspython,
  miekg,
  zonewright,
];
