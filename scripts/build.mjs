// Compiles the packages and examples by `tsc -b`, and bundles the JavaScript of those that are
// published; both do again only what has changed.
import { bundlePackages } from './bundle-packages.mjs';
import { runTool, seconds } from './run.mjs';
import { runScript, setUp } from './setup.mjs';

/** Builds everything; resolves to whether that went well, and has said so. */
export async function build() {
  const started = performance.now();
  const { code, output } = await runTool('typescript', 'tsc', ['-b', '--pretty', 'false']);
  if (code === 0) await bundlePackages();
  const time = seconds(performance.now() - started);
  console.log(
    code === 0 ? `build: done in ${time}` : `build: failed after ${time}\n${output.trim()}`,
  );
  return code === 0;
}

await runScript(import.meta, async () => {
  await setUp();
  return (await build()) ? 0 : 1;
});
