// Packs what is published, as a release does: a tarball for each package, and what is in it.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runPnpm } from './run.mjs';
import { workspaceMembers } from './workspace.mjs';

/**
 * Packs the published packages into `folder`; the packages must have been built. Gives of each its
 * `name`, the path of its `tarball`, the `folder` with what was in it, and its `manifest` there.
 */
export async function packPublished(folder) {
  const published = workspaceMembers().filter((member) => !member.private);
  const filters = published.flatMap((member) => ['--filter', member.name]);
  const to = ['--pack-destination', folder];
  const { code, output } = await runPnpm(['--recursive', ...filters, 'pack', ...to]);
  if (code !== 0) throw new Error(`pnpm pack failed\n${output}`);
  return await Promise.all(
    published.map(async ({ name, manifest: { version } }) => {
      const tarball = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
      const unpacked = join(folder, 'unpacked', name);
      mkdirSync(unpacked, { recursive: true });
      const args = ['-xzf', tarball, '--strip-components=1', '-C', unpacked];
      const tar = await run('tar', args);
      if (tar.code !== 0) throw new Error(`tar could not read ${tarball}\n${tar.output}`);
      const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
      return { name, tarball, folder: unpacked, manifest };
    }),
  );
}
