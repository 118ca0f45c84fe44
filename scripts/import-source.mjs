// Runs a module of a package that its entry points do not export: from its source, since what is built
// is one file for each entry point. What it imports of other packages is what was built of them.
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** The module, by the path of its source from the root. */
export async function importSource(path) {
  const { runnerImport } = await import('vite');
  const config = { root, configFile: false, envFile: false, logLevel: 'silent' };
  return (await runnerImport(join(root, path), config)).module;
}
