// Compiles the packages and examples by `tsc -b`, which does again only what has changed.
import { runTool, seconds } from './run.mjs';
import { runScript, setUp } from './setup.mjs';

/** Builds everything; resolves to whether that went well, and has said so. */
export async function build() {
  const { code, output, ms } = await runTool('typescript', 'tsc', ['-b', '--pretty', 'false']);
  if (code === 0) {
    console.log(`build: done in ${seconds(ms)}`);
    return true;
  }
  console.log(`build: failed after ${seconds(ms)}\n${output.trim()}`);
  return false;
}

await runScript(import.meta, async () => {
  await setUp();
  return (await build()) ? 0 : 1;
});
