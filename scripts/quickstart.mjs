// Runs examples/quickstart on a machine with Node and npm only: installs, builds, then hands the
// terminal, the environment and the arguments to the example and ends with its exit code.
import { join } from 'node:path';
import { build } from './build.mjs';
import { runNode } from './run.mjs';
import { runScript, setUp } from './setup.mjs';
import { root } from './workspace.mjs';

await runScript(import.meta, async (args) => {
  await setUp();
  if (!(await build())) return 1;
  console.log('');
  const { code } = await runNode(join(root, 'examples/quickstart/dist/main.js'), args, {
    show: true,
  });
  return code;
});
