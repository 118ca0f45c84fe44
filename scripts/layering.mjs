// Holds the packages, and the folders inside them, to the layering of DESIGN: each imports only
// what stands below it, and what is pure stays pure. The tables are the rule; a folder that is not
// in them is reported, so that they stay true.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { runScript, setUp } from './setup.mjs';
import { filesBelow, root, workspaceMembers } from './workspace.mjs';

/** The packages that the sources of each package may import. */
const PACKAGES = {
  wire: [],
  zone: ['wire'],
  client: ['wire', 'zone'],
  server: ['wire', 'zone'],
  testkit: [],
  bench: ['wire', 'zone', 'client', 'server', 'testkit'],
};

/** What single folders may import besides, as an entry of their own that others can do without. */
const PACKAGES_OF_FOLDERS = { 'packages/server/src/test/': ['client'] };

/** The packages that the tests of each package may import: what stands below it or beside it. */
const PACKAGES_OF_TESTS = {
  wire: ['wire', 'testkit'],
  zone: ['wire', 'zone', 'testkit'],
  client: ['wire', 'zone', 'client', 'server', 'testkit'],
  server: ['wire', 'zone', 'client', 'server', 'testkit'],
  testkit: ['testkit'],
  bench: ['wire', 'zone', 'client', 'server', 'testkit', 'bench'],
};

const PUBLISHED = ['wire', 'zone', 'client', 'server'];

/** The folders, and files beside index.ts, that each folder of a package's src may import. */
const FOLDERS = {
  wire: ladder(
    'errors',
    'dependencies',
    'octets',
    'registry',
    'name',
    'text',
    'rdata',
    'message',
    'verdict',
    'tsig',
  ),
  zone: {
    errors: [],
    update: ['errors'],
    ...ladder('masterfile', 'zone', 'lookup', 'process', 'transfer'),
  },
  client: ladder(
    'errors',
    'names',
    'keys',
    'options',
    'tracing',
    'transport',
    'exchange',
    'resolver',
    'readback',
    'reading',
    'transfer',
    'propagation',
    'sending',
    'bulk',
    'client',
  ),
  server: ladder('profile', 'answer', 'sockets', 'peers', 'storage', 'server', 'test'),
};

/** Without sockets, timers, clocks, randomness or anything else of Node. */
const PURE = [
  'packages/wire/src/',
  'packages/zone/src/',
  'packages/server/src/profile/',
  'packages/server/src/answer/',
];

const IMPURE = new Set(
  `process Buffer global globalThis window self navigator require module __dirname __filename
  setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask
  Date.now performance Math.random crypto fetch WebSocket XMLHttpRequest console localStorage
  Worker BroadcastChannel MessageChannel`.split(/\s+/),
);

/** What Node alone is given, by a condition of `imports`; another file stands there for all others. */
const OF_NODE = new Set(['packages/wire/src/dependencies/loaded-when-used.ts']);

/** The only places whose sources may import it. Tests may too: dns-packet is their oracle. */
const ONLY_IMPORTERS = {
  // The benchmarks measure themselves against it.
  'dns-packet': ['packages/bench/src/'],
  '@noble/hashes': ['packages/wire/src/dependencies/'],
  '@scure/base': ['packages/wire/src/dependencies/'],
  tr46: ['packages/wire/src/dependencies/'],
  'p-retry': ['packages/client/src/'],
};

/** Each may import those before it. */
function ladder(...folders) {
  return Object.fromEntries(folders.map((folder, height) => [folder, folders.slice(0, height)]));
}

const isSource = (path) => /\.[cm]?[jt]s$/.test(path);

/** Every breach below `from`, as `path:line: sentence`; empty when there is none. */
export async function checkLayering(from = root) {
  const { scanSource } = await import('./source-scan.mjs');
  const members = workspaceMembers(from);
  const rootManifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const breaches = [];

  for (const member of members) {
    const report = (path, line, sentence) => breaches.push(`${path}:${line}: ${sentence}`);
    if (member.group === 'packages' && PACKAGES[member.folder] === undefined) {
      report(
        member.path,
        1,
        `package ${member.folder} is not in the table of scripts/layering.mjs`,
      );
      continue;
    }
    for (const part of ['src', 'test']) {
      for (const path of filesBelow(`${member.path}/${part}`, isSource, from)) {
        const scan = scanSource(path, readFileSync(join(from, path), 'utf8'));
        const file = { path, part, member, members, rootManifest };
        const say = (line, sentence) => report(path, line, sentence);
        for (const { specifier, line } of scan.imports) {
          for (const sentence of judgeImport(specifier, file)) say(line, sentence);
        }
        if (part === 'src') judgeSource(scan, file, say);
      }
    }
  }
  return breaches;
}

/** What is wrong with one source, apart from its imports. */
function judgeSource(scan, { path, member }, say) {
  if (member.group !== 'packages') return;
  if (posix.basename(path) === 'index.ts' && !scan.onlyReexports) {
    say(1, 'an index.ts only re-exports');
  }
  const layer = layerOf(path, member);
  if (layer !== undefined && FOLDERS[member.folder]?.[layer] === undefined && layer !== 'index') {
    if (FOLDERS[member.folder] !== undefined) {
      say(1, `${layer} is not in the table of folders of scripts/layering.mjs`);
    }
  }
  if (!isPure(path)) return;
  for (const { name, line } of scan.globals) {
    if (IMPURE.has(name)) say(line, `${name} is used where everything is pure`);
  }
}

/** What is wrong with importing `specifier` from a file, as sentences. */
function judgeImport(specifier, file) {
  if (specifier === '(computed)') return ['imports a module whose name is computed'];
  if (specifier.startsWith('.')) return judgeRelative(specifier, file);
  if (specifier.startsWith('#')) return judgeOwn(specifier, file);
  if (isAbsolutePath(specifier)) return [`imports ${specifier}, a path of one machine`];
  if (isBuiltin(specifier)) {
    return isPure(file.path) ? [`imports ${specifier} where everything is pure`] : [];
  }
  return judgeBare(specifier, file);
}

function judgeRelative(specifier, { path, part, member }) {
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith(`${member.path}/`)) {
    return [`imports ${specifier}, which leaves ${member.path}: name the package instead`];
  }
  if (part !== 'src') return [];
  if (!target.startsWith(`${member.path}/src/`)) {
    return [`imports ${specifier}, which leaves its src`];
  }
  const table = FOLDERS[member.folder];
  if (member.group !== 'packages' || table === undefined) return [];
  const [own, other] = [layerOf(path, member), layerOf(target, member)];
  if (own === 'index' || own === other || table[own] === undefined) return [];
  if (table[own].includes(other)) return [];
  return [`${own} may not import ${other} (${specifier})`];
}

/** What `imports` of package.json names: each source that it can stand for is judged as a relative one. */
function judgeOwn(specifier, file) {
  const { path, member } = file;
  const sources = stringsIn(member.manifest.imports?.[specifier]?.['@zonewright/source']);
  if (sources.length === 0) return [`imports ${specifier}, which ${member.path} does not map`];
  return sources.flatMap((source) => {
    const relative = posix.relative(posix.dirname(path), posix.join(member.path, source));
    return judgeRelative(relative.startsWith('.') ? relative : `./${relative}`, file);
  });
}

function stringsIn(value) {
  if (typeof value === 'string') return [value];
  return Object.values(value ?? {}).flatMap(stringsIn);
}

function judgeBare(specifier, { path, part, member, members, rootManifest }) {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const isUser = member.group !== 'packages';
  const sentences = [];

  const target = members.find((other) => other.group === 'packages' && other.name === name);
  if (target !== undefined) {
    const besides = Object.entries(PACKAGES_OF_FOLDERS).flatMap(([folder, packages]) =>
      path.startsWith(folder) ? packages : [],
    );
    const table = part === 'src' ? PACKAGES : PACKAGES_OF_TESTS;
    const forUser = part === 'test' ? [...PUBLISHED, 'testkit'] : PUBLISHED;
    const allowed = isUser ? forUser : table[member.folder];
    if (target.path === member.path && part === 'src') {
      sentences.push(`imports ${name}, which is itself`);
    } else if (![...allowed, ...besides].includes(target.folder)) {
      sentences.push(`${member.folder} may not import ${target.folder} (${specifier})`);
    }
  }

  const only = ONLY_IMPORTERS[name];
  if (only !== undefined && part === 'src') {
    const isOne = only.some((place) =>
      place.endsWith('/') ? path.startsWith(place) : path === place,
    );
    if (!isOne) sentences.push(`imports ${name}: only ${only.join(' and ')} may`);
  }

  const { dependencies, peerDependencies, devDependencies } = member.manifest;
  const declared = { ...dependencies, ...peerDependencies };
  if (part === 'test') Object.assign(declared, devDependencies, rootManifest.devDependencies);
  const known = target?.path === member.path || declared[name] !== undefined;
  if (!known) sentences.push(`imports ${name}, which ${member.path}/package.json does not declare`);
  return sentences;
}

/** The folder of src that a file is in, or the name of a file directly in src. */
function layerOf(path, member) {
  const [first, ...below] = path.slice(`${member.path}/src/`.length).split('/');
  // Declarations of what the platform has belong to no layer.
  if (below.length === 0 && first.endsWith('.d.ts')) return undefined;
  return below.length === 0 ? first.replace(/\.[cm]?[jt]s$/, '') : first;
}

function isPure(path) {
  return PURE.some((folder) => path.startsWith(folder)) && !OF_NODE.has(path);
}

function isAbsolutePath(specifier) {
  return specifier.startsWith('/') || /^[A-Za-z]:|^file:/.test(specifier);
}

await runScript(import.meta, async () => {
  await setUp();
  const breaches = await checkLayering();
  for (const breach of breaches) console.log(breach);
  return breaches.length === 0 ? 0 : 1;
});
