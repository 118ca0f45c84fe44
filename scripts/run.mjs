// Runs other programs: the tools that are installed in node_modules, by Node itself and without a
// shell, so that no path needs quoting and Windows needs no case of its own; and npx, which on
// Windows is a .cmd file that Node starts only through the shell.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** What stops this script: whoever waits for a program ends too, and judges nothing by it. */
export class Interrupted extends Error {
  name = 'Interrupted';

  /** @param signal `SIGINT` or `SIGTERM` */
  constructor(signal) {
    super(`ended by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs a program to its end and resolves to `{ code, output, ms }`. Its output is collected, or,
 * with `show`, goes to the terminal as it comes. A program ended by a signal has the code a shell
 * would give it. What stops this script stops the program too, and then rejects with `Interrupted`.
 */
export function run(command, args, { show = false, env = {}, cwd = root, shell = false } = {}) {
  const started = performance.now();
  const options = {
    cwd,
    env: { ...process.env, ...env },
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  };
  return new Promise((resolve, reject) => {
    const child = shell
      ? spawn([command, ...args.map(quoted)].join(' '), { ...options, shell: true })
      : spawn(command, args, options);
    /** @type {Interrupted | undefined} */
    let interruption;
    const passOn = (signal) => {
      interruption = new Interrupted(signal);
      child.kill(signal);
    };
    process.on('SIGINT', passOn).on('SIGTERM', passOn);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', passOn).off('SIGTERM', passOn);
      if (interruption !== undefined) return reject(interruption);
      const ended = code ?? 128 + constants.signals[signal];
      resolve({ code: ended, output, ms: performance.now() - started });
    });
  });
}

/** For the shell of Windows, where the temporary folder may have a space in its name. */
function quoted(arg) {
  return /\s/.test(arg) ? `"${arg}"` : arg;
}

/** Runs a JavaScript file by this Node. */
export function runNode(file, args, options) {
  return run(process.execPath, [file, ...args], options);
}

/** Runs the command `tool` of an installed package: `runTool('typescript', 'tsc', ['-b'])`. */
export function runTool(packageName, tool, args, options) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin[tool];
  return runNode(join(folder, file), args, options);
}

/** Runs pnpm, which a fresh machine does not have, by npx, which comes with Node. */
export function runPnpm(args, options = {}) {
  const env = {
    // npx may have to say something about the settings of the machine; that is not our output.
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
    // pnpm would ask before it replaces a node_modules that it did not make.
    CI: 'true',
    ...options.env,
  };
  const shell = process.platform === 'win32';
  return run('npx', ['--yes', `pnpm@${pnpmVersion}`, ...args], { ...options, env, shell });
}

/** pnpm 11 needs Node 22, and 12 refuses our lock file on Node 20. */
export const pnpmVersion = '10.34.9';

/** `1.2 s`, for what took that many milliseconds. */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
