/**
 * Other people's DNS programs, which share no code with this project. Where one is missing its tests
 * are skipped, which must be seen; in CI it is a failure, since a test that never runs proves nothing.
 */

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export interface Ran {
  readonly code: number;
  /** Standard output and standard error. */
  readonly output: string;
}

function find(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Whether a program is here.
 *
 * @throws Error naming the Debian package, where `CI` is `true` and it is not
 */
export function requireProgram(name: string, debianPackage: string): boolean {
  if (find(name) !== undefined) return true;
  const reason = `${name} is not installed: apt-get install --no-install-recommends ${debianPackage}`;
  if (process.env['CI'] === 'true')
    throw new Error(`in CI (CI=true) it has to be there; ${reason}`);
  console.warn(`SKIPPED, ${reason}`);
  return false;
}

/** Runs a program to its end, whatever its exit code. @throws Error where it does not end by itself */
export function run(name: string, args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: 15_000,
      killSignal: 'SIGKILL',
      env: { ...process.env, LC_ALL: 'C' },
    };
    const child = execFile(
      name,
      args,
      { ...options, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (error === null) resolve({ code: 0, output });
        else if (typeof error.code === 'number') resolve({ code: error.code, output });
        else reject(new Error(`${name} ${args.join(' ')}: ${output}`, { cause: error }));
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
