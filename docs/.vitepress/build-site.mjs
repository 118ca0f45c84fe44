// Builds the site: the API reference out of the packages' sources, then all pages. Whatever a tool
// warns of ends the build: a link in a comment that leads nowhere, a link between pages that does.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const docs = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes the API reference to docs/api, which git leaves out. Throws with what typedoc said. */
export function buildApi() {
  return runTool('typedoc', 'typedoc', []);
}

/** Writes the site to `outDir`, an absolute path. Throws with what VitePress said. */
export async function buildSite(outDir) {
  await buildApi();
  await runTool('vitepress', 'vitepress', ['build', '--outDir', outDir]);
}

async function runTool(packageName, tool, args) {
  const folder = join(docs, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = join(folder, typeof bin === 'string' ? bin : bin[tool]);
  const { code, output } = await runNode([file, ...args]);
  if (code !== 0) throw new Error(`${tool} ended with ${code}\n${output}`);
}

function runNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: docs,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
