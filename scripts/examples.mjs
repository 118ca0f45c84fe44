// Takes the examples out of the documents, so that they can be compiled and run: the ts blocks of
// the Markdown files and of every TSDoc @example. `scripts/check.mjs` compiles them as they are
// shown; `scripts/test/examples.test.mjs` runs them in the form of `scripts/example-run-form.mjs`.
//
// A block that opens with "```ts no-run" is only compiled: one that needs the network, or does not
// end.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, root, workspaceMembers } from './workspace.mjs';

/** Where the examples are written; git, the linters and vitest's watcher leave it alone. */
export const examplesFolder = join(root, '.examples');

/**
 * All examples below `from`, as `{ path, line, code, runs }[]`: the file, the line of the opening
 * fence counted from 1, and whether it is to be run; and `problems`, those that cannot be taken
 * out, as `path:line: sentence`.
 */
export async function collectExamples(from = root) {
  const { lineFinder } = await import('./source-scan.mjs');
  const { parseSync } = await import('vite');
  const found = { examples: [], problems: [] };
  const published = workspaceMembers(from).filter((member) => !member.private);
  const isMarkdown = (path) => path.endsWith('.md');
  const documents = [
    ...filesBelow('.', (path) => isMarkdown(path) && !path.includes('/'), from),
    ...filesBelow('docs', isMarkdown, from),
    ...published.flatMap((member) => filesBelow(member.path, isMarkdown, from)),
  ];
  for (const path of new Set(documents)) {
    takeBlocks(path, readFileSync(join(from, path), 'utf8').split('\n'), 1, found);
  }
  const isSource = (path) => path.endsWith('.ts');
  for (const path of published.flatMap(({ path }) => filesBelow(`${path}/src`, isSource, from))) {
    const text = readFileSync(join(from, path), 'utf8');
    const lineAt = lineFinder(text);
    for (const comment of parseSync(path, text).comments) {
      if (comment.type === 'Block' && comment.value.startsWith('*')) {
        takeTags(path, comment.value.split('\n'), lineAt(comment.start), found);
      }
    }
  }
  return found;
}

/** Takes the blocks of every @example out of the lines of a doc comment. */
function takeTags(path, lines, firstLine, found) {
  const plain = lines.map((line) => line.replace(/^\s*\*+ ?/, ''));
  for (let start = 0; start < plain.length; start += 1) {
    if (!/^@example\b/.test(plain[start])) continue;
    let end = start + 1;
    for (let inBlock = false; end < plain.length; end += 1) {
      if (/^\s*```/.test(plain[end])) inBlock = !inBlock;
      if (!inBlock && plain[end].startsWith('@')) break;
    }
    const count = found.examples.length + found.problems.length;
    takeBlocks(path, plain.slice(start, end), firstLine + start, found);
    if (found.examples.length + found.problems.length === count) {
      found.problems.push(`${path}:${firstLine + start}: an @example without a ts block`);
    }
    start = end - 1;
  }
}

/** Takes the ts blocks out of lines of Markdown, of which the first has the number `firstLine`. */
function takeBlocks(path, lines, firstLine, found) {
  const { blocks, openLine } = fencedBlocks(lines, firstLine);
  for (const block of blocks) keep(path, block, found);
  if (openLine !== undefined) found.problems.push(`${path}:${openLine}: this block has no end`);
}

/**
 * The fenced blocks of lines of Markdown, of which the first has the number `firstLine`, as
 * `{ info, line, code }[]`: what stands behind the opening fence, its line, and the lines of the
 * block. `openLine` is the line of a block that has no end.
 */
export function fencedBlocks(lines, firstLine = 1) {
  const blocks = [];
  let block;
  for (const [index, text] of lines.entries()) {
    const [, indent, fence, info] = /^(\s*)(`{3,})\s*(.*?)\s*$/.exec(text) ?? [];
    if (block === undefined) {
      if (fence !== undefined) block = { indent, fence, info, line: firstLine + index, code: [] };
    } else if (info === '' && fence.length >= block.fence.length) {
      blocks.push({ info: block.info, line: block.line, code: block.code });
      block = undefined;
    } else {
      block.code.push(text.startsWith(block.indent) ? text.slice(block.indent.length) : text);
    }
  }
  return { blocks, openLine: block?.line };
}

function keep(path, { info, line, code }, found) {
  const [language, ...words] = info.split(/\s+/);
  if (['typescript', 'js', 'javascript'].includes(language)) {
    found.problems.push(`${path}:${line}: fence it as ts, so that it is compiled and run`);
  }
  if (language !== 'ts') return;
  if (words.length > 0 && words.join(' ') !== 'no-run') {
    found.problems.push(
      `${path}:${line}: after ts only no-run has a meaning, not ${words.join(' ')}`,
    );
    return;
  }
  found.examples.push({ path, line, code: code.join('\n'), runs: words.length === 0 });
}

/**
 * Writes the examples as they are shown, each at its own lines of a file named for its origin, so
 * that what the compiler says of `.examples/shown/README.md.L40.ts(43,7)` is true of README.md.
 */
export function writeShownExamples(examples) {
  const folder = join(examplesFolder, 'shown');
  rmSync(folder, { recursive: true, force: true });
  for (const example of examples) writeExample(folder, example, example.code);
}

/** The file that an example is written to below `folder`. */
export function exampleFile(folder, { path, line }) {
  return join(folder, `${path}.L${line}.ts`);
}

/** Writes an example, or a form of it, so that its code stands at the lines it has in `path`. */
export function writeExample(folder, example, code, firstLine = '') {
  const file = exampleFile(folder, example);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${firstLine}${'\n'.repeat(example.line)}${code}\n`);
}
