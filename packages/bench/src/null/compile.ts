/** Compiles the small C programs of this package, into a temporary folder. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../../responder/', import.meta.url));

/** What compiling came to: the program's path, or why there is none. */
export type Compiled =
  | { readonly path: string; readonly missing?: undefined }
  | { readonly path?: undefined; readonly missing: string };

/** @param name `null-responder` or `run-program` */
export function compile(folder: string, name: string, libraries: readonly string[] = []): Compiled {
  const path = join(folder, name);
  const args = [
    '-O2',
    '-o',
    path,
    join(sources, `${name}.c`),
    ...libraries.map((one) => `-l${one}`),
  ];
  try {
    execFileSync('gcc', args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
    return { path };
  } catch (error) {
    const stderr = (error as { readonly stderr?: string }).stderr ?? '';
    const isIncomplete = stderr === '' || /\.h: No such file/.test(stderr);
    const packages = 'gcc libc6-dev libssl-dev';
    if (isIncomplete) return { missing: `cannot be compiled (Debian: ${packages})` };
    return { missing: `did not compile: ${stderr.slice(0, 500)}` };
  }
}
