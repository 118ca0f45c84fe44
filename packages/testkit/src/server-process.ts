/**
 * A server as a running process: started in a process group of its own with its log in its
 * folder, stopped by SIGTERM and, where that does not help, by SIGKILL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { groupExists, killGroup, type Leftovers } from './leftovers.ts';

const reapMs = 100;

/**
 * Waits for the last of a group that was killed. Not for long: in a container whose first process
 * does not reap, children of a server that has ended stay as zombies for ever.
 */
async function groupEnded(group: number): Promise<void> {
  const end = performance.now() + reapMs;
  while (groupExists(group) && performance.now() < end) await delay(2);
}

export class ServerProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #logPath: string;
  #ending: string | undefined;

  private constructor(child: ChildProcess, pid: number, logPath: string, leftovers: Leftovers) {
    this.#child = child;
    this.#logPath = logPath;
    this.pid = pid;
    leftovers.started(pid);
    child.once('exit', (code, signal) => {
      this.#ending = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      // NSD's children end a moment later than it does, if they do.
      killGroup(pid);
      leftovers.ended();
    });
    // A server that was not closed must not keep a finished run from ending.
    child.unref();
  }

  /** @throws Error where the program cannot be started at all. */
  static async start(
    path: string,
    args: readonly string[],
    folder: string,
    leftovers: Leftovers,
  ): Promise<ServerProcess> {
    const logPath = join(folder, 'server.log');
    const log = openSync(logPath, 'a');
    try {
      const child = spawn(path, args, {
        cwd: folder,
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, LC_ALL: 'C' },
      });
      const { pid } = child;
      if (pid !== undefined) return new ServerProcess(child, pid, logPath, leftovers);
      const [error] = await once(child, 'error');
      throw new Error(`${path} could not be started`, { cause: error });
    } finally {
      closeSync(log);
    }
  }

  /** How the process ended, or `undefined` while it runs. */
  get ending(): string | undefined {
    return this.#ending;
  }

  /** Everything the server has logged. */
  logText(): Promise<string> {
    return readFile(this.#logPath, 'utf8');
  }

  /** Ends the process and its children and waits for that. @param termMs until SIGKILL follows */
  async stop(termMs = 3_000): Promise<void> {
    if (this.#ending !== undefined) return;
    this.#child.ref();
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => killGroup(this.pid), termMs);
    await exit;
    clearTimeout(force);
    await groupEnded(this.pid);
  }
}
