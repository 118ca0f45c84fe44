// Checks docs/errors: every class of error that a package exports has a page that is named for it, no
// page is without a class, and the head of each page says of the class what is true of it. What a page
// says in its prose is held by its examples, which are run like all others.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPLIED, built, errorSpecimens, PACKAGES } from './error-specimens.mjs';
import { filesBelow, root } from './workspace.mjs';

const FOLDER = 'docs/errors';

/**
 * The classes, by name, of the build: `{ name, from, base, codes, applied }`. `from` are the packages
 * to import it from: the first that has it, and one more where another has its own of that name. A
 * base has the codes of those that extend it, and as many as it likes of its own.
 */
export async function errorClasses() {
  const { DnsError } = await built(PACKAGES['@zonewright/wire']);
  const found = new Map();
  const seen = new Set();
  for (const [from, path] of Object.entries(PACKAGES)) {
    for (const [name, value] of Object.entries(await built(path))) {
      const isError = value === DnsError || value?.prototype instanceof DnsError;
      if (!isError || seen.has(value)) continue;
      seen.add(value);
      const base = value === DnsError ? 'Error' : Object.getPrototypeOf(value).name;
      const known = found.get(name) ?? { name, from: [], base, codes: [], applied: [] };
      found.set(name, { ...known, from: [...known.from, from] });
    }
  }
  for (const error of await errorSpecimens()) {
    for (let type = error.constructor; found.has(type.name); type = Object.getPrototypeOf(type)) {
      const entry = found.get(type.name);
      if (!entry.codes.includes(error.code)) entry.codes.push(error.code);
      if (!entry.applied.includes(error.applied)) entry.applied.push(error.applied);
    }
  }
  return [...found.values()];
}

/** What is wrong with the pages below `from`, as sentences; nothing where all is well. */
export async function checkErrorPages({ from = root, classes } = {}) {
  const all = classes ?? (await errorClasses());
  const wrong = [];
  for (const entry of all) {
    const path = `${FOLDER}/${entry.name}.md`;
    if (entry.codes.length === 0) {
      wrong.push(`scripts/error-specimens.mjs: makes no ${entry.name}`);
    } else if (existsSync(join(from, path))) {
      const told = pageFaults(entry, readFileSync(join(from, path), 'utf8'));
      wrong.push(...told.map((fault) => `${path}: ${fault}`));
    } else {
      wrong.push(`${path}: is missing, for the class of ${entry.from.join(' and ')}`);
    }
  }
  const names = new Set(['index', ...all.map(({ name }) => name)]);
  for (const path of filesBelow(FOLDER, (file) => file.endsWith('.md'), from)) {
    const name = path.slice(FOLDER.length + 1, -'.md'.length);
    if (!names.has(name)) wrong.push(`${path}: no package exports a class of that name`);
  }
  return [...wrong, ...indexFaults(all, from)];
}

/** What the page of a class says that is not so. */
function pageFaults(entry, text) {
  const faults = [];
  if (!text.startsWith(`# ${entry.name}\n`)) faults.push(`begins with "# ${entry.name}"`);
  const isBase = entry.codes.length > 1;
  const hasMore = /…/.test(cellOf(text, 'code') ?? '');
  const expected = {
    code: entry.codes,
    applied: entry.applied,
    extends: [entry.base],
    from: entry.from,
  };
  for (const [row, values] of Object.entries(expected)) {
    const cell = cellOf(text, row);
    if (cell === undefined) {
      faults.push(`has no row "${row}"`);
      continue;
    }
    let said = wordsOf(cell);
    if (row === 'applied') said = said.filter((word) => APPLIED.includes(word));
    // Where the codes are those of the classes that extend it, it need not list them.
    if (row === 'code' && isBase && said.length === 0) continue;
    if (row === 'code' && hasMore) said = said.filter((word) => values.includes(word));
    const isSame = said.length === values.length && values.every((word) => said.includes(word));
    if (!isSame) {
      faults.push(`says ${row} ${said.join(', ')}; it is ${values.join(', ')}`);
    }
  }
  if (!/^```ts$/m.test(text)) faults.push('has no example that runs');
  return faults;
}

/** The second cell of the row of the head that begins with this word. */
function cellOf(text, row) {
  return new RegExp(`^\\| \`?${row}\`? \\|(.*)\\|$`, 'm').exec(text)?.[1];
}

/** The words in backticks. */
function wordsOf(cell) {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
}

/** The index has a row for each class, with its code. */
function indexFaults(classes, from) {
  const path = join(from, FOLDER, 'index.md');
  const rows = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return classes.flatMap(({ name, codes }) => {
    const row = rows.find((line) => line.startsWith(`| [\`${name}\`](${name}.md) |`));
    if (row === undefined) return [`${FOLDER}/index.md: has no row for ${name}`];
    const isCode = codes.length !== 1 || wordsOf(row.split('|')[2]).join() === codes.join();
    return isCode ? [] : [`${FOLDER}/index.md: the code of ${name} is ${codes.join(', ')}`];
  });
}
