// A project of somebody else's: a temporary folder with a few programs in it, and our packages as
// tarballs give them.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../build.mjs';
import { packPublished } from '../pack.mjs';
import { runTool } from '../run.mjs';
import { root, workspaceMembers } from '../workspace.mjs';

const PROGRAMS = fileURLToPath(new URL('./consumer', import.meta.url));

/** Makes the project, and packs what was built; `packed` are the packages, not installed yet. */
export async function makeConsumer() {
  if (!(await build())) throw new Error('the build failed');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zonewright-consumer-')));
  const project = join(folder, 'project');
  cpSync(PROGRAMS, project, { recursive: true });
  const manifest = { name: 'consumer', version: '1.0.0', private: true, type: 'module' };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  const packed = await packPublished(join(folder));
  return { folder, project, packed };
}

/**
 * Puts the packages in place as npm would, without a registry: what was in the tarballs, and links to
 * the packages that these depend on. Nothing leads from there to the sources of this workspace.
 */
export function placePackages({ project, packed }) {
  for (const { name, folder, manifest } of packed) {
    cpSync(folder, join(project, 'node_modules', name), { recursive: true });
    const { path } = workspaceMembers().find((member) => member.name === name);
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (packed.some((other) => other.name === dependency)) continue;
      placeLink(project, dependency, join(root, path, 'node_modules', dependency));
    }
  }
}

/** Links to the `@types/node` of this workspace. */
export function placeNodeTypes({ project }) {
  const types = join(root, 'node_modules', '@types', 'node');
  placeLink(project, '@types/node', types);
  placeLink(project, 'undici-types', join(realpathSync(types), '..', '..', 'undici-types'));
}

function placeLink(project, name, target) {
  const link = join(project, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(realpathSync(target), link, 'junction');
}

/** Writes a strict tsconfig and compiles `files` with it; resolves to what the compiler said. */
export async function compileConsumer({ project }, compiler, files, options) {
  const name = `tsconfig.${compiler}.${options.moduleResolution}.json`;
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: false,
    types: ['node'],
    ...options,
  };
  writeFileSync(join(project, name), JSON.stringify({ compilerOptions, files }));
  const args = ['-p', name, '--pretty', 'false'];
  const { code, output } = await runTool(compiler, 'tsc', args, { cwd: project });
  return code === 0 ? '' : output || `tsc ended with code ${code}`;
}
