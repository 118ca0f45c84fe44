// Bundles a program that imports the packages, as those who ship one file do: by vite, minified, with
// the dependencies in it.
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/**
 * Bundles the ES module `program`, and gives its `code`, and the `builtins` of Node that were asked
 * for, each with the files that ask.
 *
 * For `node` they stay imports. For `browser` each is an empty module, as vite has it, and the code is a
 * classic script; what the program exports is then in `globalThis.bundled`.
 *
 * @param conditions of `exports`, beside those of the platform
 */
export async function bundle(program, { platform, conditions = [] }) {
  const { build } = await import('vite');
  const entry = join(root, 'bundled-program.mjs');
  const forNode = platform === 'node';
  const builtins = new Map();
  const result = await build({
    root,
    configFile: false,
    envFile: false,
    logLevel: 'silent',
    plugins: [programAs(entry, program), tellsBuiltins(builtins, forNode)],
    resolve: {
      conditions: [...conditions, ...(forNode ? ['node'] : ['browser']), 'module', 'import'],
    },
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        platform,
        preserveEntrySignatures: 'strict',
        output: {
          codeSplitting: false,
          ...(!forNode && { format: 'iife', name: 'bundled' }),
        },
      },
    },
  });
  const [chunk, ...others] = result.output;
  if (others.length > 0) throw new Error('more than one file came out of the bundler');
  return { code: chunk.code, builtins: Object.fromEntries(builtins) };
}

function programAs(entry, program) {
  return {
    name: 'program',
    enforce: 'pre',
    resolveId: (id) => (id === entry ? entry : null),
    load: (id) => (id === entry ? program : null),
  };
}

function tellsBuiltins(builtins, external) {
  return {
    name: 'builtins',
    enforce: 'pre',
    resolveId(id, importer) {
      if (!isBuiltin(id)) return null;
      builtins.set(id, [...(builtins.get(id) ?? []), importer]);
      return external ? { id, external } : null;
    },
  };
}
