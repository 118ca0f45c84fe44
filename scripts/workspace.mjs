// Where the workspace stands on disk and which packages it has: read by every other script, so
// that a new package is found by being there. The folders are those of pnpm-workspace.yaml.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The packages, the examples and the documents' site below `from`, in the order of their folders.
 * `private` ones are never published; `path` is relative and has forward slashes.
 */
export function workspaceMembers(from = root) {
  const places = [];
  for (const group of ['packages', 'examples']) {
    if (!existsSync(join(from, group))) continue;
    for (const folder of readdirSync(join(from, group)).sort()) places.push({ group, folder });
  }
  const members = [];
  for (const { group, folder } of [...places, { group: '', folder: 'docs' }]) {
    const path = posix.join(group, folder);
    const manifestPath = join(from, path, 'package.json');
    if (!existsSync(manifestPath)) continue;
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
    members.push({
      group,
      folder,
      path,
      name: manifest.name,
      private: manifest.private === true,
      manifest,
    });
  }
  return members;
}

/** What is written when the site is built, and checked there. */
export const generatedPages = 'docs/api';

/**
 * Every file below `folder` (relative to `from`, forward slashes) whose path `wanted` accepts,
 * sorted. What is installed, built or hidden is left out.
 */
export function filesBelow(folder, wanted, from = root) {
  if (!existsSync(join(from, folder))) return [];
  const found = [];
  for (const entry of readdirSync(join(from, folder), { withFileTypes: true })) {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (['node_modules', 'dist', 'coverage'].includes(entry.name)) continue;
      if (entry.name.startsWith('.') || path === generatedPages) continue;
      found.push(...filesBelow(path, wanted, from));
    } else if (wanted(path)) {
      found.push(path);
    }
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}
