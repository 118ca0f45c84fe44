// Installs what the workspace needs, on a machine with nothing but Node and npm. Every other
// script starts with it, so each works alone in a fresh clone; when nothing has changed since the
// last time, it costs a few file reads.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Interrupted, pnpmVersion, runPnpm, seconds } from './run.mjs';
import { root, workspaceMembers } from './workspace.mjs';

const stampFile = join(root, 'node_modules', '.zonewright-setup');

/** Installs the dependencies if need be. Throws `SetupError` when that cannot be done. */
export async function setUp() {
  const complaint = unsupportedNode(process.versions.node);
  if (complaint !== undefined) throw new SetupError(complaint);
  const members = workspaceMembers();
  const stamp = currentStamp(members);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    if (members.every(isInstalled)) return;
  }
  console.log(`set-up: installing with pnpm ${pnpmVersion} ...`);
  // What is left half done is no installation, whatever the files say by then.
  rmSync(stampFile, { force: true });
  // The tools are needed where the machine's settings leave out what is for development, too.
  const args = ['install', '--frozen-lockfile', '--prod=false'];
  const { code, output, ms } = await runPnpm(args).catch((cause) => {
    if (cause instanceof Interrupted) throw cause;
    throw new SetupError(`npx did not start (${cause.message}). It comes with npm: is it there?`);
  });
  if (code !== 0) throw new SetupError(`${output.trim()}\n${adviceOn(output)}`);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, stamp);
  console.log(`set-up: done in ${seconds(ms)}`);
}

/** What cannot be installed, and what to do about it. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** A sentence if this version of Node is too old for the tools, otherwise `undefined`. */
export function unsupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const good = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23;
  if (good) return undefined;
  return `Node ${version} is too old for the tools of this workspace: install 20.19, 22.12 or later.`;
}

/**
 * Runs the body of a script, and ends the process with what it resolves to; does nothing when the
 * script was imported by another. The real path is compared, because a checkout may lie behind a
 * symbolic link, as all of /tmp does on macOS.
 */
export async function runScript(importMeta, body) {
  const invoked = process.argv[1];
  if (invoked === undefined || !existsSync(invoked)) return;
  if (importMeta.url !== pathToFileURL(realpathSync(invoked)).href) return;
  try {
    process.exitCode = await body(process.argv.slice(2));
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Interrupted) process.exitCode = error.exitCode;
    else console.error(error instanceof SetupError ? `set-up failed: ${error.message}` : error);
  }
}

/** Changes when anything changes that an installation depends on, or the machine does. */
function currentStamp(members) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${pnpmVersion}`);
  const manifests = members.map((member) => `${member.path}/package.json`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function isInstalled({ path, manifest }) {
  const wanted = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return wanted.every((name) => existsSync(join(root, path, 'node_modules', name)));
}

function adviceOn(output) {
  if (output.includes('ERR_PNPM_OUTDATED_LOCKFILE')) {
    return `A package.json was changed: run "npx --yes pnpm@${pnpmVersion} install" and commit pnpm-lock.yaml.`;
  }
  return 'Nothing could be installed; the lines above are what pnpm said.';
}

await runScript(import.meta, async () => {
  await setUp();
  return 0;
});
