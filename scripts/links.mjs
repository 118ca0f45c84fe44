// Checks the links between the Markdown files: each relative one leads to a file that is there,
// and to a heading of it when it names one. Addresses on the network are not tried.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { filesBelow, generatedPages, root } from './workspace.mjs';

/** Every link below `from` that leads nowhere, as `path:line: sentence`. */
export function checkLinks(from = root) {
  const broken = [];
  for (const path of filesBelow('.', (file) => file.endsWith('.md'), from)) {
    for (const { target, line } of linksOf(readFileSync(join(from, path), 'utf8'))) {
      if (/^[a-z][a-z+.-]*:/i.test(target)) continue;
      const [file, heading] = target.split('#');
      const found = file === '' ? path : posix.join(posix.dirname(path), decodeURI(file));
      if (found.startsWith(`${generatedPages}/`)) continue;
      if (found.startsWith('../') || found.startsWith('/') || !existsSync(join(from, found))) {
        broken.push(`${path}:${line}: ${target} leads to no file of the repository`);
      } else if (heading && statSync(join(from, found)).isFile()) {
        const headings = headingsOf(readFileSync(join(from, found), 'utf8'));
        if (!headings.has(heading)) broken.push(`${path}:${line}: ${target} names no heading`);
      }
    }
  }
  return broken;
}

function linksOf(markdown) {
  const links = [];
  for (const [index, text] of proseLines(markdown).entries()) {
    const inline = text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g);
    const defined = text.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/g);
    for (const [, target] of [...inline, ...defined]) links.push({ target, line: index + 1 });
  }
  return links;
}

/** The names by which the headings can be linked to, made as GitHub makes them. */
function headingsOf(markdown) {
  const names = new Set();
  for (const text of proseLines(markdown, { keepCode: true })) {
    const [, title] = /^#{1,6}\s+(.+?)\s*#*$/.exec(text) ?? [];
    if (title === undefined) continue;
    const slug = headingName(title);
    let count = 0;
    while (names.has(count === 0 ? slug : `${slug}-${count}`)) count += 1;
    names.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return names;
}

/** The name by which GitHub links to the first heading of this text. */
export function headingName(title) {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** The lines, with those in code blocks left empty and, unless kept, code in backticks too. */
function proseLines(markdown, { keepCode = false } = {}) {
  let fence;
  return markdown.split('\n').map((text) => {
    const [, mark] = /^\s*(`{3,}|~{3,})/.exec(text) ?? [];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return '';
    }
    if (mark !== undefined) {
      fence = mark;
      return '';
    }
    return keepCode ? text : text.replace(/`[^`]*`/g, '');
  });
}
