// Writes the JavaScript of the published packages: from the sources of each, one file for every entry
// point, and a chunk for what its entry points share or load later. Whatever is not a source of the
// same package stays an import, so that a class is the same class for all that import it. A module costs
// Node 0.3 ms, whatever is in it. The declarations are the compiler's, written beside them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow, root, workspaceMembers } from './workspace.mjs';

/** What was bundled, in the folder of what came of it. */
const STAMP = 'dist/.bundled';

/** What an earlier build wrote and this one may not: it must not be published. */
function isLeftOver(file) {
  const [, path, name] = /^(.*)\/dist\/(.*)\.d\.ts(?:\.map)?$/.exec(file) ?? [];
  if (path !== undefined) return !existsSync(join(root, path, 'src', `${name}.ts`));
  return /\.js(?:\.map)?$/.test(file);
}

/** Bundles the published packages that have changed since they were last bundled. */
export async function bundlePackages() {
  const published = workspaceMembers().filter((member) => !member.private);
  await Promise.all(published.map(bundlePackage));
}

async function bundlePackage({ path, manifest }) {
  const folder = join(root, path);
  const stamp = currentStamp(path);
  const isDone = () => readFileSync(join(folder, STAMP), 'utf8') === stamp;
  if (existsSync(join(folder, STAMP)) && isDone()) return;
  rmSync(join(folder, STAMP), { force: true });
  for (const file of filesBelow(`${path}/dist`, isLeftOver)) rmSync(join(root, file));
  await bundleEntries(path, entriesOf(manifest.exports));
  // What stands for a name of `imports` is by itself: it shares no chunk with what imports it.
  for (const entry of Object.entries(entriesOf(manifest.imports ?? {}))) {
    await bundleEntries(path, Object.fromEntries([entry]));
  }
  writeFileSync(join(folder, STAMP), stamp);
}

async function bundleEntries(path, input) {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    cwd: join(root, path),
    input,
    external: (id, _importer, isResolved) => !isResolved && !id.startsWith('.'),
    platform: 'neutral',
    transform: { target: 'es2023' },
    plugins: [
      {
        name: 'quick-start',
        generateBundle: (_, files) => {
          const chunks = Object.values(files).filter(({ type }) => type === 'chunk');
          for (const chunk of chunks) chunk.code = inAscii(takeBuiltins(chunk.code));
        },
      },
    ],
    onLog: (level, log) => {
      throw new Error(`${path}: ${level}: ${log.message}`);
    },
  });
  await bundle.write({
    dir: join(root, path, 'dist'),
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    // Two modules may have functions of one name; stack traces show it all the same.
    keepNames: true,
    // The declarations have those for people; here they would take 1.5 MB when a program is loaded.
    comments: { annotation: true, legal: true, jsdoc: false },
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await bundle.close();
}

/** An import of one of Node's own modules, as the bundler prints it. */
const BUILTIN_IMPORT = /^import (?:([\w$]+)(?:, )?)?(\{.+\})? from ("node:[a-z_/]+");$/gm;

/**
 * Takes Node's own modules from the process: an import makes a module of each, and reads all that it
 * exports for that, which loads what nobody asked for (of `node:process` the standard streams). An
 * import of `zonewright` takes 5 ms less. No line moves, so the source map stays true.
 */
function takeBuiltins(code) {
  return code.replace(BUILTIN_IMPORT, (_, whole, names, from) => {
    const bindings = [whole, names?.replaceAll(' as ', ': ')].filter((part) => part !== undefined);
    // A binding may be called `process`.
    const builtin = `globalThis.process.getBuiltinModule(${from})`;
    return `const ${bindings.map((binding) => `${binding} = ${builtin}`).join(', ')};`;
  });
}

/**
 * Escapes what is not ASCII: for one character beyond Latin-1 V8 keeps a whole file in two octets for
 * each. An import of `zonewright` takes 0.5 ms and 0.6 MB less. On the few lines with such a character
 * what follows it moves by five columns.
 */
function inAscii(code) {
  const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replace(/[^\0-\x7f]/g, escaped);
}

/** The sources that `exports` or `imports` lead to, by the name of the file that each becomes. */
function entriesOf(targets) {
  return Object.fromEntries(Object.values(targets).flatMap(entriesOfTarget));
}

function entriesOfTarget(target) {
  if (typeof target === 'string') return [];
  const { '@zonewright/source': source, types: _types, ...built } = target;
  const sources = typeof source === 'string' ? { default: source } : source;
  return Object.entries(sources).map(([condition, file]) => [
    /^\.\/dist\/(.*)\.js$/.exec(built[condition])[1],
    file,
  ]);
}

/** Changes when a source does, or what makes a package of it. */
function currentStamp(path) {
  const hash = createHash('sha256');
  const sources = filesBelow(`${path}/src`, (file) => file.endsWith('.ts'));
  for (const file of [`${path}/package.json`, 'pnpm-lock.yaml', ...sources]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  return hash.digest('hex');
}
