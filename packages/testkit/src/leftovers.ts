/**
 * Sees to it that a server never outlives the process that started it, nor leaves its folder.
 * An `exit` hook does for a process that ends by itself. It does not run when a signal ends the
 * process, and vitest ends its workers by SIGTERM; therefore each server also has a watcher, a
 * shell that waits on a pipe from us. When we are gone, by whatever means, the pipe closes.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

export interface Leftovers {
  /** The server runs, and leads a process group of this number. */
  started(group: number): void;
  /** The server ended; its number may soon be another process's. */
  ended(): void;
  /** Nothing is left to clean up. */
  cleared(): void;
}

interface Leftover {
  readonly folder: string;
  group: number | undefined;
}

// Words on its standard input: "started GROUP", "ended", "cleared". $1 is the folder.
const watcher = `
while read -r word group_read; do
  case $word in
    started) group=$group_read ;;
    ended) group= ;;
    cleared) exit 0 ;;
  esac
done
[ -n "$group" ] && kill -s KILL -- "-$group" 2>/dev/null
# What was killed may not be quite dead, and write once more.
rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
`;

const live = new Set<Leftover>();

/** Kills every process of a group. It is no error if there is none any more. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // ESRCH: all of them have ended.
  }
}

/** Whether a group has any process, zombies counted. */
export function groupExists(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function clearAll(): void {
  for (const { group, folder } of live) {
    if (group !== undefined) killGroup(group);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Watches over a server's folder, and over the server once `started` has named it. */
export function watchLeftovers(folder: string): Leftovers {
  if (live.size === 0) process.once('exit', clearAll);
  const leftover: Leftover = { folder, group: undefined };
  live.add(leftover);
  const shell = spawn('/bin/sh', ['-c', watcher, 'sh', folder], {
    // A group of its own: Ctrl-C in a terminal goes to the whole group of the test run.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  const { stdin } = shell;
  // The shell may be killed by hand; the exit hook is left then.
  stdin.on('error', () => undefined);
  shell.on('error', () => undefined);
  const tell = (words: string) => void stdin.write(`${words}\n`);
  return {
    started(group) {
      leftover.group = group;
      tell(`started ${group}`);
    },
    ended() {
      leftover.group = undefined;
      tell('ended');
    },
    cleared() {
      live.delete(leftover);
      if (live.size === 0) process.removeListener('exit', clearAll);
      tell('cleared');
      stdin.end();
    },
  };
}
