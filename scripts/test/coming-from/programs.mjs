// Runs what docs/coming-from shows of dnspython, miekg/dns and nsupdate, as it stands there. All that
// is changed is where the server and the key's file are: in Python and Go by two variables of the
// set-up, for nsupdate and dig by their names.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requirePrograms } from '@zonewright/testkit';

const runFile = promisify(execFile);
const goPath = '/usr/share/gocode';
const keyText = 'key "ddns-key" {\n  algorithm hmac-sha256;\n  secret "c2VjcmV0";\n};\n';

/** The file that every page reads the key from. */
const shownKeyFile = '/etc/bind/ddns-key.conf';

/**
 * Writes the key's file below `folder` and gives a function that puts its path where the page's
 * stands.
 */
export function keyFileIn(folder) {
  const file = join(folder, 'ddns-key.conf');
  writeFileSync(file, keyText);
  return (code) => code.replaceAll(shownKeyFile, file);
}

/** Runs a program that has to end with exit code 0, and gives the lines that it printed. */
async function linesOf(program, args, folder, env = {}) {
  const { stdout } = await runFile(program, args, {
    cwd: folder,
    timeout: 60_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, LC_ALL: 'C', ...env },
  });
  return stdout.split('\n').filter((line) => line !== '');
}

const python = {
  isHere: () => requirePrograms('dnspython').available,
  prepare:
    ({ setup, pairs, folder }) =>
    (index, { address, port }) => {
      const where = `SERVER, PORT = '${address}', ${port}`;
      const file = join(folder, `task${index}.py`);
      writeFileSync(file, [setup, where, pairs[index].theirs, ''].join('\n'));
      // Debian's own Python has Debian's packages; another one may stand before it in PATH.
      return linesOf('/usr/bin/python3', [file], folder);
    },
};

function goMain(count) {
  const tasks = Array.from({ length: count }, (_, index) => `"${index}": task${index},`);
  return `package main

import "os"

func main() {
  server = os.Args[1]
  tasks := map[string]func(){
    ${tasks.join('\n    ')}
  }
  tasks[os.Args[2]]()
}
`;
}

const go = {
  isHere: () => requirePrograms('go', 'miekg-dns').available,
  /** All tasks are one program, which is compiled once; its arguments are the server and the task. */
  prepare: async ({ setup, pairs, folder }) => {
    const sources = join(folder, 'go-program');
    mkdirSync(sources);
    const tasks = pairs.map(({ theirs }, index) => `func task${index}() {\n${theirs}\n}\n`);
    writeFileSync(join(sources, 'tasks.go'), ['package main', setup, ...tasks].join('\n\n'));
    writeFileSync(join(sources, 'main.go'), goMain(pairs.length));
    const program = join(folder, 'tasks');
    const files = ['tasks.go', 'main.go'].map((name) => join(sources, name));
    const env = { GO111MODULE: 'off', GOPATH: goPath, GOCACHE: join(folder, 'go-cache') };
    await linesOf('go', ['build', '-o', program, ...files], folder, env);
    return (index, { address, port }) =>
      linesOf(program, [`${address}:${port}`, String(index)], folder);
  },
};

/** The key of all examples has six octets, of which nsupdate and dig warn by their log. */
const warning = /^\S+ \S+ the key '.*' is too short to be secure$/;

const sh = {
  isHere: () => requirePrograms('nsupdate').available,
  prepare:
    ({ pairs, folder }) =>
    async (index, { address, port }) => {
      const script = pairs[index].theirs
        .replaceAll('server ns1.example.com', `server ${address} ${port}`)
        .replaceAll('@ns1.example.com', `@${address} -p ${port}`);
      const lines = await linesOf('/bin/sh', ['-c', `exec 2>&1\n${script}`], folder);
      return lines
        .filter((line) => !warning.test(line))
        .map((line) => line.replace(`${address}#${port}`, '192.0.2.53#53'));
    },
};

/**
 * By the language of the blocks: `isHere()` tells whether they can be run, which CI demands, and
 * `prepare({ setup, pairs, folder })` gives a function that runs one on a server.
 */
export const programs = { python, go, sh };
