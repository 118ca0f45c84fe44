// What the lock file and .npmrc may not hold, because it is true of one machine only: the host of
// a package registry, and the absolute path of a folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const RULES = [
  [/https?:\/\//, 'an address'],
  [/\btarball:|^\s*(?:@[^:]+:)?registry\s*=|^\s*\/\//, 'the host of a registry'],
  [/(?:^|[\s:'"(])(?:file:|link:)?(?:\/|[A-Za-z]:[\\/])[^\s/]*[A-Za-z]/, 'the path of a machine'],
];

/** Every line of them that is bound to a machine, as `path:line: sentence`. */
export function checkLockfile(from = root) {
  const found = [];
  for (const file of ['pnpm-lock.yaml', '.npmrc']) {
    if (!existsSync(join(from, file))) continue;
    const lines = readFileSync(join(from, file), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      // What an author wrote about a deprecated package may name a page.
      if (/^\s*deprecated:/.test(line)) continue;
      const broken = RULES.find(([pattern]) => pattern.test(line));
      if (broken) found.push(`${file}:${index + 1}: holds ${broken[1]}: ${line.trim()}`);
    }
  }
  return found;
}
