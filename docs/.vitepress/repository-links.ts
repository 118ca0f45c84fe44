// Links between files of the repository become links between pages of the site. A file that is no
// page, such as a source, is shown where it is needed: at the end of a README that links to a file
// of its own package or example, and as plain text otherwise (`linkedFiles`, which the build copies).
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, posix, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { linkTarget, repository, sitePath } from './site-path.mjs';

type Rule = Parameters<MarkdownRenderer['core']['ruler']['push']>[1];
type State = Parameters<Rule>[0];

/** The files, relative to the repository, that pages link to as `/source/<path>.txt`. */
export const linkedFiles: Set<string> = new Set();

/** A rule of markdown-it that runs when a page has been read and before it is rendered. */
export const repositoryLinks: Rule = (state) => {
  const { realPath, path = realPath } = state.env;
  // A title that is rendered by itself belongs to no file.
  if (path === undefined) return;
  const from = relative(repository, realPath ?? path).replaceAll('\\', '/');
  const shown = new Set<string>();
  for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
    if (token.type !== 'link_open') continue;
    const href = token.attrGet('href') ?? '';
    if (href.startsWith('#') || href.startsWith('/') || /^[a-z][a-z+.-]*:/i.test(href)) continue;
    const [link = '', heading] = href.split('#');
    token.attrSet('href', hrefFrom(from, link, heading, shown));
  }
  for (const file of shown) showFile(state, from, file);
};

function hrefFrom(
  from: string,
  link: string,
  heading: string | undefined,
  shown: Set<string>,
): string {
  const target = linkTarget(from, link);
  const page = sitePath(target);
  if (page !== undefined) return `/${page}${heading === undefined ? '' : `#${heading}`}`;
  const onDisk = join(repository, target);
  // The build names it as a dead link.
  if (!existsSync(onDisk) || !statSync(onDisk).isFile()) return `/${target}.md`;
  if (isOwn(from, target)) {
    shown.add(target);
    return `#${anchorOf(from, target)}`;
  }
  linkedFiles.add(target);
  return `/source/${target}.txt`;
}

function isOwn(from: string, file: string): boolean {
  return from.startsWith('examples/') && file.startsWith(`${posix.dirname(from)}/`);
}

function anchorOf(from: string, file: string): string {
  return `file-${posix.relative(posix.dirname(from), file).replaceAll(/[^\w]+/g, '-')}`;
}

function showFile(state: State, from: string, file: string): void {
  const open = new state.Token('heading_open', 'h2', 1);
  open.attrSet('id', anchorOf(from, file));
  open.attrSet('tabindex', '-1');
  const title = new state.Token('inline', '', 0);
  const name = posix.relative(posix.dirname(from), file);
  title.content = `\`${name}\``;
  const code = new state.Token('code_inline', 'code', 0);
  code.content = name;
  const anchor = new state.Token('html_inline', '', 0);
  anchor.content = ` <a class="header-anchor" href="#${anchorOf(from, file)}" aria-label="Permalink to ${name}">&#8203;</a>`;
  title.children = [code, anchor];
  const fence = new state.Token('fence', 'code', 0);
  fence.info = extname(file).slice(1);
  fence.content = readFileSync(join(repository, file), 'utf8');
  state.tokens.push(open, title, new state.Token('heading_close', 'h2', -1), fence);
}
