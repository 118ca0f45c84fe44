// `npm run check`: everything that is held true of the sources without running them. All checks
// run, each prints its outcome and its time, and what a failing one had to say.
import { build } from './build.mjs';
import { checkErrorPages } from './error-pages.mjs';
import { collectExamples, writeShownExamples } from './examples.mjs';
import { checkLayering } from './layering.mjs';
import { checkLinks } from './links.mjs';
import { checkLockfile } from './lockfile.mjs';
import { checkPacked } from './packed.mjs';
import { checkRecordTypes } from './record-types.mjs';
import { checkRfcPage } from './rfc-sections.mjs';
import { Interrupted, runTool, seconds } from './run.mjs';
import { runScript, setUp } from './setup.mjs';
import { checkSize } from './size.mjs';

/** Each gives the lines of what is wrong, none when all is well; or these with a remark. */
const CHECKS = {
  layering: () => checkLayering(),
  'biome (format, lint)': () => tool('@biomejs/biome', 'biome', ['check', '--error-on-warnings']),
  'oxlint (promises)': () => tool('oxlint', 'oxlint', ['--type-aware', '--deny-warnings']),
  'types of tests': () => compile('tsconfig.tests.json'),
  'types of the site': () => compile('docs/tsconfig.json'),
  'types of examples in documents': () => compileExamples(),
  'links in documents': async () => checkLinks(),
  'page of record types': () => checkRecordTypes(),
  'pages of errors': () => checkErrorPages(),
  'page of RFC sections': async () => checkRfcPage(),
  'packed packages': () => checkPacked(),
  'size of the import': () => checkSize(),
  'lock file': async () => checkLockfile(),
};

/** Runs all checks, or those named; resolves to whether all went well. The build must be done. */
export async function check(names = Object.keys(CHECKS)) {
  const failed = [];
  for (const name of names) {
    const started = performance.now();
    const found = await CHECKS[name]().catch((error) => {
      if (error instanceof Interrupted) throw error;
      return [String(error.stack)];
    });
    const { complaints, remark } = Array.isArray(found) ? { complaints: found } : found;
    const outcome = complaints.length === 0 ? 'ok' : 'failed';
    const time = seconds(performance.now() - started);
    const said = remark === undefined ? '' : `  ${remark}`;
    console.log(`check: ${name.padEnd(32)}${outcome.padEnd(8)}${time}${said}`);
    if (complaints.length > 0) {
      failed.push(name);
      console.log(complaints.join('\n').replace(/^/gm, '  '));
    }
  }
  if (failed.length > 0) console.log(`check: failed: ${failed.join(', ')}`);
  return failed.length === 0;
}

async function tool(packageName, command, args) {
  const { code, output } = await runTool(packageName, command, args);
  return code === 0 ? [] : [output.trim()];
}

function compile(config) {
  return tool('typescript', 'tsc', ['-p', config, '--pretty', 'false']);
}

async function compileExamples() {
  const { examples, problems } = await collectExamples();
  writeShownExamples(examples);
  return [...problems, ...(examples.length === 0 ? [] : await compile('tsconfig.examples.json'))];
}

await runScript(import.meta, async () => {
  await setUp();
  if (!(await build())) return 1;
  return (await check()) ? 0 : 1;
});
