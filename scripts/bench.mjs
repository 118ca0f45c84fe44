// `npm run bench`: installs, builds, and measures our packages beside their peers. Its arguments are
// those of packages/bench, which its README tells; with `--json` nothing but JSON goes to stdout.
import { join } from 'node:path';
import { build } from './build.mjs';
import { runNode } from './run.mjs';
import { runScript, setUp } from './setup.mjs';
import { root } from './workspace.mjs';

await runScript(import.meta, async (args) => {
  // What set-up and build say is not what was measured.
  const { log } = console;
  console.log = console.error;
  await setUp();
  const isBuilt = await build();
  console.log = log;
  if (!isBuilt) return 1;
  const { code } = await runNode(join(root, 'packages/bench/dist/main.js'), args, { show: true });
  return code;
});
