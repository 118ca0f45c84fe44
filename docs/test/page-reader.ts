/**
 * Somebody who does what a page says: writes its files and types its commands, in a shell that stays in the
 * folder that it went to. What is done in another way than the page says stands in a table.
 */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageBlock } from './page-blocks.ts';

/** What the page says, and what is done in its place. */
export type Replacement = readonly [said: string, done: string];

export class PageReader {
  readonly #replacements: readonly Replacement[];
  readonly #used = new Set<string>();
  readonly #folder: string;
  #cwd: string;
  #printed: readonly string[] = [];

  /** @param folder an empty one, to begin in */
  constructor(folder: string, replacements: readonly Replacement[]) {
    this.#folder = folder;
    this.#cwd = folder;
    this.#replacements = replacements;
  }

  /** What each block of commands has printed so far. */
  get printed(): readonly string[] {
    return this.#printed;
  }

  /** What of the table the page had no use for. */
  get unused(): readonly string[] {
    return this.#replacements.map(([said]) => said).filter((said) => !this.#used.has(said));
  }

  /** Writes a file, or runs commands; does nothing with other blocks. @throws Error where commands fail */
  async follow(block: PageBlock): Promise<void> {
    if (block.kind === 'file') {
      await writeFile(join(this.#cwd, block.name), `${this.replaced(block.text)}\n`);
    } else if (block.kind === 'commands') {
      await this.#run(this.replaced(block.text), block.line);
    }
  }

  /** A text of the page as it is here: in one pass, so that nothing is replaced twice. */
  replaced(text: string): string {
    let result = '';
    for (let at = 0; at < text.length; ) {
      const found = this.#replacements.find(([said]) => text.startsWith(said, at));
      const [said, done] = found ?? [text.charAt(at), text.charAt(at)];
      if (found !== undefined) this.#used.add(said);
      result += done;
      at += said.length;
    }
    return result;
  }

  async #run(commands: string, line: number): Promise<void> {
    const cwdFile = join(this.#folder, 'cwd');
    const script = `exec 2>&1\n${commands}\npwd > '${cwdFile}'\n`;
    const printed = await new Promise<string>((resolve, reject) => {
      const options = { cwd: this.#cwd, timeout: 30_000, env: readersEnvironment() };
      execFile('bash', ['-e', '-o', 'pipefail', '-c', script], options, (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`the commands at line ${line}:\n${stdout}`, { cause: error }));
      });
    });
    this.#printed = [...this.#printed, printed];
    this.#cwd = (await readFile(cwdFile, 'utf8')).trim();
  }
}

/** A reader's Node is not told of vitest, and finds the packages as they are built. */
function readersEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:NODE_|VITEST)/.test(name));
  const path = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin', '/sbin'].join(':');
  return { ...Object.fromEntries(own), PATH: path, LC_ALL: 'C', NO_COLOR: '1' };
}
