// `npm run release`: publishes the packages whose version the registry does not have, with a statement
// of where they were built (npm's provenance). It runs in .github/workflows/release.yml.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { runPnpm } from './run.mjs';
import { runScript, setUp } from './setup.mjs';
import { root, workspaceMembers } from './workspace.mjs';

/**
 * The manifest with the address of the repository that it is published from, which npm compares with
 * the one that signed the statement; a fork's is another.
 *
 * @param repository `owner/name` on GitHub
 * @param path the package's folder in it
 */
export function withRepository(manifest, repository, path) {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')) {
    throw new Error(`GITHUB_REPOSITORY is ${repository}: it names what npm is to link to`);
  }
  const address = `https://github.com/${repository}`;
  return {
    ...manifest,
    repository: { type: 'git', url: `git+${address}.git`, directory: path },
    homepage: `${address}/tree/main/${path}#readme`,
    bugs: `${address}/issues`,
  };
}

await runScript(import.meta, async () => {
  await setUp();
  if (!(await build()) || !(await check())) return 1;
  for (const { private: isPrivate, path, manifest } of workspaceMembers()) {
    if (isPrivate) continue;
    const published = withRepository(manifest, process.env.GITHUB_REPOSITORY, path);
    writeFileSync(join(root, path, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  }
  const env = { NPM_CONFIG_PROVENANCE: 'true' };
  const { code } = await runPnpm(['exec', 'changeset', 'publish'], { show: true, env });
  return code;
});
