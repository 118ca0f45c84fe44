// `npm run docs`: holds the documents to what they say. Every relative link leads somewhere, and
// every example, in Markdown and in TSDoc, compiles and runs.
import { build } from './build.mjs';
import { check } from './check.mjs';
import { runTool } from './run.mjs';
import { runScript, setUp } from './setup.mjs';

await runScript(import.meta, async () => {
  await setUp();
  if (!(await build())) return 1;
  if (!(await check(['links in documents', 'types of examples in documents']))) return 1;
  const { code } = await runTool('vitest', 'vitest', ['run', 'scripts/test/examples.test.mjs'], {
    show: true,
  });
  return code;
});
