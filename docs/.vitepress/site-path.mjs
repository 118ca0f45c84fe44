// Where a Markdown file of the repository stands on the site. The pages are plain files that GitHub
// shows too, most in docs/; the READMEs of packages and examples, and the documents at the root, are
// pages as well.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole repository. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Documents at the root of the repository, with their page on the site. */
const ROOT_PAGES = {
  'README.md': 'overview.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
};

/**
 * The page of a Markdown file, or `undefined` for a file that is none; both paths are relative, to
 * the repository and to the site: `packages/wire/README.md` is `packages/wire.md`.
 */
export function sitePath(file) {
  if (file.startsWith('docs/') && file.endsWith('.md')) return file.slice('docs/'.length);
  const [, page] = /^((?:packages|examples)\/[^/]+)\/README\.md$/.exec(file) ?? [];
  return page === undefined ? ROOT_PAGES[file] : `${page}.md`;
}

/**
 * What a link in a Markdown file leads to, with both paths relative to the repository. A link to a
 * folder means what GitHub shows for it: its README.
 */
export function linkTarget(from, link) {
  const target = posix.join(posix.dirname(from), decodeURI(link));
  const onDisk = join(repository, target);
  if (!existsSync(onDisk) || !statSync(onDisk).isDirectory()) return target;
  const page = ['README.md', 'index.md'].find((name) => existsSync(join(onDisk, name)));
  return page === undefined ? target : posix.join(target, page);
}
