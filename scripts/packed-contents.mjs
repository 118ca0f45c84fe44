// What we want of a package that is published, where publint and attw have no opinion: the files that
// are in it, and what its package.json says.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

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
    const source = /^src\/(.*)\.ts$/.exec(file)?.[1];
    if (source === undefined || source.endsWith('.d')) continue;
    for (const built of ['js', 'js.map', 'd.ts', 'd.ts.map']) {
      if (!files.has(`dist/${source}.${built}`))
        sentences.push(`dist/${source}.${built} is missing`);
    }
  }
  return sentences;
}

function judgeManifest(folder, manifest) {
  const sentences = [];
  const expectThat = (holds, sentence) => holds || sentences.push(sentence);
  expectThat(manifest.type === 'module', 'type is not module');
  expectThat(manifest.sideEffects === false, 'sideEffects is not false');
  expectThat(/^>=\d/.test(manifest.engines?.node ?? ''), 'engines has no node');
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
