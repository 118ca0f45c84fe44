// What we want of a package that is published, where publint and attw have no opinion: the files that
// are in it, and what its package.json says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

const BESIDE_CODE = ['LICENSE', 'README.md', 'package.json'];

/** What is wrong with the unpacked packages, as sentences. */
export function judgeContents(packed) {
  const versions = new Set(packed.map(({ manifest }) => manifest.version));
  const sentences = versions.size === 1 ? [] : [`versions differ: ${[...versions].join(', ')}`];
  for (const { name, folder, manifest } of packed) {
    const found = [...judgeFiles(folder), ...judgeManifest(folder, manifest)];
    for (const sentence of found) sentences.push(`${name}: ${sentence}`);
  }
  return sentences;
}

function judgeFiles(folder) {
  const files = new Set(filesIn(folder));
  const sentences = [];
  for (const file of BESIDE_CODE) if (!files.has(file)) sentences.push(`${file} is missing`);
  for (const file of files) {
    const isCode = /^(?:dist|src)\/.*\.(?:[cm]?[jt]s|map)$/.test(file);
    if (!(isCode || BESIDE_CODE.includes(file)) || /\.test\.|\.spec\./.test(file)) {
      sentences.push(`${file} does not belong there`);
    }
    for (const other of companionsOf(folder, file)) {
      if (!files.has(other)) sentences.push(`${other} is missing`);
    }
    if (!file.endsWith('.map')) continue;
    for (const source of sourcesOf(folder, file)) {
      if (!files.has(source)) sentences.push(`${file} leads to ${source}, which is missing`);
    }
  }
  return sentences;
}

/** What must stand beside a file: the declarations of a source, the map of code. */
function companionsOf(folder, file) {
  const source = /^src\/(.*)(?<!\.d)\.ts$/.exec(file)?.[1];
  if (source !== undefined) return [`dist/${source}.d.ts`, `dist/${source}.d.ts.map`];
  if (!/^dist\/.*\.js$/.test(file)) return [];
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  // A file that hands on what others have can be in no stack trace.
  const hasCode = lines.some((line) => !/^(?:import .*|export .*|\/\/.*|)$/.test(line));
  return hasCode ? [`${file}.map`] : [];
}

/** The files that a source map leads to, by their paths in the package. */
function sourcesOf(folder, map) {
  const { sources } = JSON.parse(readFileSync(join(folder, map), 'utf8'));
  return sources.map((source) => posix.join(posix.dirname(map), source));
}

function judgeManifest(folder, manifest) {
  const sentences = [];
  const expectThat = (holds, sentence) => holds || sentences.push(sentence);
  expectThat(manifest.type === 'module', 'type is not module');
  expectThat(manifest.sideEffects === false, 'sideEffects is not false');
  expectThat(/^\^?\d|^>=\d/.test(manifest.engines?.node ?? ''), 'engines has no node');
  expectThat(manifest.license === 'MIT', 'license is not MIT');
  expectThat((manifest.description ?? '') !== '', 'description is missing');
  expectThat((manifest.keywords ?? []).length > 2, 'keywords are missing');
  expectThat(manifest.publishConfig?.access === 'public', 'publishConfig.access is not public');
  expectThat(manifest.scripts === undefined, 'scripts would run where it is installed');
  for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
    const hasTypes = typeof target === 'string' || target.types !== undefined;
    expectThat(hasTypes, `exports: ${entry} has no types`);
  }
  for (const path of targetsOf([manifest.exports, manifest.imports])) {
    expectThat(existsSync(join(folder, path)), `exports: there is no ${path}`);
  }
  for (const group of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
    for (const [name, range] of Object.entries(manifest[group] ?? {})) {
      expectThat(!/^(?:workspace|file|link|catalog):/.test(range), `${group}: ${name} is ${range}`);
    }
  }
  return sentences;
}

/** Paths relative to the folder, with forward slashes. */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function targetsOf(value) {
  if (typeof value === 'string') return [value];
  return Object.values(value ?? {}).flatMap(targetsOf);
}
