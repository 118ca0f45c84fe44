/**
 * Runs a short-lived program (rndc, knotc, pdnsutil, dig) and hands back what it said. Bounded in
 * time and output. Arguments show in errors, so secrets go through files or standard input.
 */
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { programPath } from './installed.ts';

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Given to the program's standard input, which is empty otherwise. */
  readonly input?: string;
  /** @default 10,000 */
  readonly timeoutMs?: number;
}

/**
 * Runs a program to its end, whatever its exit code.
 *
 * @throws Error where it is not installed, does not end in time, or dies by a signal.
 */
export function runProgram(
  name: string,
  args: readonly string[],
  { input = '', timeoutMs = 10_000 }: RunOptions = {},
): Promise<ProgramResult> {
  const path = programPath(name);
  return new Promise((resolve, reject) => {
    const child = execFile(
      path,
      args,
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        env: { ...process.env, LC_ALL: 'C' },
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else {
          const why =
            error.killed === true ? `no end within ${timeoutMs} ms` : (error.signal ?? '');
          reject(new Error(`${basename(path)} ${args.join(' ')}: ${why}`, { cause: error }));
        }
      },
    );
    // A program that ends before it has read everything closes the pipe; its exit code tells why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The same for a program that has to succeed. @throws Error with its output, where it does not. */
export async function runToSuccess(
  name: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(name, args, options);
  if (code !== 0) {
    throw new Error(`${name} ${args.join(' ')}: exit code ${code}\n${stderr}${stdout}`.trimEnd());
  }
  return stdout;
}
