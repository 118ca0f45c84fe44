// `npm run docs`: the site, in docs/.vitepress/dist. It builds only where every link between pages and
// in the API reference leads somewhere. Before that the documents are held to what they say: every
// link in the files themselves, and every example, in Markdown and in TSDoc, compiled and run.
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { runTool, seconds } from './run.mjs';
import { runScript, setUp } from './setup.mjs';
import { root } from './workspace.mjs';

await runScript(import.meta, async () => {
  await setUp();
  if (!(await build())) return 1;
  if (!(await check(['links in documents', 'types of examples in documents']))) return 1;
  const { code } = await runTool('vitest', 'vitest', ['run', 'scripts/test/examples.test.mjs'], {
    show: true,
  });
  if (code !== 0) return code;
  const started = performance.now();
  const { buildSite } = await import('../docs/.vitepress/build-site.mjs');
  await buildSite(join(root, 'docs/.vitepress/dist'));
  console.log(`docs: the site is in docs/.vitepress/dist, ${seconds(performance.now() - started)}`);
  return 0;
});
